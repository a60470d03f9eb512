/** What a list says of a mail, from its header alone. */
import { isAppError } from '#shared/contract'
import type { ExtractHints } from '../format'
import { readHead } from './head'
import { createWordReader, type HeaderFields, readFields } from './headers'
import { headerOf, mailLimits } from './mime'

/** Nothing known: the mail itself is refused with its reason when it is read. */
const unknown = { subject: '', from: '', day: '' }

/** Subject, names of the senders and day (EDTF, or as written); '' for what is not there or cannot be read. */
export async function readSummary(mail: Uint8Array, hints: ExtractHints) {
  const fields = fieldsOf(headerOf(mail).subarray(0, mailLimits.headers), hints.fileName ?? 'The mailbox')
  if (!fields) return unknown
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(fields.first('content-type'))?.[1]
  const { subject, creators, day, date } = await readHead(fields, await createWordReader(hints, charset))
  return { subject: subject.slice(0, 500), from: creators.join(', ').slice(0, 500), day: day ?? date.slice(0, 100) }
}

function fieldsOf(header: Uint8Array, name: string): HeaderFields | null {
  try {
    return readFields(header, name)
  } catch (error) {
    if (isAppError(error)) return null
    throw error
  }
}
