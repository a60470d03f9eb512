/** What a paragraph and a run of WordprocessingML are by their properties and styles. */
import type { MarkKind } from '../../model-builder'
import type { ParagraphShape } from '../../word-writer'
import { elementAt, type XmlElement } from '../../xml-tree'
import { chainOf, isOn, type Numbering, type Styles, valueOf } from './package'

const quotes = /^(?:intense )?quote$|^block text$|^quotations?$/

/** `title` is set for the title of the document. */
export function paragraphShape(
  properties: XmlElement | undefined,
  styles: Styles,
  numbering: Numbering,
): ParagraphShape & { title: boolean; style: string | undefined } {
  const style = valueOf(properties, 'pStyle') ?? styles.defaultParagraph
  const chain = chainOf(styles, style)
  const names = chain.map(({ name }) => name)
  const sources = [properties, ...chain.map(({ paragraph }) => paragraph)]
  const stated = sources.map((source) => valueOf(source, 'outlineLvl')).find((value) => value !== undefined)
  const byName = names.map((name) => /^heading ([1-9])$/.exec(name)?.[1]).find((value) => value !== undefined)
  const level = byName === undefined ? Number(stated ?? 9) + 1 : Number(byName)
  const title = names[0] === 'title'

  const list = sources.map((source) => elementAt(source, 'numPr')).find((found) => found !== undefined)
  const id = sources.map((source) => valueOf(elementAt(source, 'numPr'), 'numId')).find((found) => found !== undefined)
  const at = Math.min(8, Number(valueOf(list, 'ilvl') ?? 0) || 0)
  const marker = id === undefined || id === '0' ? null : numbering.next(id, at)
  const attrs: Record<string, string> = marker === null || marker === '' ? {} : { marker }

  const shape = (kind: ParagraphShape['kind'], options: ParagraphShape['options'] = {}) => ({
    kind,
    options,
    title,
    style,
  })
  if (title) return shape('heading', { level: 1 })
  if (level >= 1 && level <= 9) return shape('heading', { level: Math.min(6, level), attrs })
  if (marker !== null) return shape('listItem', { level: at + 1, attrs })
  if (names.some((name) => quotes.test(name))) return shape('quote')
  if (names.includes('caption')) return shape('caption')
  return shape('para')
}

export interface RunShape {
  kinds: MarkKind[]
  hidden: boolean
  lang: string | undefined
}

/** Bold and italic of paragraph styles belong to the kind of paragraph; those of runs and their styles are marks. */
export function runShape(properties: XmlElement | undefined, styles: Styles): RunShape {
  const sources = [properties, ...chainOf(styles, valueOf(properties, 'rStyle')).map(({ run }) => run)]
  const on = (name: string) => sources.map((source) => isOn(source, name)).find((found) => found !== undefined) ?? false
  const value = (name: string) => sources.map((source) => valueOf(source, name)).find((found) => found !== undefined)
  const kinds: MarkKind[] = []
  if (on('strike') || on('dstrike')) kinds.push('del')
  if (on('b')) kinds.push('bold')
  if (on('i')) kinds.push('italic')
  const script = value('vertAlign')
  if (script === 'superscript') kinds.push('sup')
  if (script === 'subscript') kinds.push('sub')
  return { kinds, hidden: on('vanish'), lang: value('lang') }
}
