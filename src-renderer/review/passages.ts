/** Passages in their context, and old words against new ones. Pure. */
import type { DocumentModel, Range } from '#shared/contract'
import { diffWords, type Words, wordsOf } from '#shared/domain/diff'
import { exactFolding } from '#shared/domain/language'
import { blockAt } from '#shared/domain/model'

export interface Passage {
  readonly before: string
  readonly words: string
  readonly after: string
  readonly lang: string | undefined
}

/** Letters of context on each side. */
const AROUND = 140

/** A range with the words around it, of its own paragraph only. */
export function passageAt(model: Pick<DocumentModel, 'text' | 'blocks' | 'lang'>, { start, end }: Range): Passage {
  const { text, blocks, lang } = model
  const first = blockAt(blocks, start)
  const last = blockAt(blocks, Math.max(start, end - 1))
  const low = first?.start ?? 0
  const high = last?.end ?? text.length
  const from = Math.max(low, start - AROUND)
  const to = Math.min(high, end + AROUND)
  const cut = from > low ? wordAfter(text, from, start) : from
  const stop = to < high ? wordBefore(text, to, end) : to
  return {
    before: `${cut > low ? '… ' : ''}${text.slice(cut, start)}`,
    words: text.slice(start, end),
    after: `${text.slice(end, stop)}${stop < high ? ' …' : ''}`,
    lang: first?.lang ?? lang,
  }
}

function wordAfter(text: string, from: number, limit: number): number {
  const space = text.slice(from, limit).search(/\s/u)
  return space < 0 ? from : from + space + 1
}

function wordBefore(text: string, to: number, limit: number): number {
  for (let at = to; at > limit; at -= 1) if (/\s/u.test(text.charAt(at))) return at
  return to
}

/** A stretch of words in both texts, only in the old one, or only in the new one. */
export interface WordPiece {
  readonly kind: 'same' | 'old' | 'new'
  readonly text: string
}

/** Old words against new ones, in reading order; spaces go with the words before them. */
export function wordPieces(before: string, now: string): WordPiece[] {
  const [a, b] = [wordsOf(before, exactFolding), wordsOf(now, exactFolding)]
  const pieces: WordPiece[] = []
  for (const { kind, a: from, b: to } of diffWords(a, b)) {
    if (kind === 'equal') pieces.push({ kind: 'same', text: cut(now, b, to) })
    else {
      if (from[1] > from[0]) {
        const text = cut(before, a, from)
        // At the end of the old words there is no space; what comes instead stands apart all the same.
        pieces.push({ kind: 'old', text: /\s$/u.test(text) ? text : `${text} ` })
      }
      if (to[1] > to[0]) pieces.push({ kind: 'new', text: cut(now, b, to) })
    }
  }
  return pieces
}

/** Text of tokens `[from, to)` and of what follows up to the next token. */
function cut(text: string, { tokens }: Words, [from, to]: [number, number]): string {
  const start = from === 0 ? 0 : (tokens[from]?.start ?? text.length)
  return text.slice(start, tokens[to]?.start ?? text.length)
}
