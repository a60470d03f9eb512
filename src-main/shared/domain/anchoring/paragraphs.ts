/**
 * What speaks for a place, paragraph by paragraph. Whole paragraphs are what editions put in, leave out and move: words
 * of a neighbouring paragraph that stayed say nothing about a paragraph that went.
 */
import { alignWithin } from './align'
import { type EditionIndex, exactPlaces, GRAM } from './gram-index'
import { CONTEXT, type Found, type Passage, SLACK } from './locate'
import type { NormalText } from './normalise'

/** Units up to which a part of a passage is too short to stand for itself. */
const SHORT = 20

/** Share of letters that the changes altered, from the share of grams that they left whole. */
const noiseOf = (survival: number) => 1 - Math.max(0.2, survival) ** (1 / GRAM)

/** True where a paragraph ends between folded units `at - 1` and `at`. */
function endsParagraph({ text, from }: NormalText, at: number): boolean {
  const here = from[at] ?? text.length
  for (let i = from[at - 1] ?? 0; i < here; i += 1) if (text.charCodeAt(i) === 10) return true
  return false
}

/** Unit at which the paragraph of unit `at` begins, but not before `least`. */
function paragraphStart(text: NormalText, at: number, least: number): number {
  let start = at
  while (start > least && !endsParagraph(text, start)) start -= 1
  return start
}

/** Unit at which the paragraph of unit `at - 1` ends, but not after `most`. */
function paragraphEnd(text: NormalText, at: number, most: number): number {
  let end = at
  while (end < most && !endsParagraph(text, end)) end += 1
  return end
}

/**
 * True where every part that a passage has in a paragraph is found again at the place, confirmed by words of that very
 * paragraph where it is short. `survival` is the share of grams that the changes left whole: the less noise, the more
 * must be the same.
 */
export function standsInParagraphs(passage: Passage, now: NormalText, found: Found, survival = 0.5): boolean {
  const { text, start, end, context } = passage
  const least = Math.max(0, start - CONTEXT * 2)
  const most = Math.min(text.length, end + CONTEXT * 2)
  const floor = survival > 0.7 ? 0.72 : 0.62
  const nearFloor = Math.max(0.62, 0.86 - 2 * noiseOf(survival))
  for (let from = start; from < end;) {
    const to = paragraphEnd(text, from + 1, end)
    const low = from === start ? paragraphStart(text, from, least) : from
    const high = to === end ? paragraphEnd(text, to, most) : to
    const textFrom = Math.max(0, found.start - context - SLACK)
    const textTo = Math.min(now.length, found.end + context + SLACK)
    const units = to - from
    const part = alignWithin(
      text.codes,
      low,
      high,
      from,
      to,
      now.codes,
      textFrom,
      textTo,
      Math.ceil((high - low) * 0.6),
    )
    if (!part) return false
    const own = 1 - part.errors / units
    const around = high - low - units
    const isConfirmed = part.errorsBefore + part.errorsAfter <= Math.max(1, around * (1 - nearFloor))
    if (units < SHORT ? !isConfirmed : own < floor) return false
    from = to
  }
  return true
}

/** Units from which on a passage that stands once may have left its paragraph. */
const ALONE = 40

/** True where a long passage of one paragraph, found once in the old edition, stands whole in one paragraph of the new one. */
function standsAlone({ text, start, end }: Passage, old: EditionIndex, now: NormalText, found: Found): boolean {
  return (
    end - start >= ALONE &&
    found.quote >= 0.9 &&
    paragraphEnd(text, start + 1, end) === end &&
    paragraphEnd(now, found.start + 1, found.end) === found.end &&
    exactPlaces(old, text.codes, start, end, 2)?.length === 1
  )
}

/** Units of its own paragraph on each side of a passage that are compared where it is out of order. */
const REACH = 300

/**
 * True where the paragraph of a passage, as far as it is near, stands at the place and not only the passage: a formula of
 * a paragraph that went stands in others, too. A long passage that stands once may come without. `survival` tells how much of it must be the same.
 */
export function bringsItsParagraph(
  passage: Passage,
  old: EditionIndex,
  now: NormalText,
  found: Found,
  survival: number,
): boolean {
  if (standsAlone(passage, old, now, found)) return true
  const { text, start, end } = passage
  const low = paragraphStart(text, start, Math.max(0, start - REACH))
  const high = paragraphEnd(text, end, Math.min(text.length, end + REACH))
  const textFrom = Math.max(0, found.start - (start - low) - SLACK)
  const textTo = Math.min(now.length, found.end + (high - end) + SLACK)
  const most = Math.ceil((high - low) * (0.12 + 2 * noiseOf(survival)))
  return alignWithin(text.codes, low, high, start, end, now.codes, textFrom, textTo, most) !== null
}
