/** Rows and cells of an OpenDocument table. */
import { elementsOf, textOf, type XmlElement } from '../../xml-tree'
import { attributeOf } from './styles'

export interface OdtCell {
  element: XmlElement
  attrs: Record<string, string>
}

/** Most empty cells that one stands for. */
const maxRepeated = 64
const maxSpan = 1000

const groups = ['table-header-rows', 'table-rows', 'table-row-group']

function rowsOf(table: XmlElement, header: boolean): { row: XmlElement; header: boolean }[] {
  return elementsOf(table).flatMap((child) => {
    if (child.name === 'table-row') return [{ row: child, header }]
    return groups.includes(child.name) ? rowsOf(child, header || child.name === 'table-header-rows') : []
  })
}

function spanOf(element: XmlElement, name: string): number {
  const span = Number(attributeOf(element, name) ?? 1)
  return Number.isInteger(span) ? Math.min(maxSpan, Math.max(1, span)) : 1
}

export function cellsOf(table: XmlElement): OdtCell[][] {
  return rowsOf(table, false).map(({ row, header }) =>
    elementsOf(row, 'table-cell').flatMap((element) => {
      const columns = spanOf(element, 'number-columns-spanned')
      const rows = spanOf(element, 'number-rows-spanned')
      const attrs: Record<string, string> = header ? { header: 'true' } : {}
      if (columns > 1) attrs['colspan'] = String(columns)
      if (rows > 1) attrs['rowspan'] = String(rows)
      // Only empty cells are repeated by those who write files; others would make much out of little.
      const times = textOf(element) === '' ? Math.min(maxRepeated, spanOf(element, 'number-columns-repeated')) : 1
      return Array.from({ length: times }, () => ({ element, attrs: { ...attrs } }))
    }),
  )
}
