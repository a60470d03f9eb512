/**
 * Positions in the text of a source of REFI-QDA. The standard counts code points; programs differ in whether they count
 * a byte-order mark, and a line end of two letters once or twice. Which of these a file means shows in its selections:
 * they begin and end where words do, and some programs give the words as the selection's name.
 */
import { codePointsOf } from '../code-points'

export interface Position {
  readonly start: number
  readonly end: number
  /** What the file calls the selection; perhaps the beginning of its words. */
  readonly name: string
}

interface Counting {
  /** UTF-16 offset in the text with LF line ends. */
  at(position: number): number
}

function countings(raw: string, text: string, hasMark: boolean): Counting[] {
  const plain = codePointsOf(text)
  const whole = codePointsOf(raw)
  /** Offsets in `raw` to offsets in `text`: every CR in front of an LF is gone. */
  const returns: number[] = []
  for (let at = raw.indexOf('\r\n'); at >= 0; at = raw.indexOf('\r\n', at + 2)) returns.push(at)
  const gone = (offset: number) => {
    let low = 0
    let high = returns.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((returns[middle] ?? 0) < offset) low = middle + 1
      else high = middle
    }
    return low
  }
  const twice: Counting = { at: (position) => whole.toUtf16(position) - gone(whole.toUtf16(position)) }
  const once: Counting = { at: (position) => plain.toUtf16(position) }
  const units: Counting = { at: (position) => Math.min(position, text.length) }
  const marked = ({ at }: Counting): Counting => ({ at: (position) => at(position - 1) })
  const ways = returns.length === 0 ? [once] : [twice, once]
  const all = plain.fromUtf16(text.length) === text.length ? ways : [...ways, units]
  return hasMark ? [...all, ...all.map(marked)] : all
}

const isLetter = (text: string, at: number) => /[\p{L}\p{N}]/u.test(text.charAt(at))
const isBorder = (text: string, at: number) => isLetter(text, at - 1) !== isLetter(text, at)
const bare = (text: string) => text.replace(/\s+/gu, ' ').trim()

function score(text: string, { at }: Counting, positions: readonly Position[]): number {
  return positions.reduce((sum, { start, end, name }) => {
    const from = at(start)
    const to = at(end)
    const words = bare(text.slice(from, to))
    const named = bare(name).replace(/…$|\.{3}$/u, '')
    const isNamed = named.length > 3 && words.startsWith(named)
    return sum + (isBorder(text, from) ? 1 : 0) + (isBorder(text, to) ? 1 : 0) + (isNamed ? 20 : 0)
  }, 0)
}

/** Ranges in `text`, which is the source with LF line ends and without mark. The standard's way wins where nothing speaks against it. */
export function rangesOf(
  raw: string,
  hasMark: boolean,
  positions: readonly Position[],
): { text: string; ranges: { start: number; end: number }[] } {
  const text = raw.replace(/\r\n?/g, '\n')
  const ways = countings(raw, text, hasMark)
  let [best] = ways
  let most = best ? score(text, best, positions) : 0
  for (const way of ways.slice(1)) {
    const found = score(text, way, positions)
    if (found > most) {
      best = way
      most = found
    }
  }
  const at = best?.at ?? ((position: number) => position)
  return { text, ranges: positions.map(({ start, end }) => ({ start: at(start), end: at(end) })) }
}
