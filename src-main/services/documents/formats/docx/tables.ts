/** Rows and cells of a WordprocessingML table, with the cells that reach over several columns and rows. */
import { elementAt, elementsOf, type XmlElement } from '../../xml-tree'
import { isOn, valueOf } from './package'

export interface WordCell {
  element: XmlElement
  attrs: Record<string, string>
}

/** Children called `name`, also inside content controls and custom markup. */
function through(element: XmlElement, name: string): XmlElement[] {
  return elementsOf(element).flatMap((child) => {
    if (child.name === name) return [child]
    return ['sdt', 'sdtContent', 'customXml', 'ins', 'del'].includes(child.name) ? through(child, name) : []
  })
}

export function cellsOf(table: XmlElement): { cells: WordCell[] }[] {
  const begun = new Map<number, WordCell>()
  return through(table, 'tr').map((row) => {
    const properties = elementAt(row, 'trPr')
    const header = isOn(properties, 'tblHeader') ?? false
    let column = Number(valueOf(properties, 'gridBefore') ?? 0) || 0
    const cells = through(row, 'tc').flatMap((element): WordCell[] => {
      const own = elementAt(element, 'tcPr')
      const span = Math.min(1000, Math.max(1, Number(valueOf(own, 'gridSpan') ?? 1) || 1))
      const at = column
      column += span
      const merge = elementAt(own, 'vMerge')
      const above = begun.get(at)
      if (merge && valueOf(own, 'vMerge') !== 'restart' && above) {
        above.attrs['rowspan'] = String(Number(above.attrs['rowspan'] ?? 1) + 1)
        return []
      }
      const attrs: Record<string, string> = header ? { header: 'true' } : {}
      if (span > 1) attrs['colspan'] = String(span)
      const cell = { element, attrs }
      if (merge) begun.set(at, cell)
      else begun.delete(at)
      return [cell]
    })
    return { cells }
  })
}
