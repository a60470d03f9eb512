/** Letters of one direction of writing, turned so that their lines run from left to right. */
import type { Glyph } from './glyphs'

/** A letter in its frame: `x` along the line, `y` of the baseline across it, downwards. */
export interface PlacedGlyph {
  text: string
  x: number
  y: number
  width: number
  size: number
  glyph: Glyph
}

export interface Frame {
  /** Direction in radians, clockwise. */
  angle: number
  glyphs: PlacedGlyph[]
}

/** A rectangle in page space. */
export interface Rectangle {
  x: number
  y: number
  w: number
  h: number
}

/** Directions within this many radians of each other are one: lines of a scan lean a little. */
const lean = (4 * Math.PI) / 180

const difference = (a: number, b: number) => Math.abs(Math.atan2(Math.sin(a - b), Math.cos(a - b)))

/** The letters by direction, the one with most of them first, then as they come. */
export function framesOf(glyphs: readonly Glyph[]): Frame[] {
  const groups: { first: number; members: Glyph[] }[] = []
  const rightAngles = [0, Math.PI / 2, Math.PI, -Math.PI / 2]
  for (const glyph of glyphs) {
    const near = rightAngles.find((angle) => difference(angle, glyph.angle) < lean) ?? glyph.angle
    const group = groups.find((one) => difference(one.first, near) < lean)
    if (group) group.members.push(glyph)
    else groups.push({ first: near, members: [glyph] })
  }
  const most = groups.reduce((best, one) => (one.members.length > (best?.members.length ?? 0) ? one : best), groups[0])
  return groups
    .sort((a, b) => Number(b === most) - Number(a === most))
    .map(({ first, members }) => {
      const angle = typicalAngle(members, first)
      const cos = Math.cos(angle)
      const sin = Math.sin(angle)
      return {
        angle,
        glyphs: members.map((glyph) => ({
          text: glyph.text,
          x: glyph.x * cos + glyph.y * sin,
          y: glyph.y * cos - glyph.x * sin,
          width: glyph.width,
          size: glyph.size,
          glyph,
        })),
      }
    })
}

/** Median deviation from `around`; a right angle stays exact where most letters keep it. */
function typicalAngle(glyphs: readonly Glyph[], around: number): number {
  const deviations = glyphs.map(({ angle }) => Math.atan2(Math.sin(angle - around), Math.cos(angle - around)))
  deviations.sort((a, b) => a - b)
  const median = deviations[Math.floor(deviations.length / 2)] ?? 0
  return Math.abs(median) < 1e-3 ? around : around + median
}

/** Back to the page: the smallest upright rectangle around one of the frame. */
export function toPage(angle: number, x0: number, y0: number, x1: number, y1: number): Rectangle {
  if (angle === 0) return { x: x0, y: y0, w: x1 - x0, h: y1 - y0 }
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  const corners = [
    [x0, y0],
    [x1, y0],
    [x0, y1],
    [x1, y1],
  ].map(([x = 0, y = 0]) => [x * cos - y * sin, x * sin + y * cos] as const)
  const xs = corners.map(([x]) => x)
  const ys = corners.map(([, y]) => y)
  const x = Math.min(...xs)
  const y = Math.min(...ys)
  return { x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y }
}
