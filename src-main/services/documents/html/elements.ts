/** What the elements of HTML are for a reader of text. */
import { languageTag } from '../codes'
import type { MarkKind } from '../model-builder'
import { type HtmlElement, walk } from './tree'

const names = (list: string) => new Set(list.split(' '))

/** Never read: programs, forms, players, and what a browser shows only without scripts. */
const unread = names(
  'applet area audio base button canvas col colgroup datalist embed frame frameset head iframe input link meta meter ' +
    'noembed noframes noscript optgroup option param progress script select source style template textarea title track video',
)

const blocks = names(
  'address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure ' +
    'footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol p plaintext pre search ' +
    'section summary table tbody td tfoot th thead tr ul xmp',
)

const marks: Readonly<Record<string, MarkKind>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  cite: 'italic',
  dfn: 'italic',
  var: 'italic',
  sup: 'sup',
  sub: 'sub',
  del: 'del',
  s: 'del',
  strike: 'del',
  ins: 'add',
}

const styleOf = (element: HtmlElement) => element.attributes.get('style')?.toLowerCase() ?? ''

/** Value of an attribute without the white space around it; empty where there is none. */
export const attributeOf = (element: HtmlElement, name: string): string => element.attributes.get(name)?.trim() ?? ''

/** Words of `role`, and of `epub:type` in e-books. */
export function rolesOf(element: HtmlElement): string[] {
  const { attributes } = element
  if (!attributes.has('role') && !attributes.has('epub:type')) return []
  return `${attributeOf(element, 'role')} ${attributeOf(element, 'epub:type')}`.toLowerCase().split(/\s+/)
}

export function isBlock(element: HtmlElement): boolean {
  if (blocks.has(element.name)) return true
  return element.attributes.has('style') && /(?:^|[;\s])display\s*:\s*(?:block|list-item|table)/.test(styleOf(element))
}

/** True for what nobody sees on the page. Only what the element says itself: style sheets are not read. */
export function isUnread(element: HtmlElement): boolean {
  const { attributes, name } = element
  if (unread.has(name)) return true
  if (name === 'dialog' && !attributes.has('open')) return true
  if (attributes.size === 0) return false
  if (attributes.has('hidden') && attributes.get('hidden') !== 'until-found') return true
  // Blocks hidden from screen readers are whole pages behind a dialog; only small decorations are left out.
  if (attributes.get('aria-hidden') === 'true' && !blocks.has(name)) return true
  return /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))/.test(styleOf(element))
}

/** White space of the element stays as it is. */
export function isPreserved(element: HtmlElement): boolean {
  return isCode(element) || /(?:^|[;\s])white-space\s*:\s*(?:pre|break-spaces)(?!-line)/.test(styleOf(element))
}

export const isCode = ({ name }: HtmlElement) =>
  name === 'pre' || name === 'xmp' || name === 'listing' || name === 'plaintext'

/** Marks of an element by its name and, for elements that mean nothing, by its own style. */
export function marksOf(element: HtmlElement): MarkKind[] {
  const own = marks[element.name]
  if (own) return [own]
  if ((element.name !== 'span' && element.name !== 'font') || !element.attributes.has('style')) return []
  const style = styleOf(element)
  const found: MarkKind[] = []
  if (/font-weight\s*:\s*(?:bold|[6-9]00)/.test(style)) found.push('bold')
  if (/font-style\s*:\s*(?:italic|oblique)/.test(style)) found.push('italic')
  if (/vertical-align\s*:\s*super/.test(style)) found.push('sup')
  if (/vertical-align\s*:\s*sub/.test(style)) found.push('sub')
  if (/text-decoration[a-z-]*\s*:[^;]*line-through/.test(style)) found.push('del')
  return found
}

/** Level of a heading, or null. */
export function headingLevel(element: HtmlElement): number | null {
  const level = /^h([1-6])$/.exec(element.name)?.[1]
  if (level !== undefined) return Number(level)
  if (attributeOf(element, 'role') !== 'heading') return null
  const stated = Number(attributeOf(element, 'aria-level'))
  return Number.isInteger(stated) && stated >= 1 ? Math.min(6, stated) : 2
}

/** BCP 47 tag of an element, or undefined. */
export function languageOf(element: HtmlElement): string | undefined {
  return languageTag(element.attributes.get('lang') ?? element.attributes.get('xml:lang') ?? '')
}

/** All text of an element that is read, words divided by one space. */
export function textOf(element: HtmlElement): string {
  const pieces: string[] = []
  walk(element, {
    text: ({ value }) => void pieces.push(value),
    enter(inner) {
      if (isBlock(inner) || inner.name === 'br') pieces.push(' ')
      return !isUnread(inner)
    },
  })
  return pieces.join('').replace(/\s+/g, ' ').trim()
}
