/** A mailbox to its mails (RFC 4155 and its older kinds): where each begins, and what was written to keep them apart. */
import { AppError } from '#shared/contract'

/** Mails of one mailbox. */
const maxMails = 20_000

const lineFeed = 10

/** A line between mails ends with a time or a year; programs that know no sender write `From -`. */
const separator = /^From (?:\S+ .*(?:\d\d:\d\d|\d{4})|.*\d\d:\d\d:\d\d.*\d{4})/

const field = /^(?:[!-9;-~]+[ \t]*:|>From )/

/** True where the line at `at` begins a mail: nothing or an empty line before it, a field behind it. */
function beginsMail(bytes: Buffer, at: number): boolean {
  if (at > 0) {
    const before = bytes[at - 2] === 13 ? at - 3 : at - 2
    if (at > 1 && bytes[before] !== lineFeed) return false
  }
  const end = bytes.indexOf(lineFeed, at)
  if (end < 0 || end - at > 1000) return false
  if (!separator.test(bytes.subarray(at, end).toString('latin1'))) return false
  return field.test(bytes.subarray(end + 1, end + 200).toString('latin1'))
}

/** Mails as slices of `bytes`, each without the line that begins it. Throws AppError `too-many-entries`. */
export function splitMailbox(bytes: Buffer, name: string): Buffer[] {
  const starts: number[] = []
  for (let at = bytes.indexOf('From '); at >= 0; at = bytes.indexOf('\nFrom ', at)) {
    const line = bytes[at] === lineFeed ? at + 1 : at
    if ((line === 0 || bytes[line - 1] === lineFeed) && beginsMail(bytes, line)) starts.push(line)
    at = line
    if (starts.length > maxMails) {
      const message = `"${name}" holds more than ${maxMails} mails. Divide it and add the parts.`
      throw new AppError('too-many-entries', message, { name, limit: maxMails, found: starts.length })
    }
  }
  return starts.map((start, index) => {
    const from = bytes.indexOf(lineFeed, start) + 1
    let end = starts[index + 1] ?? bytes.length
    // The empty line before the next mail belongs to the mailbox.
    if (index + 1 < starts.length) end -= bytes[end - 2] === 13 ? 2 : 1
    return unquoted(bytes.subarray(from, Math.max(from, end)))
  })
}

/** `>From ` at the start of a line was `From `: one sign is taken off, as both kinds of quoting put one there. */
function unquoted(mail: Buffer): Buffer {
  const cuts: number[] = []
  for (let at = mail.indexOf('From '); at >= 0; at = mail.indexOf('From ', at + 5)) {
    let start = at
    while (start > 0 && mail[start - 1] === 62) start -= 1
    if (start < at && (start === 0 || mail[start - 1] === lineFeed)) cuts.push(start)
  }
  if (cuts.length === 0) return mail
  const pieces: Buffer[] = []
  let from = 0
  for (const cut of cuts) {
    pieces.push(mail.subarray(from, cut))
    from = cut + 1
  }
  return Buffer.concat([...pieces, mail.subarray(from)])
}
