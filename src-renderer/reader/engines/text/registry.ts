/**
 * The names of the CSS Custom Highlight API: one Highlight for each letter and role, shared by all readers of the page,
 * for the registry is one per document. Rules for each name stand in marks.css.
 */
import { colours } from '#shared/contract'

const letters = colours.map((colour) => colour.toLowerCase())

/** From the lowest to the highest: what is painted later lies above. */
const roles = [
  ...letters.map((letter) => `rd-wash-${letter}`),
  ...letters.map((letter) => `rd-line-${letter}`),
  'rd-line-plain',
  'rd-current',
  'rd-ins',
  'rd-del',
  'rd-chg',
  'rd-mov',
  'rd-find',
  'rd-find-current',
  'rd-selected',
] as const
type Role = string

/** Ranges of one reader in the shared highlights. */
export interface Painter {
  /** Replaces what this reader has painted in a role. */
  paint(role: Role, ranges: readonly AbstractRange[]): void
  clear(): void
}

function highlightOf(role: Role): Highlight | null {
  const registry = CSS.highlights
  const known = registry.get(role)
  if (known) return known
  const made = new Highlight()
  made.priority = roles.indexOf(role)
  registry.set(role, made)
  return made
}

/**
 * Whether what a text says of its highlights is true of the elements in it (CSS Pseudo-Elements 4, section 3.6.1): not in
 * every browser. `content` is in the page and empty.
 */
export function inheritsHighlights(content: Element): boolean {
  const probe = document.createElement('span')
  content.append(probe)
  const { textDecorationLine } = getComputedStyle(probe, '::highlight(rd-line-plain)')
  probe.remove()
  return textDecorationLine === 'underline'
}

/** Without the API (an old engine) nothing is washed; letters and notes still say what is marked. */
export function createPainter(): Painter {
  const own = new Map<Role, readonly AbstractRange[]>()
  const supported = typeof Highlight !== 'undefined' && 'highlights' in CSS
  function paint(role: Role, ranges: readonly AbstractRange[]): void {
    if (!supported) return
    const before = own.get(role)
    if (!before?.length && ranges.length === 0) return
    const highlight = highlightOf(role)
    if (!highlight) return
    for (const range of before ?? []) highlight.delete(range)
    for (const range of ranges) highlight.add(range)
    own.set(role, ranges)
    if (highlight.size === 0) CSS.highlights.delete(role)
  }
  return {
    paint,
    clear() {
      for (const role of own.keys()) paint(role, [])
      own.clear()
    },
  }
}
