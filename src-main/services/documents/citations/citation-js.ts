/** BibTeX and RIS to CSL-JSON and back by citation-js; read one record at a time where a file has a bad one. */
import * as v from 'valibot'
import { type Citation, citationSchema, type DocumentModel } from '#shared/contract'
import { languageOfCode } from '../codes'

export interface CitationRecords {
  citations: Citation[]
  warnings: DocumentModel['warnings']
}

const kinds = { bibtex: '@biblatex/text', ris: '@ris/file' } as const
export type CitationSyntax = keyof typeof kinds

/** Names of languages as babel and people write them. */
const languages: Readonly<Record<string, string>> = {
  latvian: 'lv',
  lithuanian: 'lt',
  estonian: 'et',
  russian: 'ru',
  english: 'en',
  american: 'en-US',
  british: 'en-GB',
  german: 'de',
  ngerman: 'de',
  polish: 'pl',
  french: 'fr',
  finnish: 'fi',
  swedish: 'sv',
}

async function load() {
  const { plugins, logger } = await import('@citation-js/core')
  await Promise.all([import('@citation-js/plugin-bibtex'), import('@citation-js/plugin-ris')])
  logger.level = 'silent'
  return plugins
}

const outputs = { bibtex: 'biblatex', ris: 'ris' } as const

/** Records as BibLaTeX or RIS. A date that has no year, month or day in it is left out: neither has a place for it. */
export async function writeRecords(syntax: CitationSyntax, citations: readonly Citation[]): Promise<string> {
  const { output } = await load()
  const records = citations.map(({ issued, ...rest }) =>
    typeof issued === 'object' && issued !== null && 'date-parts' in issued ? { ...rest, issued } : rest,
  )
  const text = output.format(outputs[syntax], records, { format: 'text' })
  // One keyword a line; the library leaves the spaces between them.
  return `${text.replace(/^KW {2}- +/gm, 'KW  - ').trimEnd()}\n`
}

/** Without the markup of the library, and with dotless i under an accent made a letter (LaTeX writes `\={\i}`). */
function cleanText(value: string): string {
  return value
    .replace(/<\/?(?:i|b|sup|sub|span|sc|nocase)\b[^>]*>/g, '')
    .replace(/ı(?=\p{M})/gu, 'i')
    .normalize('NFC')
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(clean)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clean(inner)]))
  }
  return value
}

function languageOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const lower = value.trim().toLowerCase()
  return languages[lower] ?? (/^[a-z]{2,3}(?:-\w{2,8})*$/.test(lower) ? languageOfCode(value.trim()) : undefined)
}

const looseSchema = v.looseObject({ id: v.optional(v.union([v.string(), v.number()])), type: v.optional(v.string()) })

/** The records of the first reading that holds, or why the first does not. */
function firstThatHolds(readings: readonly string[], parse: (text: string) => unknown[]): unknown[] | string {
  let reason: string | null = null
  for (const reading of readings) {
    try {
      return parse(reading)
    } catch (error) {
      reason ??= error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    }
  }
  return reason ?? []
}

/**
 * The records of `whole`; where it cannot be read as one, those of its pieces that can, with a warning for each other.
 * `pieces` gives every piece with simpler forms of it behind, to be tried in that order.
 * A record without an id gets `record-1`, `record-2`, … by its place.
 */
export async function readRecords(
  syntax: CitationSyntax,
  whole: string,
  pieces: () => readonly (readonly [string, ...string[]])[],
): Promise<CitationRecords> {
  const { input } = await load()
  const parse = (text: string) => input.chain(text, { forceType: kinds[syntax], generateGraph: false })
  const warnings: CitationRecords['warnings'] = []
  let records: unknown[] = []
  try {
    records = parse(whole)
  } catch {
    records = pieces().flatMap((readings) => {
      const found = firstThatHolds(readings, parse)
      if (typeof found !== 'string') return found
      const start = /^[ \t]*(?:@(?!string)|TY).*/im.exec(readings[0])?.[0].slice(0, 60) ?? ''
      warnings.push({ code: 'record-left-out', message: `A record was left out (${found}): ${start}` })
      return []
    })
  }
  const citations = records.flatMap((record, index): Citation[] => {
    const parsed = v.safeParse(looseSchema, clean(record))
    if (!parsed.success) return []
    const { id, type, language, ...rest } = parsed.output
    const lang = languageOf(language)
    return [
      v.parse(citationSchema, {
        ...rest,
        id: String(id ?? `record-${index + 1}`),
        type: type ?? 'document',
        title: typeof rest['title'] === 'string' ? rest['title'] : undefined,
        ...(lang === undefined ? {} : { language: lang }),
      }),
    ]
  })
  return { citations, warnings }
}
