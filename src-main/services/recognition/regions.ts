/** Regions of text on a page, as the engine or a text layer gives them. Pure. */
import type { DocumentModel } from '#shared/contract'
import { type Lexicon, lexiconOf, type ModelParts, type OcrLine, type OcrRegion, type OcrWord } from '../documents'
import type { FoundParagraph } from './engine'
import { type Region, regionKinds, type Word } from './protocol'

/** Pixels of a picture to units of its page. */
export interface Scale {
  x: number
  y: number
}

/** Paragraphs of the engine as regions, in the unit of the page; confidence from 0 to 1. */
export function regionsOfParagraphs(paragraphs: readonly FoundParagraph[], scale: Scale): Region[] {
  const place = ({ bbox: { x0, y0, x1, y1 } }: Pick<FoundParagraph, 'bbox'>) => ({
    x: x0 * scale.x,
    y: y0 * scale.y,
    w: (x1 - x0) * scale.x,
    h: (y1 - y0) * scale.y,
  })
  return paragraphs.flatMap((paragraph): Region[] => {
    const lines = paragraph.lines.flatMap((line) => {
      const words = line.words
        .map((word) => ({ text: word.text.trim(), shape: place(word), conf: word.confidence / 100 }))
        .filter(({ text }) => text !== '')
      return words.length > 0 ? [{ shape: place(line), conf: line.confidence / 100, words }] : []
    })
    return lines.length > 0 ? [{ kind: 'para', shape: place(paragraph), lines }] : []
  })
}

type Page = DocumentModel['pages'][number]
type Kind = Region['kind']
const kinds = new Set<string>(regionKinds)
const isKind = (kind: string): kind is Kind => kinds.has(kind)

/** What the text layer says of a page: its blocks as regions, with the boxes of words, or of lines where there are none. */
export function regionsOfLayer(parts: Required<Pick<ModelParts, 'text' | 'blocks' | 'boxes'>>, { n }: Page): Region[] {
  const boxes = parts.boxes.filter(({ page }) => page === n)
  const lines = boxes.filter(({ level }) => level === 'line')
  const words = boxes.filter(({ level }) => level === 'word')
  const pieces = (words.length > 0 ? words : lines).filter(({ start, end }) => end > start)
  const lineOf = (start: number) => lines.findLastIndex((line) => line.start <= start && start < line.end)
  return parts.blocks.flatMap((block): Region[] => {
    if (block.kind === 'table' || block.kind === 'row') return []
    const found = new Map<number, Region['lines'][number]>()
    let last: Word | null = null
    let ended = 0
    for (const { start, end, x, y, w, h } of pieces) {
      if (start < block.start || end > block.end || start < ended) continue
      const index = lineOf(start)
      const around = lines[index]
      const line = found.get(index) ?? {
        ...(around ? { shape: { x: around.x, y: around.y, w: around.w, h: around.h } } : {}),
        words: [],
      }
      found.set(index, line)
      if (last && ended === start) last.glued = true
      const word: Word = { text: parts.text.slice(start, end), shape: { x, y, w, h } }
      line.words.push(word)
      last = word
      ended = end
    }
    if (found.size === 0) return []
    const { level } = block
    const kind = isKind(block.kind) ? block.kind : 'para'
    return [{ kind, ...(level === undefined ? {} : { level }), lines: [...found.values()] }]
  })
}

const textOf = (line: { words: readonly { text: string }[] }) => line.words.map(({ text }) => text).join(' ')
const wide = ({ lines }: Region) => lines.some(({ words }) => words.some(({ conf }) => conf !== undefined))

/** Regions of all pages with the words that are divided at the ends of lines put together again. */
export function joinLines(pages: readonly (readonly Region[])[]): OcrRegion[][] {
  const lexicon = lexiconOf(pages.flatMap((regions) => regions.flatMap(({ lines }) => lines.map(textOf))))
  // Those of a text layer have been put together when it was read.
  return pages.map((regions) => regions.map((region) => (wide(region) ? joinRegion(region, lexicon) : region)))
}

function joinRegion(region: Region, lexicon: Lexicon): OcrRegion {
  const lines = region.lines.map(({ words, ...line }, index): OcrLine => {
    const [last, next] = [words.at(-1), region.lines[index + 1]?.words[0]]
    const joint = last && next ? lexicon.join(last.text, next.text) : 'space'
    if (!last || joint === 'space') return { ...line, words }
    const kept = joint === 'drop-hyphen' ? last.text.slice(0, -1) : last.text
    const broken: OcrWord = { ...last, text: kept, broken: '' }
    return { ...line, words: kept === '' ? words : [...words.slice(0, -1), broken] }
  })
  return { ...region, lines }
}
