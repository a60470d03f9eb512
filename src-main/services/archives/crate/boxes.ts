/** Positions of words on pages, by column: they outweigh everything else in a model and are stored apart from it. */
import * as v from 'valibot'
import type { DocumentModel } from '#shared/contract'
import { stableJson } from './graph'

type Box = DocumentModel['boxes'][number]

const numbers = v.array(v.number())
const columnsSchema = v.object({
  schema: v.literal('avots-boxes'),
  v: v.literal(1),
  page: numbers,
  start: numbers,
  end: numbers,
  level: v.array(v.picklist(['region', 'line', 'word', 'glyph'])),
  x: numbers,
  y: numbers,
  w: numbers,
  h: numbers,
  polygon: v.array(v.nullable(v.array(v.tuple([v.number(), v.number()])))),
  conf: v.array(v.nullable(v.number())),
})

const round = (value: number) => Math.round(value * 100) / 100

export function encodeBoxes(boxes: readonly Box[]): string {
  const column = <T>(pick: (box: Box) => T) => boxes.map(pick)
  return stableJson({
    schema: 'avots-boxes',
    v: 1,
    page: column((box) => box.page),
    start: column((box) => box.start),
    end: column((box) => box.end),
    level: column((box) => box.level),
    x: column((box) => round(box.x)),
    y: column((box) => round(box.y)),
    w: column((box) => round(box.w)),
    h: column((box) => round(box.h)),
    polygon: column((box) => box.polygon?.map(([x, y]) => [round(x), round(y)]) ?? null),
    conf: column((box) => (box.conf === undefined ? null : round(box.conf))),
  })
}

/** The boxes of a columnar file, or null where it is none or its columns differ in length. */
export function decodeBoxes(value: unknown): Box[] | null {
  const parsed = v.safeParse(columnsSchema, value)
  if (!parsed.success) return null
  const columns = parsed.output
  const count = columns.page.length
  const boxes: Box[] = []
  for (let index = 0; index < count; index += 1) {
    const [page, start, end, level] = [
      columns.page[index],
      columns.start[index],
      columns.end[index],
      columns.level[index],
    ]
    const [x, y, w, h] = [columns.x[index], columns.y[index], columns.w[index], columns.h[index]]
    if (page === undefined || start === undefined || end === undefined || level === undefined) return null
    if (x === undefined || y === undefined || w === undefined || h === undefined) return null
    const polygon = columns.polygon[index]
    const conf = columns.conf[index]
    boxes.push({
      page,
      start,
      end,
      level,
      x,
      y,
      w,
      h,
      ...(polygon ? { polygon } : {}),
      ...(typeof conf === 'number' ? { conf } : {}),
    })
  }
  return boxes
}
