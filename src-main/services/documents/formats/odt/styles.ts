/** Styles and list styles of OpenDocument (ODF 1.3 part 3, sections 16 and 20), as far as they tell what a text is. */
import type { MarkKind } from '../../model-builder'
import { descendantsOf, elementAt, elementsOf, type XmlElement } from '../../xml-tree'

/** What is said of a piece of text; what is not said is left to the style around. */
export interface TextLook {
  bold?: boolean
  italic?: boolean
  strike?: boolean
  hidden?: boolean
  script?: 'sup' | 'sub' | 'none'
  /** BCP 47 */
  lang?: string
}

interface Style {
  /** As people see it, lower case. */
  name: string
  parent: string | undefined
  /** Made by the program for one place: what it says was set by hand. */
  automatic: boolean
  look: TextLook
  list: string | undefined
}

/** Styles by family and name (`text T1`). */
export type Styles = ReadonlyMap<string, Style>

/** Attribute under its local name, whatever prefix it has. */
export function attributeOf(element: XmlElement | undefined, name: string): string | undefined {
  if (!element) return undefined
  const usual = element.attributes[`text:${name}`] ?? element.attributes[`style:${name}`]
  if (usual !== undefined) return usual
  for (const [full, value] of Object.entries(element.attributes)) {
    if (full === name || full.endsWith(`:${name}`)) return value
  }
  return undefined
}

/** Longest chain of parents that is followed. */
const maxChain = 20

/** Names hold other characters than letters as `_20_`. */
const decodeName = (name: string) =>
  name.replace(/_([0-9a-f]{1,4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

function languageOf(properties: XmlElement): string | undefined {
  const language = properties.attributes['fo:language']
  const country = properties.attributes['fo:country']
  if (language === undefined || !/^[a-z]{2,3}$/i.test(language) || language === 'zxx') return undefined
  return country !== undefined && /^(?:[a-z]{2}|\d{3})$/i.test(country) ? `${language}-${country}` : language
}

function lookOf(style: XmlElement): TextLook {
  const properties = elementAt(style, 'text-properties')
  if (!properties) return {}
  const look: TextLook = {}
  const weight = properties.attributes['fo:font-weight']
  if (weight !== undefined) look.bold = weight === 'bold' || Number(weight) >= 600
  const slant = properties.attributes['fo:font-style']
  if (slant !== undefined) look.italic = slant === 'italic' || slant === 'oblique'
  const line =
    properties.attributes['style:text-line-through-style'] ?? properties.attributes['style:text-line-through-type']
  if (line !== undefined) look.strike = line !== 'none'
  const display = properties.attributes['text:display']
  if (display !== undefined) look.hidden = display === 'none'
  const [position = ''] = (properties.attributes['style:text-position'] ?? '').trim().split(/\s+/)
  if (position !== '') {
    const shift = Number.parseFloat(position)
    if (position === 'super' || shift > 0) look.script = 'sup'
    else look.script = position === 'sub' || shift < 0 ? 'sub' : 'none'
  }
  const lang = languageOf(properties)
  if (lang !== undefined) look.lang = lang
  return look
}

export interface StyleSheet {
  styles: Styles
  lists: ReadonlyMap<string, ReadonlyMap<number, ListLevel>>
  /** Numbers of headings by level. */
  outline: ReadonlyMap<number, ListLevel>
  /** Language where no style says one. */
  lang: string | undefined
}

export interface ListLevel {
  /** `1`, `a`, `A`, `i`, `I`; empty for none, `bullet` for a sign. */
  format: string
  prefix: string
  suffix: string
  start: number
  /** How many levels the marker shows, the own one among them. */
  shown: number
}

function levelsOf(list: XmlElement): Map<number, ListLevel> {
  const levels = new Map<number, ListLevel>()
  for (const element of elementsOf(list)) {
    const level = Number(attributeOf(element, 'level'))
    if (!Number.isInteger(level) || level < 1 || level > 10) continue
    const numbered = element.name === 'list-level-style-number' || element.name === 'outline-level-style'
    levels.set(level, {
      format: numbered ? (attributeOf(element, 'num-format') ?? '') : 'bullet',
      prefix: attributeOf(element, 'num-prefix') ?? '',
      suffix: attributeOf(element, 'num-suffix') ?? '',
      start: Number(attributeOf(element, 'start-value') ?? 1) || 0,
      shown: Number(attributeOf(element, 'display-levels') ?? 1) || 1,
    })
  }
  return levels
}

/** `roots` are `styles.xml` and `content.xml`: automatic styles of the second are those of the text. */
export function readStyles(roots: readonly (XmlElement | null)[]): StyleSheet {
  const styles = new Map<string, Style>()
  const lists = new Map<string, Map<number, ListLevel>>()
  let outline = new Map<number, ListLevel>()
  let lang: string | undefined
  for (const root of roots) {
    for (const group of root ? elementsOf(root, 'styles', 'automatic-styles') : []) {
      for (const element of elementsOf(group)) {
        const name = attributeOf(element, 'name') ?? ''
        const family = attributeOf(element, 'family') ?? ''
        if (element.name === 'default-style' && family === 'paragraph') lang = lookOf(element).lang
        else if (element.name === 'outline-style') outline = levelsOf(element)
        else if (element.name === 'list-style') lists.set(name, levelsOf(element))
        else if (element.name === 'style') {
          styles.set(`${family} ${name}`, {
            name: (attributeOf(element, 'display-name') ?? decodeName(name)).toLowerCase(),
            parent: attributeOf(element, 'parent-style-name'),
            automatic: group.name === 'automatic-styles',
            look: lookOf(element),
            list: attributeOf(element, 'list-style-name'),
          })
        }
      }
    }
  }
  return { styles, lists, outline, lang }
}

/** The style and its parents, nearest first; a circle ends. */
export function chainOf(styles: Styles, family: string, name: string | undefined): Style[] {
  const chain: Style[] = []
  let style = styles.get(`${family} ${name ?? ''}`)
  for (; style && chain.length < maxChain; style = styles.get(`${family} ${style.parent ?? ''}`)) chain.push(style)
  return chain
}

/** `inner` where it says something, else `outer`; the last goes before all. */
export const merge = (outer: TextLook, ...inner: readonly TextLook[]): TextLook =>
  inner.reduce((look, next) => ({ ...look, ...next }), outer)

export const textLook = (styles: Styles, name: string | undefined): TextLook =>
  merge(
    {},
    ...chainOf(styles, 'text', name)
      .map(({ look }) => look)
      .reverse(),
  )

/** Looks set by hand on a whole paragraph are marks; those of named styles belong to the kind of paragraph. */
export function paragraphLook(styles: Styles, name: string | undefined): TextLook {
  const chain = chainOf(styles, 'paragraph', name)
  const lang = chain.map(({ look }) => look.lang).find((found) => found !== undefined)
  const hidden = chain.map(({ look }) => look.hidden).find((found) => found !== undefined)
  const own = merge(
    {},
    ...chain
      .filter(({ automatic }) => automatic)
      .map(({ look }) => look)
      .reverse(),
  )
  return merge(own, lang === undefined ? {} : { lang }, hidden === undefined ? {} : { hidden })
}

export function marksOf(look: TextLook): MarkKind[] {
  const kinds: MarkKind[] = []
  if (look.strike) kinds.push('del')
  if (look.bold) kinds.push('bold')
  if (look.italic) kinds.push('italic')
  if (look.script === 'sup' || look.script === 'sub') kinds.push(look.script)
  return kinds
}

/** True where a page has a header or footer with text. */
export const hasPageFrames = (root: XmlElement | null, textOf: (element: XmlElement) => string): boolean =>
  (root ? descendantsOf(root, 'master-page') : []).some((page) =>
    elementsOf(page).some((part) => /^(?:header|footer)(?:-left|-first)?$/.test(part.name) && textOf(part) !== ''),
  )
