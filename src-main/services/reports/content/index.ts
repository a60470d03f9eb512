/** From a comparison to what its report says: services' data in, words and signs out. Knows no file format. */
import {
  AppError,
  type Alignment,
  type CallContext,
  type Colour,
  colours,
  type Comparison,
  type ComparisonInput,
  type Registers,
} from '#shared/contract'
import type { Finding } from '../../anchoring'
import { fill, labelsOf } from '../labels'
import { completed, type NotebookView, placeAnnotations } from './annotations'
import { checkRanges, checkShape, openSources, type ReadEdition, type Source } from './check'
import { collectReferences } from './references'
import { buildSections } from './rows'
import type { Choices, ReportContent, Section, Sign, Warning, Witness } from './types'

export { type ReadEdition } from './check'
export type * from './types'

export interface ContentDependencies {
  readEdition: ReadEdition
  align(input: Pick<Comparison, 'kind' | 'panes' | 'pins' | 'folding'>, context: CallContext): Promise<Alignment>
  registersOf(archiveId: string): Registers | Promise<Registers>
  notebook(): NotebookView
  anchoring: Finding
  /** Name and version of the program, for the colophon. */
  program: string
  /** ISO date of today. */
  today(): string
}

const quoteLength = 60

/** Options with their defaults. `scope` is the kept rows when there are any. */
function choicesOf({ options = {}, rows = [] }: ComparisonInput, title: string, today: string): Choices {
  const scope = options.scope ?? (rows.length > 0 ? 'rows' : 'all')
  if (scope === 'rows' && rows.length === 0) {
    throw new AppError(
      'empty',
      `"${title}" has no kept rows to print. Keep some rows in Compare, or export the whole comparison.`,
      { title },
    )
  }
  return {
    scope,
    differences: options.differences ?? true,
    notes: options.notes ?? true,
    highlights: options.highlights ?? true,
    legend: options.legend ?? true,
    tagIndex: options.tagIndex ?? false,
    bibliography: options.bibliography ?? true,
    pins: options.pins ?? false,
    language: options.language ?? 'lv',
    style: options.style ?? 'iso-690',
    paper: options.paper ?? 'a4-landscape',
    standard: options.standard ?? 'pdf',
    hyphenate: options.hyphenate ?? true,
    date: options.date ?? today,
  }
}

/**
 * Checks, aligns and composes. Throws AppError: `unknown-option`, `unknown-document`, `range-invalid`, `empty`,
 * `cancelled`; each names what it refuses.
 */
export async function buildContent(
  input: unknown,
  dependencies: ContentDependencies,
  context: CallContext,
): Promise<{ content: ReportContent; warnings: Warning[] }> {
  const comparison = checkShape(input)
  const choices = choicesOf(comparison, comparison.title, dependencies.today())
  const labels = labelsOf(choices.language)
  context.progress({ stage: 'read', done: 0, total: 4 })
  const sources = await openSources(comparison, dependencies.readEdition)
  checkRanges(comparison, sources)
  context.progress({ stage: 'align', done: 1, total: 4 })
  const { kind, panes, pins, folding } = comparison
  const alignment = await dependencies.align(
    { kind, panes, ...(pins ? { pins } : {}), ...(folding ? { folding } : {}) },
    context,
  )
  if (context.signal.aborted) throw new AppError('cancelled', `The export of "${comparison.title}" was cancelled.`)
  context.progress({ stage: 'compose', done: 2, total: 4 })

  const notebook = await completed(dependencies.notebook(), comparison, sources, dependencies.anchoring, context)
  const { placed, unplaced } = placeAnnotations(comparison, sources, notebook)
  const sectionTitle = labels.comparison
  const sections = buildSections({
    comparison,
    sources,
    alignment,
    annotations: placed,
    tags: notebook.tags,
    choices,
    sectionTitle,
  })
  const { references, missing } = choices.bibliography
    ? await collectReferences(sources, dependencies.registersOf)
    : { references: [], missing: [] }

  const content: ReportContent = {
    title: comparison.title,
    author: comparison.author ?? '',
    description: comparison.description ?? '',
    kind,
    choices,
    witnesses: sources.map(witnessOf),
    sections,
    colours: coloursOf(sections, comparison.colourNames ?? {}),
    signs: choices.differences && alignment.differences.length > 0 ? signsOf(sources.length) : [],
    tags: choices.tagIndex ? tagIndex(sections, choices.language) : [],
    pins: choices.pins ? pinQuotes(comparison, sources) : [],
    references,
    method: methodOf(comparison, sources, choices, alignment),
    program: dependencies.program,
  }
  return { content, warnings: warningsOf(sources, unplaced, missing, alignment) }
}

function witnessOf({ siglum, summary, edition, model }: Source): Witness {
  const { title, creators, date, languages, genre, original } = summary.metadata
  return {
    siglum,
    title: title.text,
    lang: title.lang,
    date: date?.edtf ?? null,
    creators: creators.map(({ name }) => name),
    genre: genre ?? '',
    about: original === undefined || original === '' ? [] : [original],
    languages: languages.length > 0 ? languages : [model.lang ?? 'und'],
    edition: edition.number,
    sha256: edition.sha256,
  }
}

/** With two versions the signs are relative to the first; with more they are symmetric. */
const signsOf = (panes: number): Sign[] =>
  panes === 2 ? ['added', 'omitted', 'changed', 'moved'] : ['added', 'missing', 'changed', 'moved']

function coloursOf(
  sections: readonly Section[],
  names: Readonly<Record<string, string>>,
): { letter: Colour; name: string }[] {
  const used = new Set<Colour>()
  for (const { rows } of sections) {
    for (const { cells, notes } of rows) {
      for (const { paragraphs } of cells) {
        for (const { runs } of paragraphs ?? [])
          for (const { letters } of runs) letters?.forEach((one) => used.add(one))
      }
      for (const { colour } of notes) if (colour) used.add(colour)
    }
  }
  return colours.filter((letter) => used.has(letter)).map((letter) => ({ letter, name: names[letter]?.trim() ?? '' }))
}

function tagIndex(sections: readonly Section[], language: string): { name: string; rows: number[] }[] {
  const index = new Map<string, number[]>()
  for (const { rows } of sections) {
    for (const { number, tags } of rows) {
      if (number === null) continue
      for (const tag of tags) index.set(tag, [...(index.get(tag) ?? []), number])
    }
  }
  const { compare } = new Intl.Collator(language, { numeric: true })
  return [...index].map(([name, rows]) => ({ name, rows })).toSorted((a, b) => compare(a.name, b.name))
}

function pinQuotes({ pins = [] }: ComparisonInput, sources: readonly Source[]) {
  return pins.map(({ cells, apart = false }) => ({
    apart,
    quotes: cells.map((cell, pane) => {
      if (!cell) return null
      const words = (sources[pane]?.model.text.slice(cell[0], cell[1]) ?? '').replace(/\s+/gu, ' ').trim()
      return words.length > quoteLength ? `${words.slice(0, words.lastIndexOf(' ', quoteLength))} …` : words
    }),
  }))
}

function methodOf(
  { kind, folding }: ComparisonInput,
  sources: readonly Source[],
  choices: Choices,
  alignment: Alignment,
): string {
  const { scope, kinds } = labelsOf(choices.language)
  const base = sources[0]?.siglum ?? ''
  const sentences = [fill(scope[choices.scope], { base }), kinds[kind]]
  if (choices.differences && alignment.differences.length > 0) {
    sentences.push(sources.length === 2 ? fill(kinds.versionsTwo, { base }) : kinds.versionsMany)
    const ignored = folding ? (['case', 'diacritics', 'punctuation'] as const).filter((one) => folding[one]) : []
    sentences.push(
      ignored.length > 0 ? fill(kinds.folding, { ignored: ignored.map((one) => kinds[one]).join(', ') }) : kinds.exact,
    )
  }
  const other = [
    ...new Set(alignment.notCompared.filter(isOtherLanguage).map(({ pane }) => sources[pane]?.siglum ?? '')),
  ]
  if (other.length > 0) sentences.push(fill(kinds.otherLanguage, { sigla: other.join(', ') }))
  const count = skipped(alignment)
  if (count > 0) sentences.push(fill(kinds.notCompared, { count }))
  return sentences.join(' ')
}

/** A text in another language is not collated with the rest: no fault, but the method says it. */
const isOtherLanguage = ({ reason }: Alignment['notCompared'][number]) => reason === 'language'
const skipped = ({ notCompared }: Alignment) => notCompared.filter((range) => !isOtherLanguage(range)).length

function warningsOf(
  sources: readonly Source[],
  unplaced: number,
  missing: readonly string[],
  alignment: Alignment,
): Warning[] {
  const warnings: Warning[] = []
  for (const { changed, siglum, summary } of sources) {
    if (!changed) continue
    const title = summary.metadata.title.text
    warnings.push({
      code: 'edition-changed',
      message: `The text of "${title}" (${siglum}) is not the one on which this comparison was made. Check its rows.`,
      details: { title, siglum },
    })
  }
  if (unplaced > 0) {
    warnings.push({
      code: 'notes-unplaced',
      message: `${unplaced} notes have no certain place in these texts and are not printed.`,
      details: { count: unplaced },
    })
  }
  if (missing.length > 0) {
    const names = missing.join(', ')
    warnings.push({
      code: 'references-missing',
      message: `The archive has no citation record for: ${names}.`,
      details: { names },
    })
  }
  const count = skipped(alignment)
  if (count > 0) {
    warnings.push({
      code: 'not-compared',
      message: `${count} ranges were not compared word by word; they are printed without signs.`,
      details: { count },
    })
  }
  return warnings
}
