/** Text out of the pictures of a document: page after page, in whatever process it is called. Deterministic. */
import {
  AppError,
  isAppError,
  type RecognitionLanguage,
  recognitionLanguagesOf,
  recognitionTag,
} from '#shared/contract'
import {
  documentOf,
  type ExtractedDocument,
  type ExtractHints,
  formatOf,
  type ModelParts,
  pagesToModel,
  readParts,
  type ReadParts,
  sniffFormat,
} from '../documents'
import { createEngine } from './engine'
import { type PageSource, pageSourceOf } from './pages'
import type { PageResult, RecognitionTask, Telling } from './protocol'
import { joinLines, regionsOfLayer, regionsOfParagraphs } from './regions'

/** Name and version of what stands in stored models behind the source format, as `pdf+tesseract.js@7.0.0`. */
const recogniser = 'tesseract.js@7.0.0'
/** Words below this mean confidence are told to be unsure. */
const sureEnough = 0.75

/** Warnings of the first reading that recognition answers. */
const answered = new Set(['no-text-layer', 'pages-without-text', 'text-unreliable', 'line-boxes-only'])

/** Pages to be recognised: those without text where others have some, else all. */
function wantedPages({ warnings, pages = [] }: ModelParts): ReadonlySet<number> {
  const isMixed = warnings.some(({ code }) => code === 'pages-without-text')
  const isReliable = warnings.every(({ code }) => code !== 'text-unreliable')
  return new Set(pages.filter(({ start, end }) => !(isMixed && isReliable) || start === end).map(({ n }) => n))
}

/**
 * The document with the text that its pages show. A page that cannot be read is left empty, with a warning. Throws
 * AppError `unsupported-format` for what has no pages as pictures, `empty` where nothing was found on any page,
 * `damaged` where no page could be read, and as the source format does (`image-too-large`, `password`, …).
 */
export async function recogniseDocument(
  bytes: Uint8Array,
  hints: ExtractHints,
  { languages, done = [] }: RecognitionTask,
  { tell, alive }: Telling,
): Promise<ExtractedDocument> {
  const name = hints.fileName ?? 'The document'
  const sniffed = hints.format === undefined ? sniffFormat(bytes, hints.fileName) : formatOf(hints.format)
  const open = sniffed && pageSourceOf(sniffed.id)
  if (!open) {
    const message = `"${name}" has no pages that are pictures. Text is recognised in PDF, JPEG, PNG, TIFF and WebP.`
    throw new AppError('unsupported-format', message, { name })
  }
  const read = await readParts(bytes, hints, alive)
  const pages = read.parts.pages ?? []
  const wanted = wantedPages(read.parts)
  const results = new Map<number, PageResult>(done)
  const engine = createEngine(languages, alive)
  let source: PageSource | null = null
  for (const page of pages) {
    if (results.has(page.n)) continue
    tell({ page: page.n, pages: pages.length })
    let result: PageResult
    if (!wanted.has(page.n)) {
      const { text, blocks, boxes = [] } = read.parts
      result = { regions: regionsOfLayer({ text, blocks, boxes }, page) }
    } else {
      try {
        source ??= await open(bytes, name)
        const image = source.image(page.n)
        const scale = { x: page.width / image.width, y: page.height / image.height }
        result = { regions: regionsOfParagraphs(await engine.recognise(image), scale) }
      } catch (error) {
        // Neither engine nor language data will be sounder at the next page.
        if (isAppError(error)) throw error
        result = { failure: error instanceof Error ? error.message : String(error) }
        source = null
      }
    }
    results.set(page.n, result)
    tell({ page: page.n, pages: pages.length, result })
  }
  source?.close()
  return documentOf(bytes, assemble(read, results, languages, hints), hints, `${read.format.id}+${recogniser}`)
}

function assemble(
  { format, parts }: ReadParts,
  results: ReadonlyMap<number, PageResult>,
  languages: readonly RecognitionLanguage[],
  hints: ExtractHints,
): ReadParts {
  const name = hints.fileName ?? 'The document'
  const pages = parts.pages ?? []
  const failures: [number, string][] = []
  const regions = joinLines(
    pages.map(({ n }) => {
      const result = results.get(n)
      if (result && 'regions' in result) return result.regions
      failures.push([n, result?.failure ?? 'it was left out'])
      return []
    }),
  )
  const [first] = failures
  if (first && failures.length === pages.length) {
    const message = `No page of "${name}" could be recognised. On page ${first[0]}: ${first[1]}.`
    throw new AppError('damaged', message, { name, reason: first[1] })
  }
  const ocrPages = pages.map(({ label, width, height, unit }, index) => ({
    ...{ label, width, height, unit },
    regions: regions[index] ?? [],
  }))
  const model = nothingFound(name, () => pagesToModel(ocrPages, hints, 'scan'))
  const conf = meanConfidence(model.boxes ?? [])
  const warnings = parts.warnings.filter(({ code }) => !answered.has(code))
  if (first) {
    const numbers = failures.slice(0, 20).map(([n]) => n)
    const message = `${failures.length} of ${pages.length} pages could not be recognised (${numbers.join(', ')}${failures.length > 20 ? ', …' : ''}). On page ${first[0]}: ${first[1]}`
    warnings.push({ code: 'page-not-recognised', message })
  }
  if (conf < sureEnough) {
    const message = `The recognised text is unsure: ${Math.round(conf * 100)} % on average. Another language, or a clearer scan, may give a better one.`
    warnings.push({ code: 'recognition-unsure', message })
  }
  return {
    format,
    parts: {
      ...parts,
      ...model,
      lang: languageOf(languages, hints.lang),
      meta: {
        ...parts.meta,
        recognisedIn: [...languages],
        recognitionConfidence: conf.toFixed(3),
      },
      warnings,
      pages: pages.map((page, index) => {
        const { start = 0, end = 0 } = model.pages?.[index] ?? {}
        return { ...page, start, end }
      }),
    },
  }
}

/** What the source is said to be in, where that was looked for; else what weighed most. */
function languageOf(languages: readonly RecognitionLanguage[], said: string | undefined): string {
  const [wanted] = recognitionLanguagesOf(said === undefined ? [] : [said])
  if (said !== undefined && wanted && languages.includes(wanted)) return said
  return languages[0] ? recognitionTag(languages[0]) : 'und'
}

/** Of all recognised words, each as long as it is; 1 where no box tells any. */
function meanConfidence(boxes: NonNullable<ModelParts['boxes']>): number {
  let [sum, letters] = [0, 0]
  for (const { level, conf, start, end } of boxes) {
    if (level !== 'word' || conf === undefined) continue
    sum += conf * (end - start)
    letters += end - start
  }
  return letters === 0 ? 1 : sum / letters
}

function nothingFound(name: string, make: () => ModelParts): ModelParts {
  try {
    return make()
  } catch (error) {
    if (!isAppError(error) || error.code !== 'empty') throw error
    const message = `No text was found in "${name}". Look whether the pages stand upright, and try another language.`
    throw new AppError('empty', message, { name })
  }
}
