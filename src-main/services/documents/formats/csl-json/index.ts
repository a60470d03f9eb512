/** CSL-JSON: a heading, then one block for each citation, written out as a reference a reader can use. */
import * as v from 'valibot'
import { AppError, citationSchema } from '#shared/contract'
import { citationList } from '../../citations/list'
import { decodeText, decodeUnicode } from '../../decode'
import type { ExtractHints, Format } from '../../format'

const listSchema = v.array(citationSchema)

/** Records of a file. An id may be a number, too: the citation processors of Zotero and Mendeley count so. */
function parse(text: string): unknown[] {
  const value: unknown = JSON.parse(text)
  return (Array.isArray(value) ? value : [value]).map((record: unknown) => {
    if (typeof record !== 'object' || record === null || !('id' in record)) return record
    return typeof record.id === 'number' ? { ...record, id: String(record.id) } : record
  })
}

/** The citation records of a file. Throws AppError `damaged` that names the record. */
export async function readCitations(bytes: Uint8Array, hints: ExtractHints): Promise<v.InferOutput<typeof listSchema>> {
  const name = hints.fileName ?? 'The list of citations'
  const { text } = await decodeText(bytes, hints)
  let value: unknown
  try {
    value = parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'not JSON'
    throw new AppError('damaged', `"${name}" is not sound JSON: ${reason}.`, { name, reason }, { cause })
  }
  const parsed = v.safeParse(listSchema, value)
  if (!parsed.success) {
    const path = v.getDotPath(parsed.issues[0]) ?? ''
    throw new AppError(
      'damaged',
      `"${name}" has a record that is no citation: at ${path}, ${parsed.issues[0].message}.`,
      {
        name,
        path,
      },
    )
  }
  return parsed.output
}

export const format = {
  id: 'csl-json',
  version: 3,
  label: 'Citations (CSL-JSON)',
  extensions: ['json'],
  mediaType: 'application/vnd.citationstyles.csl+json',
  storedExtension: 'json',
  maxBytes: 50 * 1024 * 1024,
  sniff({ bytes, start }) {
    if (!/^\s*[[{]/.test(start) || bytes.length > this.maxBytes) return 0
    try {
      const value = parse(decodeUnicode(bytes)?.text ?? '')
      // Linked data, too, has ids and types; citations have no context.
      if (v.is(v.tupleWithRest([v.object({ '@context': v.unknown() })], v.unknown()), value)) return 0
      return v.is(listSchema, value) ? 0.95 : 0
    } catch {
      return 0
    }
  },
  async extract(bytes, hints) {
    const citations = await readCitations(bytes, hints)
    return citationList(citations, hints)
  },
} satisfies Format & { maxBytes: number }
