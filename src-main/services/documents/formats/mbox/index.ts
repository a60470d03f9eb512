/** Mailboxes (mboxo, mboxrd): a list of their mails, each a document of its own. */
import { AppError } from '#shared/contract'
import type { Format } from '../../format'
import { fieldsAtStart, mailFields } from '../../mail-sniff'
import { ModelBuilder } from '../../model-builder'
import { splitMailbox } from './split'

export const format = {
  id: 'mbox',
  version: 1,
  label: 'Mailbox (MBOX)',
  extensions: ['mbox', 'mbx'],
  mediaType: 'application/mbox',
  storedExtension: 'mbox',
  maxBytes: 200 * 1024 * 1024,
  sniff({ head, extension }) {
    const first = /^From [^\n]*\n/.exec(head)?.[0]
    if (first === undefined) return 0
    const fields = fieldsAtStart(head.slice(first.length).replace(/^>From [^\n]*\n/, ''))
    const count = fields ? mailFields(fields) : 0
    if (count >= 2) return 0.95
    return count > 0 && this.extensions.includes(extension) ? 0.8 : 0
  },
  async extract(bytes, hints, report) {
    const name = hints.fileName ?? 'The mailbox'
    const mails = splitMailbox(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), name)
    if (mails.length === 0) {
      throw new AppError('damaged', `"${name}" has no mail in it: it is no mailbox, or a broken one.`, { name })
    }
    const { readSummary } = await import('../../mail')
    const builder = new ModelBuilder()
    const children = []
    for (const [index, mail] of mails.entries()) {
      const { subject, from, day } = await readSummary(mail, hints)
      const line = [day, from, subject].filter((value) => value !== '').join(' · ')
      builder.leaf('listItem', { level: 1, attrs: { marker: `${index + 1}.` } }).add(line || `${index + 1}`)
      const title = subject.replace(/[\0-\x1f\x7f/\\:]+/g, '_').slice(0, 200)
      children.push({ bytes: mail, fileName: `${title || index + 1}.eml`, from: `mail ${index + 1}` })
      if (index % 500 === 499) report?.()
    }
    return { ...builder.finish(), meta: { mails: String(mails.length) }, warnings: [], children }
  },
} satisfies Format & { extensions: string[] }
