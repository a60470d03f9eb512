/** Regions as they are drawn, moved and sized. Pure; units of the page. */
import type { RegionShape } from '../../types'
import { boundsOf } from './layout'

export interface PageSize {
  readonly width: number
  readonly height: number
}

/** A page with fewer units than this on a side has a coarse unit: its regions need fractions. */
const COARSE = 200

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most)

/** Inside the page, in whole units where they are fine enough: such a rectangle is a media fragment in exports. */
export function tidyShape(shape: RegionShape, { width, height }: PageSize): RegionShape {
  const isCoarse = Math.max(width, height) < COARSE
  const round = (value: number) => (isCoarse ? Math.round(value * 1000) / 1000 : Math.round(value))
  if (shape.type === 'polygon') {
    return {
      type: 'polygon',
      points: shape.points.map(([x, y]) => [round(clamp(x, 0, width)), round(clamp(y, 0, height))]),
    }
  }
  const x = round(clamp(shape.x, 0, width))
  const y = round(clamp(shape.y, 0, height))
  const right = round(clamp(shape.x + shape.w, 0, width))
  const bottom = round(clamp(shape.y + shape.h, 0, height))
  return { type: 'rect', x, y, w: right - x, h: bottom - y }
}

/** The rectangle between two corners. */
export function rectBetween([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): RegionShape {
  return { type: 'rect', x: Math.min(ax, bx), y: Math.min(ay, by), w: Math.abs(bx - ax), h: Math.abs(by - ay) }
}

/** The shape moved as far as the page goes. */
export function moved(shape: RegionShape, dx: number, dy: number, { width, height }: PageSize): RegionShape {
  const { x, y, w, h } = boundsOf(shape)
  const [byX, byY] = [clamp(dx, -x, width - x - w), clamp(dy, -y, height - y - h)]
  if (shape.type === 'rect') return { ...shape, x: shape.x + byX, y: shape.y + byY }
  return { type: 'polygon', points: shape.points.map(([px, py]): [number, number] => [px + byX, py + byY]) }
}

/** The shape with its lower right end moved; at least `least` units wide and high. */
export function sized(shape: RegionShape, dx: number, dy: number, page: PageSize, least: number): RegionShape {
  const { x, y, w, h } = boundsOf(shape)
  const width = clamp(w + dx, Math.min(w, least), page.width - x)
  const height = clamp(h + dy, Math.min(h, least), page.height - y)
  if (shape.type === 'rect') return { ...shape, w: width, h: height }
  const [fx, fy] = [w > 0 ? width / w : 1, h > 0 ? height / h : 1]
  return {
    type: 'polygon',
    points: shape.points.map(([px, py]): [number, number] => [x + (px - x) * fx, y + (py - y) * fy]),
  }
}

/** True where a shape is too small to be meant. */
export function isTiny(shape: RegionShape, least: number): boolean {
  const { w, h } = boundsOf(shape)
  return w < least || h < least
}
