/** The tag files of a bag: what their lines say, and which lines say nothing (RFC 8493 section 2; container.md 6, 7). */
import { percentDecode } from './paths'

export const bagVersions = ['0.93', '0.94', '0.95', '0.96', '0.97', '1.0'] as const
export type BagVersion = (typeof bagVersions)[number]

const lines = (text: string) => {
  const all = text.split(/\r\n|\n|\r/)
  if (all.at(-1) === '') all.pop()
  return all
}

export interface Declaration {
  /** As written, or null where none can be read. */
  version: string | null
  encoding: string | null
  malformed: string[]
  /** White space at the colon: an error in 1.0, a warning before. */
  whitespace: boolean
}

/** Reads bagit.txt, which is UTF-8 whatever it declares for the others. */
export function parseDeclaration(text: string): Declaration {
  const malformed: string[] = []
  let body = text
  if (body.startsWith('\ufeff')) {
    malformed.push('it begins with a byte-order mark')
    body = body.slice(1)
  }
  const all = lines(body)
  const first = /^BagIt-Version(\s*):(\s*)(\S.*?)(\s*)$/.exec(all[0] ?? '')
  const second = /^Tag-File-Character-Encoding(\s*):(\s*)(\S.*?)(\s*)$/.exec(all[1] ?? '')
  if (all.length !== 2) malformed.push(`it has ${all.length} lines, not two`)
  if (!first) malformed.push('its first line gives no BagIt-Version')
  if (!second) malformed.push('its second line gives no Tag-File-Character-Encoding')
  const stray = (match: RegExpExecArray | null) =>
    match !== null && (match[1] !== '' || match[2] !== ' ' || match[4] !== '')
  return {
    version: first?.[3] ?? null,
    encoding: second?.[3] ?? null,
    malformed,
    whitespace: stray(first) || stray(second),
  }
}

export interface ManifestLine {
  hash: string
  /** Percent-decoded, without `*` and leading `./`. */
  path: string
  /** As written, without `*` and leading `./`: older bags hold `%` unescaped. */
  literal: string
  star: boolean
  dotSlash: boolean
}

/** Lines of a manifest; those that cannot be parsed come back as they are, with their number. */
export function parseManifest(
  text: string,
  hashLength: number,
): { entries: ManifestLine[]; bad: { line: number; text: string }[] } {
  const entries: ManifestLine[] = []
  const bad: { line: number; text: string }[] = []
  const shape = new RegExp(`^([0-9a-fA-F]{${hashLength}})[ \\t]+(\\*?)(\\S.*)$`)
  lines(text).forEach((line, index) => {
    const match = shape.exec(line)
    if (!match) {
      if (line !== '') bad.push({ line: index + 1, text: line })
      return
    }
    const [, hash = '', star, written = ''] = match
    const literal = written.replace(/^(?:\.\/)+/, '')
    entries.push({
      hash: hash.toLowerCase(),
      path: percentDecode(literal),
      literal,
      star: star === '*',
      dotSlash: literal !== written,
    })
  })
  return { entries, bad }
}

export interface FetchLine {
  url: string
  path: string
  literal: string
}

export function parseFetch(text: string): { entries: FetchLine[]; bad: { line: number; text: string }[] } {
  const entries: FetchLine[] = []
  const bad: { line: number; text: string }[] = []
  lines(text).forEach((line, index) => {
    const match = /^(\S+)[ \t]+(?:\d+|-)[ \t]+(\S.*)$/.exec(line)
    if (!match) {
      if (line !== '') bad.push({ line: index + 1, text: line })
      return
    }
    const literal = (match[2] ?? '').replace(/^(?:\.\/)+/, '')
    entries.push({ url: match[1] ?? '', path: percentDecode(literal), literal })
  })
  return { entries, bad }
}

export interface BagInfo {
  /** In order; labels as written. */
  fields: { label: string; value: string }[]
  bad: { line: number; text: string }[]
  /** White space in front of a colon. */
  whitespace: boolean
}

/** Labels repeat, order counts, an indented line continues the one before. */
export function parseBagInfo(text: string): BagInfo {
  const info: BagInfo = { fields: [], bad: [], whitespace: false }
  lines(text).forEach((line, index) => {
    const last = info.fields.at(-1)
    if (/^[ \t]/.test(line) && last) {
      last.value = `${last.value} ${line.trim()}`.trim()
      return
    }
    const match = /^([^:\s][^:]*?)([ \t]*):[ \t]*(.*)$/.exec(line)
    if (!match) {
      if (line.trim() !== '') info.bad.push({ line: index + 1, text: line })
      return
    }
    if (match[2] !== '') info.whitespace = true
    info.fields.push({ label: match[1] ?? '', value: (match[3] ?? '').trim() })
  })
  return info
}

/** Values of a label, compared without case. */
export function infoValues(info: BagInfo, label: string): string[] {
  return info.fields.filter((field) => field.label.toLowerCase() === label.toLowerCase()).map((field) => field.value)
}
