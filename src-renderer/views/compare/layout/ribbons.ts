/** Ribbons between neighbouring panes as SVG path data (mockups README, section 6). Coordinates in px. */

/** One side of a ribbon: the edge of a pane, and the block there. */
export interface Side {
  readonly x: number
  readonly top: number
  readonly bottom: number
}

/** Edges of a ribbon stand this far inside the blocks that it joins. */
const INSET = 3

const n = (value: number) => Math.round(value * 10) / 10

/** Area and edges of a ribbon: cubic curves with both handles in the middle of the gutter. */
export function ribbon(left: Side, right: Side): { area: string; edges: string } {
  const middle = n((left.x + right.x) / 2)
  const x0 = n(left.x)
  const x1 = n(right.x)
  const a = n(left.top + INSET)
  const b = n(left.bottom - INSET)
  const c = n(right.top + INSET)
  const d = n(right.bottom - INSET)
  const head = `M${x0} ${a}C${middle} ${a} ${middle} ${c} ${x1} ${c}`
  return {
    area: `${head}V${d}C${middle} ${d} ${middle} ${b} ${x0} ${b}Z`,
    edges: `${head}M${x0} ${b}C${middle} ${b} ${middle} ${d} ${x1} ${d}`,
  }
}

/** Bracket of a block without partner, at the edge of its pane; `toward` -1: the gutter is at its left. */
export function bracket({ x, top, bottom }: Side, toward: 1 | -1): string {
  const height = Math.max(0, bottom - top - 2 * INSET - 8)
  const sweep = toward === 1 ? 1 : 0
  return `M${n(x)} ${n(top + INSET)}h${10 * toward}a4 4 0 0 ${sweep} ${4 * toward} 4v${n(height)}a4 4 0 0 ${sweep} ${-4 * toward} 4h${-10 * toward}`
}
