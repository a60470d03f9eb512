/** W3C Web Annotation Data Model as JSON-LD (Recommendation, 23 February 2017); read also from Hypothesis. */
import { AppError } from '#shared/contract'
import { decodeUnicode } from '../../../documents'
import type { ExchangeFormat, InFile } from '../format'
import { readWebAnnotations } from './read'
import { CONTEXT } from './terms'
import { writeCollection } from './write'

const json = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`)

function parse({ name, bytes }: InFile): unknown {
  const text = decodeUnicode(bytes)?.text ?? Buffer.from(bytes).toString('utf8')
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    // One annotation a line, as programs export them that write while they go.
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    if (lines.length > 1) {
      try {
        return lines.map((line) => JSON.parse(line) as unknown)
      } catch {
        // Then it is said of the whole.
      }
    }
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AppError(
      'damaged',
      `"${name}" could not be read as annotations: it is no JSON (${reason}).`,
      { name, reason },
      { cause },
    )
  }
}

export const format: ExchangeFormat = {
  id: 'w3c',
  label: 'W3C Web Annotation',
  extensions: ['jsonld', 'json', 'ndjson'],
  mediaType: 'application/ld+json',
  recognises({ bytes }) {
    const start = Buffer.from(bytes.subarray(0, 4096))
      .toString('utf8')
      .replace(/^\u{feff}/u, '')
      .trimStart()
    if (!/^[[{]/.test(start)) return false
    return start.includes(CONTEXT) || /"(?:target|rows)"\s*:/.test(start) || /"type"\s*:\s*"Annotation/.test(start)
  },
  write: (set) => [{ path: 'notes.jsonld', bytes: json(writeCollection(set)) }],
  read(files, losses) {
    const parts = files.map((file) => readWebAnnotations(parse(file), losses))
    return {
      notes: parts.flatMap(({ notes }) => notes),
      tags: parts.flatMap(({ tags }) => tags),
      links: parts.flatMap(({ links }) => links),
    }
  },
}
