/** The passages of a document: what rows of an alignment are made of. */
import type { Block, DocumentModel } from '#shared/contract'
import { romanValue, tokenize } from '../language'

/** What alignment reads of a document. `lang`: BCP 47 of its main language. */
export interface AlignPane {
  model: Pick<DocumentModel, 'text' | 'blocks'>
  lang: string
}

/** A heading, paragraph, table row or the like: the smallest unit that is aligned. */
export interface Passage {
  start: number
  end: number
  /** Ids of its block and of the blocks inside it (cells of a table row). */
  blocks: string[]
  kind: 'heading' | 'passage'
  /** Level of a heading; 0 for other passages. */
  level: number
  /** Number of the article that a heading opens, in arabic figures. */
  article: string | null
}

const SKIPPED: ReadonlySet<Block['kind']> = new Set(['pageBreak', 'figure', 'header', 'footer'])

/**
 * Passages in reading order; they do not overlap. Every block that holds text itself belongs to exactly one. Page
 * headers and footers, breaks and figures are left out: they belong to the paper, not to the text.
 */
export function passagesOf({ text, blocks }: AlignPane['model']): Passage[] {
  const passages: Passage[] = []
  const children = new Map<string, Block[]>()
  const byId = new Set(blocks.map((block) => block.id))
  for (const block of blocks) {
    const key = block.parent !== undefined && byId.has(block.parent) ? block.parent : ''
    const list = children.get(key)
    if (list) list.push(block)
    else children.set(key, [block])
  }

  const add = (block: Block, start: number, end: number, inner: Block[]) => {
    const piece = text.slice(start, end)
    const lead = piece.length - piece.trimStart().length
    const trail = piece.length - piece.trimEnd().length
    if (lead === piece.length) return
    passages.push({
      start: start + lead,
      end: end - trail,
      blocks: [block.id, ...inner.map((child) => child.id)],
      kind: block.kind === 'heading' ? 'heading' : 'passage',
      level: block.kind === 'heading' ? (block.level ?? 1) : 0,
      article: block.kind === 'heading' ? articleOf(block, piece) : null,
    })
  }
  const visit = (block: Block) => {
    if (SKIPPED.has(block.kind)) return
    const inner = children.get(block.id) ?? []
    if (block.kind === 'row' || inner.length === 0) {
      add(block, block.start, block.end, inner)
      return
    }
    // Text of a block between the blocks inside it, such as an item of a list before its nested list.
    let from = block.start
    for (const child of inner) {
      if (child.start > from) add(block, from, child.start, [])
      visit(child)
      from = Math.max(from, child.end)
    }
    if (block.end > from) add(block, from, block.end, [])
  }
  for (const block of children.get('') ?? []) visit(block)
  passages.sort((a, b) => a.start - b.start || a.end - b.end)
  return passages
}

/** Number of the article that a heading opens: told by the model, or a short heading with one number in it. */
function articleOf(block: Block, title: string): string | null {
  const told = block.attrs?.['article']
  if (told !== undefined) return told
  const tokens = tokenize(title).filter((token) => token.kind !== 'punctuation')
  if (tokens.length > 2) return null
  const numbers = tokens.map(({ start, end, kind }) => {
    const raw = title.slice(start, end)
    return kind === 'number' ? raw : (romanValue(raw)?.toString() ?? null)
  })
  return tokens.length === 2 ? (numbers.find((number) => number !== null) ?? null) : null
}

/** Index of the first passage after the section that a heading opens: the next heading of its level or above. */
export function sectionEnd(passages: readonly Passage[], heading: number): number {
  const level = passages[heading]?.level ?? 0
  let index = heading + 1
  for (; index < passages.length; index += 1) {
    const next = passages[index]
    if (next && next.kind === 'heading' && next.level <= level) break
  }
  return index
}

/** Indices `[from, to)` of the passages that a range touches; an empty range touches the passage it stands in. */
export function passagesIn(passages: readonly Passage[], start: number, end: number): [number, number] {
  const first = passages.findIndex((passage) => passage.end > start || (passage.end === start && start === end))
  if (first === -1) return [0, 0]
  let to = first
  while (to < passages.length && (passages[to]?.start ?? Infinity) < Math.max(end, start + 1)) to += 1
  return [first, Math.max(to, first)]
}
