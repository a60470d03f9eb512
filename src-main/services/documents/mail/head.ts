/** What the header of a mail says of it. */
import type { ModelParts } from '../format'
import { dayOf } from './date'
import type { HeaderFields, WordReader } from './headers'

/** Addresses of one field that are read. */
const maxAddresses = 1000
/** Characters of all fields of one name; the time that their parser takes grows with the square. */
const maxLength = 50_000

export interface MailHead {
  subject: string
  /** As written, without comments. */
  date: string
  /** EDTF, or null. */
  day: string | null
  /** `Name <address>`, each. */
  from: readonly string[]
  to: readonly string[]
  cc: readonly string[]
  bcc: readonly string[]
  /** Names of the senders; the address where there is none. */
  creators: readonly string[]
  meta: ModelParts['meta']
}

export async function readHead(fields: HeaderFields, words: WordReader): Promise<MailHead> {
  const { addressParser } = await import('postal-mime')

  function people(field: string): { name: string; address: string }[] {
    const written = fields.all(field).join(', ').slice(0, maxLength)
    return addressParser(words.evened(written), { flatten: true })
      .slice(0, maxAddresses)
      .map(({ name, address }) => ({ name: name.replace(/\s+/g, ' ').trim(), address: address ?? '' }))
      .filter(({ name, address }) => name !== '' || address !== '')
  }
  const shown = (field: string) =>
    people(field).map(({ name, address }) => {
      if (name === '' || name === address) return address
      return address === '' ? name : `${name} <${address}>`
    })
  const authors = people('from')
  const date = words.text(fields.first('date'))
  const head = {
    subject: words.text(fields.first('subject')),
    date: date.replace(/\s*\([^()]*\)\s*$/, ''),
    day: dayOf(date),
    from: shown('from'),
    to: shown('to'),
    cc: shown('cc'),
    bcc: shown('bcc'),
    creators: authors.map(({ name, address }) => name || address),
  }

  const meta: ModelParts['meta'] = {}
  const set = (key: string, value: string | readonly string[]) => {
    if (value.length > 0) meta[key] = typeof value === 'string' ? value : [...value]
  }
  set('title', head.subject)
  set('creators', head.creators)
  set('date', head.day ?? head.date)
  set('sent', head.date)
  set('from', head.from)
  set('to', head.to)
  set('cc', head.cc)
  set('bcc', head.bcc)
  set('replyTo', shown('reply-to'))
  set('identifier', words.text(fields.first('message-id')))
  set('inReplyTo', words.text(fields.first('in-reply-to')))
  const language = /^[a-z]{2,3}(?:-[a-z\d]{2,8})*/i.exec(fields.first('content-language'))?.[0]
  if (language !== undefined) set('languages', [language])
  const keywords = words.text(fields.first('keywords'))
  set('subjects', keywords === '' ? [] : keywords.split(/\s*,\s*/).filter(Boolean))
  return { ...head, meta }
}
