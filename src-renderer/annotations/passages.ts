/** Passages in their context. Pure. */
import type { DocumentModel, Range } from '#shared/contract'
import { blockAt } from '#shared/domain/model'

export interface Passage {
  readonly before: string
  readonly words: string
  readonly after: string
  readonly lang: string | undefined
}

/** A range with the words around it, of its own paragraphs only: at most `around` letters on each side. */
export function passageAt(
  model: Pick<DocumentModel, 'text' | 'blocks' | 'lang'>,
  { start, end }: Range,
  around: number,
): Passage {
  const { text, blocks, lang } = model
  const first = blockAt(blocks, start)
  const last = blockAt(blocks, Math.max(start, end - 1))
  const low = first?.start ?? 0
  const high = last?.end ?? text.length
  const from = Math.max(low, start - around)
  const to = Math.min(high, end + around)
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
