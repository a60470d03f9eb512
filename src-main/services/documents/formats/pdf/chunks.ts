/** Letters that the file draws one after the other on one baseline: the pieces that columns and lines are made of. */
import type { PlacedGlyph } from './frames'

export interface Chunk {
  glyphs: PlacedGlyph[]
  x0: number
  x1: number
  /** Baseline. */
  y: number
  size: number
  artifact: boolean
}

const isBlank = (text: string) => /^\s*$/.test(text)

/** Gaps of this many letter heights end a chunk. */
const widestGap = 1

/**
 * Chunks in the order of the file. Neighbours on one line that are drawn apart (words placed one by one) are joined
 * afterwards, so that a gap inside a chunk is never a gap between columns.
 */
export function chunksOf(glyphs: readonly PlacedGlyph[]): Chunk[] {
  const chunks: Chunk[] = []
  let current: Chunk | null = null
  for (const glyph of glyphs) {
    const blank = isBlank(glyph.text)
    const right = glyph.x + glyph.width
    if (current && fits(current, glyph)) {
      current.glyphs.push(glyph)
      // White space does not reach over a gap.
      if (!blank) {
        current.x0 = Math.min(current.x0, glyph.x)
        current.x1 = Math.max(current.x1, right)
      }
    } else if (!blank) {
      const { x, y, size } = glyph
      current = { glyphs: [glyph], x0: x, x1: right, y, size, artifact: glyph.glyph.artifact }
      chunks.push(current)
    }
  }
  return joined(chunks)
}

function fits(chunk: Chunk, glyph: PlacedGlyph): boolean {
  if (chunk.artifact !== glyph.glyph.artifact) return false
  const { size } = chunk
  if (Math.abs(glyph.y - chunk.y) > 0.12 * size) return false
  if (glyph.size < 0.8 * size || glyph.size > 1.25 * size) return false
  const gap = glyph.x - chunk.x1
  return gap < widestGap * size && gap > -0.5 * size - glyph.width
}

/** Joins chunks of one size that stand close together on one baseline. */
function joined(chunks: Chunk[]): Chunk[] {
  const order = new Map(chunks.map((chunk, index) => [chunk, index]))
  const sorted = [...chunks].sort((a, b) => a.y - b.y || a.x0 - b.x0)
  const gone = new Set<Chunk>()
  for (let index = 0; index < sorted.length; index += 1) {
    const chunk = sorted[index]
    if (!chunk || gone.has(chunk)) continue
    for (let grown = true; grown;) {
      grown = false
      for (const other of neighbours(sorted, index, 0.12 * chunk.size)) {
        if (other === chunk || gone.has(other) || other.artifact !== chunk.artifact) continue
        if (other.size < 0.8 * chunk.size || other.size > 1.25 * chunk.size) continue
        const apart = Math.max(other.x0 - chunk.x1, chunk.x0 - other.x1)
        if (apart > widestGap * 0.9 * chunk.size || apart < -0.5 * chunk.size) continue
        chunk.glyphs.push(...other.glyphs)
        chunk.x0 = Math.min(chunk.x0, other.x0)
        chunk.x1 = Math.max(chunk.x1, other.x1)
        gone.add(other)
        grown = true
      }
    }
  }
  return chunks.filter((chunk) => !gone.has(chunk)).sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
}

/** The chunks around an index whose baselines are at most `reach` away. */
function neighbours(sorted: readonly Chunk[], index: number, reach: number): Chunk[] {
  const y = sorted[index]?.y ?? 0
  let first = index
  while (first > 0 && y - (sorted[first - 1]?.y ?? -Infinity) <= reach) first -= 1
  let last = index
  while (last + 1 < sorted.length && (sorted[last + 1]?.y ?? Infinity) - y <= reach) last += 1
  return sorted.slice(first, last + 1)
}
