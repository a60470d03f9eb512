/** RIS: every record a readable reference. */
import { AppError } from '#shared/contract'
import { readRecords } from '../../citations/citation-js'
import { citationList } from '../../citations/list'
import { decodeText } from '../../decode'
import type { Format } from '../../format'

const begin = /^TY {1,2}- ?\w/m

/** From `TY` to `ER` or the next `TY`; what stands between records belongs to none. */
function recordsOf(text: string): string[] {
  return text
    .split(/^(?=TY {1,2}-)/m)
    .filter((piece) => begin.test(piece))
    .map((piece) => piece.replace(/^ER {1,2}-[\s\S]*/m, 'ER  - '))
}

/**
 * A record as the parser reads it whole: it cuts a value at two spaces and a hyphen, and gives a record up over a date
 * that comes twice (PubMed Central adds when a paper was received and accepted).
 */
function tidy(record: string): string {
  const dates = new Set<string>()
  return record
    .split('\n')
    .flatMap((line) => {
      const [, tag, value = ''] = /^([A-Z][A-Z0-9]) {2}-(.*)$/.exec(line) ?? []
      if (tag === undefined) return [line]
      if (/^(?:PY|Y1|DA)$/.test(tag)) {
        if (dates.has(tag)) return []
        dates.add(tag)
      }
      return [`${tag}  - ${value.replace(/\s+/g, ' ').trim()}`]
    })
    .join('\n')
}

/** Editors under `ED`, which the parser passes over. */
function editorsOf(record: string): { family: string; given?: string }[] {
  return [...record.matchAll(/^ED {2}- (.+)$/gm)].map(([, name = '']) => {
    const [family = '', given = ''] = name.split(/\s*,\s*(.*)/)
    return given === '' ? { family } : { family, given }
  })
}

export const format = {
  id: 'ris',
  version: 3,
  label: 'Citations (RIS)',
  extensions: ['ris'],
  mediaType: 'application/x-research-info-systems',
  storedExtension: 'ris',
  maxBytes: 50 * 1024 * 1024,
  sniff({ start }) {
    return /^\s*TY {1,2}- ?[A-Z]{3,}\s*\n[A-Z][A-Z0-9] {1,2}-/.test(start.replace(/\r\n?/g, '\n')) ? 0.95 : 0
  },
  async extract(bytes, hints) {
    const name = hints.fileName ?? 'The list of citations'
    const { text, encoding, how, warnings } = await decodeText(bytes, hints)
    // Some programs write one space in front of the hyphen, and old Macs their own line ends.
    const lines = text.replace(/\r\n?/g, '\n').replace(/^([A-Z][A-Z0-9]) -/gm, '$1  -')
    if (!begin.test(lines)) throw new AppError('damaged', `"${name}" holds no record of RIS (TY  - …).`, { name })
    const records = recordsOf(lines).map(tidy)
    const read = await readRecords('ris', records.join('\n'), () => records.map((record) => [record]))
    const isAll = read.citations.length === records.length
    const citations = read.citations.map((citation, index) => {
      const editors = isAll && citation['editor'] === undefined ? editorsOf(records[index] ?? '') : []
      return editors.length > 0 ? { ...citation, editor: editors } : citation
    })
    const parts = citationList(citations, hints)
    return {
      ...parts,
      meta: { ...parts.meta, encoding, encodingFrom: how },
      warnings: [...warnings, ...read.warnings],
    }
  },
} satisfies Format
