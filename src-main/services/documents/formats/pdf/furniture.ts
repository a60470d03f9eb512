/** Running heads and page numbers: what stands at the same place of many pages and is no part of the text. */
import type { PageLayout } from './layout'
import type { Line } from './lines'

export type Furniture = 'header' | 'footer'

/** Lines this far from the edge of the text, counted in lines, may be running heads. */
const edgeLines = 3
/** On fewer pages nothing runs. */
const fewestPages = 3
/** Places are the same within this many points. */
const tolerance = 4

interface Candidate {
  page: number
  line: Line
  kind: Furniture
  /** Its words with all numbers alike. */
  key: string
  /** From the edge of the page. */
  place: number
}

const roman = /^(?=[ivxlcdm])m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$/

/** A line with its numbers, Arabic or Roman, made alike. */
function keyOf(text: string): string {
  const folded = text.toLowerCase().replace(/\d+/g, '#').replace(/\s+/g, ' ').trim()
  const bare = folded.replace(/^\W+|\W+$/g, '')
  return roman.test(bare) ? '#' : folded.replace(/[-–—.|[\]()]/g, '').trim()
}

/**
 * The lines of all pages that are running heads, by what they are. Told by the file (an artifact at an edge), or by
 * the same words with other numbers at the same height of three pages or more; what stands at a height where most
 * pages have such a line, and apart from the text, is one too: heads change with the chapter.
 */
export function furnitureOf(pages: readonly PageLayout[]): Map<Line, Furniture> {
  const found = new Map<Line, Furniture>()
  const candidates = pages.flatMap((page, index) => candidatesOf(page, index))
  for (const { line, kind } of candidates) if (line.artifact) found.set(line, kind)

  const groups = new Map<string, Candidate[]>()
  for (const candidate of candidates) {
    const name = `${candidate.kind} ${candidate.key}`
    groups.set(name, [...(groups.get(name) ?? []), candidate])
  }
  const places: Record<Furniture, number[]> = { header: [], footer: [] }
  for (const group of groups.values()) {
    for (const one of group) {
      const alike = new Set(group.filter((other) => near(other.place, one.place)).map(({ page }) => page))
      if (alike.size < fewestPages) continue
      found.set(one.line, one.kind)
      places[one.kind].push(one.place)
    }
  }
  for (const { line, kind, place, page, key } of candidates) {
    if (found.has(line)) continue
    const usual = places[kind].filter((other) => near(other, place)).length
    // A number that stands alone is a page number on a single page, too.
    if (usual * 2 <= pages.length && key !== '#') continue
    if (isApart(pages[page]?.lines ?? [], line, found)) found.set(line, kind)
  }
  return found
}

const near = (a: number, b: number) => Math.abs(a - b) <= tolerance

function candidatesOf(page: PageLayout, index: number): Candidate[] {
  const upright = page.lines.filter(({ angle }) => Math.abs(angle) < 0.1)
  const sorted = [...upright].sort((a, b) => a.y - b.y)
  const levels = [...new Set(sorted.map(({ y }) => Math.round(y)))]
  const first = levels[Math.min(edgeLines, levels.length) - 1] ?? 0
  const last = levels[Math.max(0, levels.length - edgeLines)] ?? 0
  const candidates: Candidate[] = []
  for (const line of sorted) {
    if (line.text.length > 150) continue
    const key = keyOf(line.text)
    if (line.y <= first + 1 && line.y < page.height * 0.2) {
      candidates.push({ page: index, line, kind: 'header', key, place: line.y })
    } else if (line.y >= last - 1 && line.y > page.height * 0.8) {
      candidates.push({ page: index, line, kind: 'footer', key, place: page.height - line.y })
    }
  }
  return candidates
}

/** True where at least one and a half line heights are free between the line and the text. */
function isApart(lines: readonly Line[], line: Line, found: ReadonlyMap<Line, Furniture>): boolean {
  return lines.every(
    (other) =>
      other === line ||
      found.has(other) ||
      Math.abs(other.y - line.y) < 2 ||
      Math.abs(other.y - line.y) > 1.5 * Math.max(line.size, other.size),
  )
}
