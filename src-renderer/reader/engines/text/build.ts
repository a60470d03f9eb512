/** Block elements and inline elements of a document model, made by code: no markup of a source ever reaches the page. */
import { bylineOf, paragraphNumbers } from '#shared/domain/citation'
import type { Block, DocumentModel } from '#shared/contract'
import type { Run } from './offsets'

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

/** Leaves in one element whose drawing the browser may put off while it is far from the window. */
const CHUNK = 40
/** Shorter documents are laid out whole: it takes milliseconds, and every height is a measured one. */
const CHUNKED_FROM = 2000

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

/** Draws the whole model into `root` (emptied) and answers with what offsets are looked up in. */
export function buildText(
  root: HTMLElement,
  model: DocumentModel,
  options: { paragraphNumbers: boolean; headingBase: number },
): Built {
  const leaves: Leaf[] = []
  const runs: Run[] = []
  const numbers = options.paragraphNumbers ? paragraphNumbers(model) : new Map<string, number>()
  const byline = bylineOf(model)?.id
  const parents = new Set(model.blocks.flatMap((block) => (block.parent === undefined ? [] : [block.parent])))
  const elements = new Map<string, HTMLElement>()
  const chunked = model.blocks.length > CHUNKED_FROM
  let target: HTMLElement = root
  root.replaceChildren()
  for (const block of model.blocks) {
    const parent = block.parent === undefined ? undefined : elements.get(block.parent)
    if (!parent && chunked && (target === root || target.childElementCount >= CHUNK)) {
      target = document.createElement('div')
      target.className = 'rd-chunk'
      root.append(target)
    }
    const element = blockElement(block, options.headingBase)
    element.dataset['start'] = String(block.start)
    element.dataset['block'] = block.id
    if (block.lang !== undefined) element.lang = block.lang
    element.dir = 'auto'
    if (block.id === byline) element.classList.add('rd-by')
    const number = numbers.get(block.id)
    if (number !== undefined) element.dataset['n'] = String(number)
    elements.set(block.id, element)
    ;(parent ?? target).append(element)
    if (parents.has(block.id)) {
      // Words of a container beside its parts, e.g. a list item with a list in it: a leaf of their own.
      const inner = model.blocks.find((child) => child.parent === block.id)
      if (inner && inner.start > block.start && /\S/.test(model.text.slice(block.start, inner.start))) {
        const own = document.createElement('div')
        const end = block.start + model.text.slice(block.start, inner.start).trimEnd().length
        own.dataset['start'] = String(block.start)
        element.append(own)
        leaves.push({ block, start: block.start, end, element: own })
        fillText(own, model, block.start, end, runs)
      }
      continue
    }
    leaves.push({ block, start: block.start, end: block.end, element })
    fillText(element, model, block.start, block.end, runs)
  }
  return { leaves, runs }
}

function blockElement(block: Block, headingBase: number): HTMLElement {
  const element = document.createElement(tagOf(block, headingBase))
  element.className = `rd-block rd-${block.kind}`
  if (block.kind === 'heading') element.dataset['level'] = String(block.level ?? 1)
  if (block.kind === 'listItem') {
    // Items are drawn one by one, so that windows of blocks stay simple; their role says what they are.
    element.style.setProperty('--depth', String(block.level ?? 1))
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
function fillText(element: HTMLElement, model: DocumentModel, start: number, end: number, runs: Run[]): void {
  const marks = marksBetween(model.marks, start, end)
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
    const node = document.createTextNode(model.text.slice(from, to))
    parent.append(node)
    runs.push({ start: from, end: to, node })
  }
  if (start === end) {
    const node = document.createTextNode('')
    element.append(node)
    runs.push({ start, end, node })
  }
}

function marksBetween(marks: readonly Mark[], start: number, end: number): Mark[] {
  return marks.filter((mark) => mark.start < end && mark.end > start)
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
