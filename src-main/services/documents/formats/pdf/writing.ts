/** Letters as they are drawn to letters as they are written: accents drawn on their own, and right-to-left scripts. */
import type { PlacedGlyph } from './frames'

/** Spacing accents and the combining marks that they stand for. */
const combining: Readonly<Record<string, string>> = {
  '`': '\u0300',
  '\u00b4': '\u0301',
  '\u02c6': '\u0302',
  '^': '\u0302',
  '\u02dc': '\u0303',
  '~': '\u0303',
  '\u00af': '\u0304',
  '\u02c9': '\u0304',
  '\u02d8': '\u0306',
  '\u02d9': '\u0307',
  '\u00a8': '\u0308',
  '\u02da': '\u030a',
  '\u02dd': '\u030b',
  '\u02c7': '\u030c',
  '\u00b8': '\u0327',
  '\u02db': '\u0328',
}

/** Letters without a dot that carry an accent in its place. */
const undotted: Readonly<Record<string, string>> = { '\u0131': 'i', '\u0237': 'j' }

/**
 * Joins an accent that is drawn over a letter (TeX in its older encodings does so) with that letter. Takes letters
 * sorted along the line.
 */
export function composeAccents(glyphs: readonly PlacedGlyph[]): PlacedGlyph[] {
  const result = [...glyphs]
  for (const accent of glyphs) {
    const mark = combining[accent.text]
    if (mark === undefined) continue
    const at = result.indexOf(accent)
    const middle = accent.x + accent.width / 2
    const base = [result[at + 1], result[at - 1]].find(
      (one) =>
        one !== undefined &&
        /^\p{L}$/u.test(one.text) &&
        middle > one.x + 0.15 * one.width &&
        middle < one.x + 0.95 * one.width,
    )
    if (!base) continue
    const letter = undotted[base.text] ?? base.text
    const whole = { ...base, text: (letter + mark).normalize('NFC') }
    result[result.indexOf(base)] = whole
    result.splice(result.indexOf(accent), 1)
  }
  return result
}

const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u
const leftToRight = /\p{L}/u
const ofNumber = /[\p{Nd}.,:/%+-]/u

export const isRightToLeft = (text: string) => rightToLeft.test(text)

/**
 * From the order on the page to the order of reading: a line of which most letters run from right to left is turned
 * round, its numbers and foreign words are not; in another line, stretches from right to left are turned. A plain form
 * of the Unicode Bidirectional Algorithm (UAX 9, rule L2), for the page shows what its levels would have to say.
 */
export function inReadingOrder(glyphs: readonly PlacedGlyph[]): { letters: PlacedGlyph[]; rightToLeft: boolean } {
  const sorted = [...glyphs].sort((a, b) => a.x - b.x)
  let right = 0
  let left = 0
  for (const { text } of sorted) {
    if (rightToLeft.test(text)) right += 1
    else if (leftToRight.test(text)) left += 1
  }
  if (right === 0) return { letters: sorted, rightToLeft: false }
  const turned = right >= left
  const inside = (text: string) =>
    turned ? !rightToLeft.test(text) && (leftToRight.test(text) || ofNumber.test(text)) : rightToLeft.test(text)
  const ordered = turned ? sorted.reverse() : sorted
  return { letters: turnStretches(ordered, inside), rightToLeft: turned }
}

/** Turns each stretch that begins and ends with letters of `inside`, with the neutral ones between them. */
function turnStretches(glyphs: readonly PlacedGlyph[], inside: (text: string) => boolean): PlacedGlyph[] {
  const result: PlacedGlyph[] = []
  let index = 0
  while (index < glyphs.length) {
    const glyph = glyphs[index]
    if (!glyph || !inside(glyph.text)) {
      if (glyph) result.push(glyph)
      index += 1
      continue
    }
    let last = index
    for (let next = index + 1; next < glyphs.length; next += 1) {
      const text = glyphs[next]?.text ?? ''
      if (inside(text)) last = next
      else if (/[\p{L}\p{N}]/u.test(text)) break
    }
    result.push(...glyphs.slice(index, last + 1).reverse())
    index = last + 1
  }
  return result
}
