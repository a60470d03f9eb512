/** From the letters of a page to its lines in reading order. */
import { chunksOf } from './chunks'
import { regionsOf } from './columns'
import { framesOf } from './frames'
import type { Glyph } from './glyphs'
import { type Line, linesOf } from './lines'
import { isRightToLeft } from './writing'

/** What is kept of a page. */
export interface PageLayout {
  width: number
  height: number
  lines: Line[]
  /** Nothing is drawn on it. */
  isBlank: boolean
}

/** Lines in reading order: the direction of writing that most letters have first, columns one after the other. */
export function layOut(glyphs: readonly Glyph[]): Line[] {
  const right = glyphs.filter(({ text }) => isRightToLeft(text)).length
  return framesOf(glyphs).flatMap((frame) =>
    regionsOf(chunksOf(frame.glyphs), right * 2 > glyphs.length).flatMap((region) => linesOf(region, frame.angle)),
  )
}
