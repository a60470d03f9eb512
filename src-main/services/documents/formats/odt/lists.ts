/** Lists of OpenDocument: which marker the next item has. */
import { letters, roman } from '../../numerals'
import type { XmlElement } from '../../xml-tree'
import { attributeOf, type ListLevel, type StyleSheet } from './styles'

export interface ListItem {
  list: OpenList
  level: number
  /** Number that the item states for itself. */
  start: number | undefined
  /** Blocks after the first of an item have no marker, those of a list header none at all. */
  begun: boolean
}

interface OpenList {
  style: string | undefined
  /** By level, from 1. */
  counts: (number | undefined)[]
}

function numeral(n: number, format: string): string {
  if (n >= 1 && n <= 3999) {
    if (format === 'a') return letters(n)
    if (format === 'A') return letters(n).toUpperCase()
    if (format === 'i') return roman(n)
    if (format === 'I') return roman(n).toUpperCase()
  }
  return String(n)
}

/** Counts on at `level`; deeper levels begin anew. Empty where items of this level have no marker. */
function advance(
  counts: (number | undefined)[],
  levels: ReadonlyMap<number, ListLevel> | undefined,
  level: number,
  stated: number | undefined,
): string {
  const own = levels?.get(level)
  const before = counts[level]
  counts[level] = stated ?? (before === undefined ? (own?.start ?? 1) : before + 1)
  counts.length = level + 1
  if (!own || own.format === 'bullet') return '•'
  if (own.format === '') return ''
  const numbers: string[] = []
  for (let at = Math.max(1, level - own.shown + 1); at <= level; at += 1) {
    const one = levels?.get(at)
    if (one && one.format !== '' && one.format !== 'bullet') numbers.push(numeral(counts[at] ?? one.start, one.format))
  }
  return `${own.prefix}${numbers.join('.')}${own.suffix}`.trim()
}

export class Lists {
  private readonly byId = new Map<string, OpenList>()
  private readonly byStyle = new Map<string, OpenList>()
  private readonly headings: (number | undefined)[] = []

  constructor(private readonly sheet: StyleSheet) {}

  /** The list that `element` begins or goes on with, inside of `around`. */
  open(element: XmlElement, around: ListItem | null): { list: OpenList; level: number } {
    const style = attributeOf(element, 'style-name') ?? around?.list.style
    if (around) {
      const list = style === around.list.style ? around.list : { style, counts: around.list.counts }
      return { list, level: Math.min(10, around.level + 1) }
    }
    const earlier = this.byId.get(attributeOf(element, 'continue-list') ?? '')
    const goesOn = attributeOf(element, 'continue-numbering') === 'true' ? this.byStyle.get(style ?? '') : undefined
    const list = { style, counts: (earlier ?? goesOn)?.counts ?? [] }
    const id = attributeOf(element, 'id')
    if (id !== undefined) this.byId.set(id, list)
    if (style !== undefined) this.byStyle.set(style, list)
    return { list, level: 1 }
  }

  /** Marker of the first block of `item`; `style` is the list style of its paragraph. */
  marker(item: ListItem, style: string | undefined): string {
    const { list, level, start } = item
    return advance(list.counts, this.sheet.lists.get(list.style ?? style ?? ''), level, start)
  }

  heading(level: number, stated: number | undefined): string {
    const { outline } = this.sheet
    return outline.has(level) ? advance(this.headings, outline, level, stated) : ''
  }
}
