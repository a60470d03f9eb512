/** Block elements and inline elements of a document model, made by code: no markup of a source ever reaches the page. */
import { bylineOf } from '#shared/domain/citation'
import type { Block, DocumentModel } from '#shared/contract'
import { wordsOf } from '../../own-words'
import { numbersOf } from './prepared'
import { indexRanges } from '../../range-index'
import type { Run } from './offsets'
import type { Unit } from './sections'

type Mark = DocumentModel['marks'][number]

/** Blocks of text in order, each with its element; containers (a table, a row) have none here. */
export interface Leaf {
  readonly block: Block
  readonly start: number
  readonly end: number
  readonly element: HTMLElement
}

export interface Built {
  readonly leaves: Leaf[]
  readonly runs: Run[]
}

const INLINE: Record<Mark['kind'], string> = {
  link: 'a',
  'note-ref': 'a',
  bold: 'strong',
  italic: 'em',
  del: 'del',
  add: 'ins',
  sup: 'sup',
  sub: 'sub',
  person: 'span',
  place: 'span',
  date: 'span',
  unclear: 'span',
  gap: 'span',
}
/** Outermost first. */
const NESTING: Mark['kind'][] = [
  'link',
  'note-ref',
  'del',
  'add',
  'bold',
  'italic',
  'sup',
  'sub',
  'person',
  'place',
  'date',
  'unclear',
  'gap',
]

export interface BuildOptions {
  readonly paragraphNumbers: boolean
  readonly headingBase: number
}

/** Draws units of one model. What is the same for all of them is looked up once. */
export function createBuilder(model: DocumentModel, options: BuildOptions) {
  const numbers = options.paragraphNumbers ? numbersOf(model) : new Map<string, number>()
  const byline = bylineOf(model)?.id
  const ownWordsOf = wordsOf(model)
  const marks = indexRanges(model.marks)

  function drawBlock(block: Block): HTMLElement {
    const element = blockElement(block, options.headingBase)
    element.dataset['start'] = String(block.start)
    element.dataset['block'] = block.id
    if (block.lang !== undefined) element.lang = block.lang
    element.dir = 'auto'
    if (block.id === byline) element.classList.add('rd-by')
    const number = numbers.get(block.id)
    if (number !== undefined) element.dataset['n'] = String(number)
    return element
  }

  /** Appends the units to `root` and answers with what offsets are looked up in. */
  return function build(root: HTMLElement, units: readonly Unit[]): Built {
    const leaves: Leaf[] = []
    const runs: Run[] = []
    const fill = (element: HTMLElement, block: Block, start: number, end: number) => {
      leaves.push({ block, start, end, element })
      fillText(element, model.text, marks.touching(start, end), start, end, runs)
    }
    for (const { first, last, piece } of units) {
      const elements = new Map<string, HTMLElement>()
      for (const block of model.blocks.slice(first, last)) {
        const parent = block.parent === undefined ? undefined : elements.get(block.parent)
        const element = drawBlock(block)
        elements.set(block.id, element)
        ;(parent ?? root).append(element)
        const before = root.firstChild === element ? model.blocks[first - 1] : undefined
        // Its neighbour stands in the section before.
        if (before?.kind === 'para' && before.id !== byline && !piece) element.classList.add('goes-on')
        if (piece) {
          const [start, end] = piece
          element.dataset['start'] = String(start)
          if (start > block.start) withoutStart(element)
          element.classList.toggle('is-cut', end < block.end)
          fill(element, block, start, end)
          continue
        }
        const own = ownWordsOf(block)
        if (own === block) fill(element, block, block.start, block.end)
        else if (own) {
          // Words of a container beside its parts are a leaf of their own.
          const words = document.createElement('div')
          words.dataset['start'] = String(own.start)
          element.append(words)
          fill(words, block, own.start, own.end)
        }
      }
    }
    return { leaves, runs }
  }
}

/** What stands before a block does not stand before its later pieces. */
function withoutStart(element: HTMLElement): void {
  delete element.dataset['n']
  delete element.dataset['marker']
  element.classList.add('is-rest')
}

function blockElement(block: Block, headingBase: number): HTMLElement {
  const element = document.createElement(tagOf(block, headingBase))
  element.className = `rd-block rd-${block.kind}`
  if (block.kind === 'heading') element.dataset['level'] = String(block.level ?? 1)
  if (block.kind === 'listItem') {
    // Items are drawn one by one, so that windows of blocks stay simple; their role says what they are.
    element.style.setProperty('--depth', String(block.level ?? 1))
    const marker = block.attrs?.['marker']
    // Bullets of all kinds are drawn as one; numbers and letters are what a text refers to.
    if (marker !== undefined && /[\p{L}\p{N}]/u.test(marker)) element.dataset['marker'] = marker
  }
  return element
}

function tagOf(block: Block, headingBase: number): string {
  switch (block.kind) {
    case 'heading':
      return `h${Math.min(6, Math.max(1, (block.level ?? 1) + headingBase - 1))}`
    case 'para':
      return 'p'
    case 'quote':
      return 'blockquote'
    case 'table':
      return 'table'
    case 'row':
      return 'tr'
    case 'cell':
      return 'td'
    case 'code':
      return 'pre'
    case 'figure':
      return 'figure'
    default:
      return 'div'
  }
}

/** Text nodes of `[start, end)` in the elements of the marks there. Marks may cross: each piece is wrapped by itself. */
function fillText(
  element: HTMLElement,
  text: string,
  near: readonly Mark[],
  start: number,
  end: number,
  runs: Run[],
): void {
  const marks = near.filter((mark) => mark.start < end && mark.end > start)
  const borders = new Set([start, end])
  for (const mark of marks) {
    borders.add(Math.max(start, mark.start))
    borders.add(Math.min(end, mark.end))
  }
  const cuts = [...borders].sort((a, b) => a - b)
  for (let index = 0; index + 1 < cuts.length; index += 1) {
    const from = cuts[index] ?? start
    const to = cuts[index + 1] ?? end
    const here = marks
      .filter((mark) => mark.start <= from && mark.end >= to)
      .sort((a, b) => NESTING.indexOf(a.kind) - NESTING.indexOf(b.kind))
    let parent = element
    for (const mark of here) {
      const inline = inlineElement(mark)
      parent.append(inline)
      parent = inline
    }
    const node = document.createTextNode(text.slice(from, to))
    parent.append(node)
    runs.push({ start: from, end: to, node })
  }
  if (start === end) {
    const node = document.createTextNode('')
    element.append(node)
    runs.push({ start, end, node })
  }
}

function inlineElement(mark: Mark): HTMLElement {
  const element = document.createElement(INLINE[mark.kind])
  element.className = `rd-${mark.kind}`
  if (mark.kind === 'link' && mark.target !== undefined && /^(https?|mailto):/i.test(mark.target)) {
    // The address is for the reader to see; the engine hears the click and never navigates.
    element.setAttribute('href', mark.target)
    element.setAttribute('rel', 'noreferrer noopener')
  }
  if (mark.kind === 'note-ref' && mark.target !== undefined) element.dataset['ref'] = mark.target
  return element
}
