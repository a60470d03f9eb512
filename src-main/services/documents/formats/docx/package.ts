/** The parts of a WordprocessingML package beside its text: relations, styles, numbering (ECMA-376 parts 1 and 2). */
import { type DocumentContainer, resolvePart } from '../../container'
import { letters, roman } from '../../numerals'
import { elementAt, elementsOf, readXmlTree, type XmlElement } from '../../xml-tree'

export interface Relation {
  /** Last part of its type: `image`, `hyperlink`, `footnotes` … */
  type: string
  /** Address outside, or path in the package; null where it leads out of that. */
  target: string | null
  external: boolean
}

/** Attribute under its local name, whatever prefix it has. */
export function attributeOf(element: XmlElement | undefined, name: string): string | undefined {
  if (!element) return undefined
  const { attributes } = element
  const prefixed = attributes[`w:${name}`] ?? attributes[`r:${name}`] ?? attributes[name]
  if (prefixed !== undefined) return prefixed
  for (const [full, value] of Object.entries(attributes)) if (full.endsWith(`:${name}`)) return value
  return undefined
}

/** `val` of a property below `properties`. */
export const valueOf = (properties: XmlElement | undefined, name: string) =>
  attributeOf(elementAt(properties, name), 'val')

/** A property that is there without a value, or with a true one; undefined where it is not there. */
export function isOn(properties: XmlElement | undefined, name: string): boolean | undefined {
  const element = elementAt(properties, name)
  if (!element) return undefined
  return !['0', 'false', 'off', 'none'].includes(attributeOf(element, 'val') ?? 'true')
}

export async function readPart(container: DocumentContainer, path: string | null, name: string) {
  const source = path === null ? null : await container.text(path)
  return source === null ? null : readXmlTree(source, name).root
}

/** Relations of the part at `path` by their ids; of the package for the empty path. */
export async function readRelations(container: DocumentContainer, path: string, name: string) {
  const at = path.lastIndexOf('/') + 1
  const root = await readPart(container, `${path.slice(0, at)}_rels/${path.slice(at)}.rels`, name)
  const relations = new Map<string, Relation>()
  for (const element of root ? elementsOf(root, 'Relationship') : []) {
    const { Id: id, Type: type = '', Target: target = '', TargetMode: mode } = element.attributes
    const external = mode === 'External'
    if (id === undefined) continue
    relations.set(id, {
      type: type.slice(type.lastIndexOf('/') + 1),
      target: external ? target : resolvePart(path, target),
      external,
    })
  }
  return relations
}

export interface Style {
  name: string
  basedOn: string | undefined
  paragraph: XmlElement | undefined
  run: XmlElement | undefined
}

export interface Styles {
  byId: ReadonlyMap<string, Style>
  defaultParagraph: string | undefined
  lang: string | undefined
}

export function readStyles(root: XmlElement | null): Styles {
  const byId = new Map<string, Style>()
  let defaultParagraph: string | undefined
  for (const element of root ? elementsOf(root, 'style') : []) {
    const id = attributeOf(element, 'styleId')
    if (id === undefined) continue
    byId.set(id, {
      name: (valueOf(element, 'name') ?? id).toLowerCase(),
      basedOn: valueOf(element, 'basedOn'),
      paragraph: elementAt(element, 'pPr'),
      run: elementAt(element, 'rPr'),
    })
    const isDefault = ['1', 'true', 'on'].includes(attributeOf(element, 'default') ?? '')
    if (isDefault && attributeOf(element, 'type') === 'paragraph') defaultParagraph = id
  }
  const run = elementAt(root ?? undefined, 'docDefaults', 'rPrDefault', 'rPr')
  return { byId, defaultParagraph, lang: valueOf(run, 'lang') }
}

/** The style and those that it is based on, nearest first; a circle ends. */
export function chainOf(styles: Styles, id: string | undefined): Style[] {
  const chain: Style[] = []
  for (let style = styles.byId.get(id ?? ''); style && chain.length < 20; style = styles.byId.get(style.basedOn ?? ''))
    chain.push(style)
  return chain
}

interface Level {
  start: number
  format: string
  text: string
}

export interface Numbering {
  /** Marker of the next paragraph of a list; null where it has none. */
  next(list: string, level: number): string | null
}

const pad = (text: string) => (text.length < 2 ? `0${text}` : text)

function numeral(n: number, format: string): string {
  if (n >= 1 && n <= 3999) {
    if (format === 'lowerLetter') return letters(n)
    if (format === 'upperLetter') return letters(n).toUpperCase()
    if (format === 'lowerRoman') return roman(n)
    if (format === 'upperRoman') return roman(n).toUpperCase()
  }
  return format === 'decimalZero' ? pad(String(n)) : String(n)
}

function levelsOf(abstract: XmlElement): Map<number, Level> {
  return new Map(elementsOf(abstract, 'lvl').map((level) => [Number(attributeOf(level, 'ilvl') ?? 0), levelOf(level)]))
}

const levelOf = (level: XmlElement): Level => ({
  start: Number(valueOf(level, 'start') ?? 1) || 0,
  format: valueOf(level, 'numFmt') ?? 'decimal',
  text: valueOf(level, 'lvlText') ?? '',
})

/** Counts as Word does: lists of one definition go on counting, deeper levels begin anew. */
export function readNumbering(root: XmlElement | null): Numbering {
  const abstracts = new Map<string, Map<number, Level>>()
  const lists = new Map<string, { abstract: string; levels: Map<number, Level>; restarts: Map<number, number> }>()
  for (const element of root ? elementsOf(root, 'abstractNum') : [])
    abstracts.set(attributeOf(element, 'abstractNumId') ?? '', levelsOf(element))
  for (const element of root ? elementsOf(root, 'num') : []) {
    const abstract = valueOf(element, 'abstractNumId') ?? ''
    const levels = new Map(abstracts.get(abstract))
    const restarts = new Map<number, number>()
    for (const override of elementsOf(element, 'lvlOverride')) {
      const at = Number(attributeOf(override, 'ilvl') ?? 0)
      const own = elementAt(override, 'lvl')
      if (own) levels.set(at, levelOf(own))
      const start = Number(valueOf(override, 'startOverride'))
      if (Number.isInteger(start)) restarts.set(at, start)
    }
    lists.set(attributeOf(element, 'numId') ?? '', { abstract, levels, restarts })
  }
  const counters = new Map<string, number[]>()
  return {
    next(id, at) {
      const list = lists.get(id)
      const level = list?.levels.get(at)
      if (!list || !level) return null
      if (level.format === 'none') return ''
      const counts = counters.get(list.abstract) ?? []
      counters.set(list.abstract, counts)
      const restart = list.restarts.get(at)
      list.restarts.delete(at)
      counts[at] = restart ?? (counts[at] === undefined ? level.start : counts[at] + 1)
      counts.length = at + 1
      if (level.format === 'bullet') return '•'
      return level.text.replace(/%([1-9])/g, (_, digit: string) => {
        const of = Number(digit) - 1
        const other = list.levels.get(of)
        return numeral(counts[of] ?? other?.start ?? 1, other?.format ?? 'decimal')
      })
    },
  }
}
