/** Markers of list items, as a browser draws them. */
import { letters, roman } from '../numerals'
import { attributeOf } from './elements'
import type { HtmlElement } from './tree'

export interface List {
  /** Marker of the next item; `value` is the number that the item states itself. */
  next(value?: number): string
}

/** A number in the style of a list; plain digits where the style cannot say it. */
function numeral(n: number, style: string): string {
  if (n < 1 || n > 3999) return String(n)
  switch (style) {
    case 'a':
    case 'lower-alpha':
    case 'lower-latin':
      return letters(n)
    case 'A':
    case 'upper-alpha':
    case 'upper-latin':
      return letters(n).toUpperCase()
    case 'i':
    case 'lower-roman':
      return roman(n)
    case 'I':
    case 'upper-roman':
      return roman(n).toUpperCase()
    default:
      return String(n)
  }
}

const integer = (value: string): number | undefined => (/^[+-]?\d{1,9}$/.test(value) ? Number(value) : undefined)

/** The number that an item states, or undefined. */
export const itemValue = (item: HtmlElement) => integer(attributeOf(item, 'value'))

/** `list` is an `ol`, or anything else for bullets. */
export function createList(list: HtmlElement): List {
  const words =
    /list-style(?:-type)?\s*:([^;]*)/i
      .exec(attributeOf(list, 'style'))?.[1]
      ?.toLowerCase()
      .split(/[\s!]+/) ?? []
  if (words.includes('none')) return { next: () => '' }
  if (list.name !== 'ol') return { next: () => '•' }
  const style = words.find((word) => /^(?:lower|upper|decimal)/.test(word)) ?? attributeOf(list, 'type')
  const step = list.attributes.has('reversed') ? -1 : 1
  let items = 0
  if (step < 0)
    for (let node = list.first; node; node = node.next) if (node.type === 'element' && node.name === 'li') items += 1
  let number = integer(attributeOf(list, 'start')) ?? (step < 0 ? items : 1)
  return {
    next(value) {
      number = value ?? number
      const marker = `${numeral(number, style)}.`
      number += step
      return marker
    },
  }
}
