/** Characters that no font of the export has, found before the pages are typeset. */
import { readFileSync } from 'node:fs'
import type { ReportContent, Warning } from '../../content'
import { readCharacters } from './cmap'

/** Code points that need no glyph: controls, joiners, soft hyphens, variation selectors. */
const invisible = /[\p{Cc}\p{Cf}\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u2028\u2029\uFE00-\uFE0F]/u
const spaces = /\s/u

/** Characters that every one of the fonts has: a word may stand in any style. */
export function commonCharacters(paths: readonly string[]): Set<number> {
  const [first, ...others] = paths.map((path) => readCharacters(readFileSync(path)))
  return new Set([...(first ?? [])].filter((code) => others.every((font) => font.has(code))))
}

/** The shaper takes a letter apart where the font has only its parts. */
function isDrawn(character: string, fonts: ReadonlySet<number>): boolean {
  const has = (one: string) => fonts.has(one.codePointAt(0) ?? 0)
  if (invisible.test(character) || spaces.test(character) || has(character)) return true
  const parts = [...character.normalize('NFD')]
  return parts.length > 1 && parts.every(has)
}

/** Each missing character with the rows where it stands; 0 is everything outside the rows. */
export function missingGlyphs(content: ReportContent, fonts: ReadonlySet<number>): Map<string, number[]> {
  const missing = new Map<string, number[]>()
  const look = (text: string, row: number) => {
    for (const character of text) {
      const rows = missing.get(character)
      if (rows ? rows.at(-1) === row : isDrawn(character, fonts)) continue
      missing.set(character, [...(rows ?? []), row])
    }
  }
  look(JSON.stringify([content.title, content.author, content.description, content.method]), 0)
  look(content.witnesses.map((one) => [one.siglum, one.title, one.creators, one.genre, one.about].join()).join(), 0)
  look(content.colours.map(({ name }) => name).join(), 0)
  look(content.pins.map(({ quotes }) => quotes.join()).join(), 0)
  look(JSON.stringify(content.references), 0)
  for (const { rows } of content.sections) {
    for (const { number, title, cells, notes, remark, tags } of rows) {
      const paragraphs = [
        ...cells.map((cell) => cell.paragraphs ?? []),
        ...notes.map(({ text }) => text),
        remark,
      ].flat()
      const words = paragraphs.flatMap(({ runs }) => runs.map(({ text }) => text))
      look([title ?? '', ...cells.map(({ place }) => place ?? ''), ...words, ...tags].join(' '), number ?? 0)
    }
  }
  return missing
}

const MOST_NAMED = 20

/** One warning for all of them, or none. */
export function glyphWarnings(missing: ReadonlyMap<string, number[]>): Warning[] {
  if (missing.size === 0) return []
  const named = [...missing].slice(0, MOST_NAMED).map(([character, rows]) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    const where = rows.filter((row) => row > 0)
    return `${character} (U+${code}${where.length > 0 ? `, row ${where.slice(0, 5).join(', ')}` : ''})`
  })
  const characters = named.join('; ') + (missing.size > MOST_NAMED ? ' …' : '')
  return [
    {
      code: 'glyphs-missing',
      message: `The fonts of the export lack ${missing.size} characters, which are printed as empty boxes: ${characters}.`,
      details: { count: missing.size, characters },
    },
  ]
}
