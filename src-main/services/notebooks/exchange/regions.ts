/** Regions of pages as one line of text, for formats that have cells and comments but no shapes. */
import type { ForeignPlace, Target } from './format'

type Region = Extract<Target, { kind: 'region' }>

/** `page=3;xywh=10,20,300,40` or `page=3;polygon=1,2 3,4 5,6`, in the page's own units. */
export function regionText({ page, shape }: Pick<Region, 'page' | 'shape'>): string {
  if (shape.type === 'rect') return `page=${page};xywh=${shape.x},${shape.y},${shape.w},${shape.h}`
  return `page=${page};polygon=${shape.points.map(([x, y]) => `${x},${y}`).join(' ')}`
}

/** Null for anything else. */
export function readRegion(text: string): Extract<ForeignPlace, { kind: 'region' }> | null {
  const match = /^\s*page=(\d+);(xywh|polygon)=([-\d.,e+\s]+)$/i.exec(text)
  if (!match) return null
  const page = Number(match[1])
  const numbers = (match[3] ?? '')
    .split(/[,\s]+/)
    .filter(Boolean)
    .map(Number)
  if (numbers.some((one) => !Number.isFinite(one))) return null
  if (match[2] === 'xywh') {
    const [x, y, w, h] = numbers
    if (x === undefined || y === undefined || w === undefined || h === undefined) return null
    return { kind: 'region', page, shape: { type: 'rect', x, y, w, h } }
  }
  const points = Array.from({ length: Math.floor(numbers.length / 2) }, (_, n): [number, number] => [
    numbers[2 * n] ?? 0,
    numbers[2 * n + 1] ?? 0,
  ])
  return points.length < 3 ? null : { kind: 'region', page, shape: { type: 'polygon', points } }
}
