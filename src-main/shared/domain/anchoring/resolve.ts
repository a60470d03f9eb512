import type { Anchor, TextTarget } from '#shared/contract'

/** An edition in which a target is looked for. */
interface EditionText {
  readonly editionId: string
  readonly text: string
}

/** Where a target stands in an edition: what an `Anchor` row says beside its keys. */
export interface Placement {
  readonly state: Anchor['state']
  /** Null unless `anchored` or `moved`. */
  readonly start: number | null
  readonly end: number | null
  /** 0 to 1. */
  readonly score: number
  /** Name of the step that decided. */
  readonly method: string
  /** Places worth showing to the reader when nobody knows, best first. */
  readonly candidates: { start: number; end: number; score: number }[]
}

/**
 * One way to find a target. Null: this way cannot say, ask the next one. A way that answers with `review` or `orphan`
 * has the last word, for never may the best of bad candidates be taken.
 */
export type Step = (target: TextTarget, edition: EditionText) => Placement | null

const placed = (start: number, end: number, score: number, method: string): Placement => ({
  state: 'anchored',
  start,
  end,
  score,
  method,
  candidates: [],
})

/** Same edition, or the same words at the same place between the same words. Without an edition, offsets are of no text of ours. */
const byPosition: Step = (target, { editionId, text }) => {
  if (target.editionId === '') return null
  if (text.slice(target.start, target.end) !== target.exact || target.exact === '') return null
  if (target.editionId === editionId) return placed(target.start, target.end, 1, 'position')
  const before = text.slice(Math.max(0, target.start - target.prefix.length), target.start)
  const after = text.slice(target.end, target.end + target.suffix.length)
  return before === target.prefix && after === target.suffix ? placed(target.start, target.end, 1, 'position') : null
}

/** More occurrences than this are a formula, and a list of them helps nobody. */
const MOST_CANDIDATES = 200

/** Quotes shorter than this need some context even when they occur only once. */
const SHORT_QUOTE = 12

/** A candidate must be better than the next one by this much. */
const LEAD = 0.25

/** The quote to the letter; among several places the one whose context agrees, if it agrees clearly better. */
const byQuote: Step = (target, { text }) => {
  if (target.exact === '') return null
  const candidates: { start: number; end: number; score: number }[] = []
  let at = text.indexOf(target.exact)
  while (at >= 0 && candidates.length < MOST_CANDIDATES) {
    const end = at + target.exact.length
    candidates.push({ start: at, end, score: contextScore(target, text, at, end) })
    at = text.indexOf(target.exact, at + 1)
  }
  if (candidates.length === 0) return null
  candidates.sort((a, b) => b.score - a.score || Math.abs(a.start - target.start) - Math.abs(b.start - target.start))
  const [best, next] = candidates
  if (!best) return null
  const isLeading = next ? best.score - next.score >= LEAD : target.exact.length >= SHORT_QUOTE || best.score >= LEAD
  // Without an edition of ours, an import was not certain: only where everything around the words is the same, too.
  if (isLeading && (target.editionId !== '' || best.score === 1))
    return placed(best.start, best.end, 0.5 + best.score / 2, 'quote')
  return {
    state: 'review',
    start: null,
    end: null,
    score: best.score,
    method: 'quote',
    candidates: candidates.slice(0, 8),
  }
}

/** Share of the context on both sides, nearest letters first, that is the same to the letter. */
function contextScore(target: TextTarget, text: string, start: number, end: number): number {
  const whole = target.prefix.length + target.suffix.length
  if (whole === 0) return 1
  let same = 0
  while (
    same < target.prefix.length &&
    same < start &&
    text.charCodeAt(start - 1 - same) === target.prefix.charCodeAt(target.prefix.length - 1 - same)
  ) {
    same += 1
  }
  let after = 0
  while (
    after < target.suffix.length &&
    end + after < text.length &&
    text.charCodeAt(end + after) === target.suffix.charCodeAt(after)
  ) {
    after += 1
  }
  return (same + after) / whole
}

/** The steps in their order; a fuzzy one goes at the end. */
const defaultSteps: readonly Step[] = [byPosition, byQuote]

/**
 * Finds a target in an edition. Deterministic, and never a guess: where two places are as good as each other the answer
 * is `review` with candidates, and `orphan` where there is none.
 */
export function resolveTarget(
  target: TextTarget,
  edition: EditionText,
  steps: readonly Step[] = defaultSteps,
): Placement {
  for (const step of steps) {
    const placement = step(target, edition)
    if (placement) return placement
  }
  return { state: 'orphan', start: null, end: null, score: 0, method: 'none', candidates: [] }
}
