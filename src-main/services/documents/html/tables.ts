/** Which tables hold data, and which only hold a page together. */
import { attributeOf, isUnread, rolesOf } from './elements'
import { type HtmlElement, walk } from './tree'

const structure = new Set('article blockquote dl form h1 h2 h3 h4 h5 h6 hr main nav ol pre section ul'.split(' '))

interface TableFacts {
  rows: number
  widest: number
  nested: boolean
  /** A cell holds headings, lists or other parts of a page. */
  pageParts: boolean
  declared: boolean
  /** Rows with text in them. */
  filled: Set<HtmlElement>
}

function look(table: HtmlElement): TableFacts {
  const facts: TableFacts = { rows: 0, widest: 0, nested: false, pageParts: false, declared: false, filled: new Set() }
  let row: HtmlElement | null = null
  let cells = 0
  let inner = 0
  walk(table, {
    text({ value }) {
      if (row && /\S/.test(value)) facts.filled.add(row)
    },
    enter(node) {
      if (isUnread(node)) return false
      if (node.name === 'table') {
        facts.nested = true
        inner += 1
      } else if (inner > 0) {
        // Rows and cells of a table inside belong to that.
      } else if (node.name === 'tr') {
        row = node
        cells = 0
        facts.rows += 1
      } else if (node.name === 'td' || node.name === 'th') {
        cells += 1
        facts.widest = Math.max(facts.widest, cells)
        if (node.name === 'th') facts.declared = true
      } else if (node.name === 'caption' || node.name === 'thead') facts.declared = true
      else if (structure.has(node.name)) facts.pageParts = true
      return true
    },
    leave(node) {
      if (node.name === 'table') inner -= 1
    },
  })
  return facts
}

/**
 * Rows of `table` that become rows of the model, or null when it is there for the layout and its cells are read as
 * blocks. `always` is for formats in which a table is one (word processors).
 */
export function rowsOf(table: HtmlElement, always: boolean): ReadonlySet<HtmlElement> | null {
  const facts = look(table)
  if (facts.filled.size === 0) return null
  if (always) return facts.filled
  const roles = rolesOf(table)
  if (roles.includes('presentation') || roles.includes('none') || facts.nested) return null
  if (facts.declared) return facts.filled
  if (facts.pageParts || facts.rows < 2 || facts.widest < 2) return null
  return facts.filled
}

/** Attributes of a cell that say where it stands. */
export function cellAttributes(cell: HtmlElement): Record<string, string> {
  const attrs: Record<string, string> = cell.name === 'th' ? { header: 'true' } : {}
  for (const name of ['colspan', 'rowspan']) {
    const span = Number(attributeOf(cell, name))
    if (Number.isInteger(span) && span > 1 && span <= 1000) attrs[name] = String(span)
  }
  return attrs
}
