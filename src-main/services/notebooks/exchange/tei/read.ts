/** Notes from TEI: `annotation` and `span` elements that point into the texts of the same file, by the words there. */
import { type Annotation, AppError, colours } from '#shared/contract'
import { quoteAt } from '#shared/domain/anchoring'
import { elementsOf, readXmlTree, type XmlElement } from '../../../documents'
import { type CodePoints, codePointsOf } from '../code-points'
import type { ForeignLink, ForeignNote, ForeignTag, ForeignTarget, ReadNotes, RefusedNote, SourceHint } from '../format'
import { wordsOf } from '../format'
import { instantOf } from '../identity'
import type { Losses } from '../losses'
import { motivationOf } from './write'

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const idOf = (element: XmlElement) => element.attributes['xml:id'] ?? ''

const rawText = (element: XmlElement): string =>
  element.children.map((child) => (typeof child === 'string' ? child : rawText(child))).join('')

const tidy = (text: string) => text.replace(/\s+/gu, ' ').trim()

function* walk(element: XmlElement): Generator<XmlElement> {
  yield element
  for (const child of elementsOf(element)) yield* walk(child)
}

const firstBelow = (element: XmlElement, name: string) => [...walk(element)].find((one) => one.name === name)

interface Place {
  start: number
  end: number
  isOurs: boolean
  /** Of its words, once something points into them. */
  points?: CodePoints
}

/** A `TEI` element: which document it is, its text, and where named elements stand in it. */
interface Edition {
  hint: SourceHint
  text: string
  places: Map<string, Place>
}

function editionOf(tei: XmlElement): Edition {
  const header = elementsOf(tei, 'teiHeader')[0]
  const titles = header
    ? [...walk(header)].filter(({ name }) => name === 'title').map((title) => tidy(rawText(title)))
    : []
  const idnos = header ? [...walk(header)].filter(({ name }) => name === 'idno').map((idno) => tidy(rawText(idno))) : []
  const edition: Edition = {
    hint: { names: [...new Set([...idnos, ...titles])].filter(Boolean) },
    text: '',
    places: new Map(),
  }
  const isOurs =
    header !== undefined && [...walk(header)].some(({ attributes }) => attributes['type'] === 'avots-document')
  const read = (element: XmlElement) => {
    const start = edition.text.length
    for (const child of element.children) {
      if (typeof child === 'string') edition.text += child
      else read(child)
    }
    if (idOf(element) !== '') {
      const whole = isOurs && element.name === 'ab'
      edition.places.set(idOf(element), { start, end: edition.text.length, isOurs: whole })
    }
  }
  elementsOf(tei, 'text').forEach(read)
  return edition
}

class Pointers {
  private readonly elements = new Map<
    string,
    { element: XmlElement; above: XmlElement | null; edition: Edition | null }
  >()

  constructor(root: XmlElement) {
    const visit = (element: XmlElement, above: XmlElement | null, edition: Edition | null) => {
      const own = element.name === 'TEI' ? editionOf(element) : edition
      if (idOf(element) !== '') this.elements.set(idOf(element), { element, above, edition: own })
      for (const child of elementsOf(element)) visit(child, element, own)
    }
    visit(root, null, null)
  }

  element(reference: string): XmlElement | undefined {
    return this.elements.get(reference.replace(/^#/, ''))?.element
  }

  /** Words that name the document that an element is, or lies in; the reference itself where there is none. */
  documentOf(reference: string): string {
    return this.elements.get(reference.replace(/^#/, ''))?.edition?.hint.names[0] ?? reference
  }

  /** Null for a pointer to another annotation. */
  target(reference: string): ForeignTarget | null {
    const range = /^#string-range\(\s*'?([^,']+)'?\s*,\s*(\d+)\s*,\s*(\d+)/.exec(reference)
    const id = range?.[1] ?? reference.replace(/^#/, '')
    const known = reference.startsWith('#') ? this.elements.get(id) : undefined
    if (!known?.edition) {
      const name = reference.replace(/^urn:avots:document:/, '')
      return { source: { names: [name] }, place: { kind: 'document' } }
    }
    const { element, above, edition } = known
    if (element.name === 'annotation') return null
    const source = edition.hint
    if (element.name === 'zone') return { source, place: regionOf(element, above) }
    const place = edition.places.get(id)
    if (!place || element.name === 'TEI') return { source, place: { kind: 'document' } }
    if (!range) return this.words(edition, place.start, place.end)
    const points = (place.points ??= codePointsOf(edition.text.slice(place.start, place.end)))
    const start = points.toUtf16(Number(range[2]))
    const end = points.toUtf16(Number(range[2]) + Number(range[3]))
    return this.words(edition, place.start + start, place.start + end, place.isOurs ? { start, end } : undefined)
  }

  span(from: string, to: string): ForeignTarget | null {
    const first = this.elements.get(from.replace(/^#/, ''))
    const edition = first?.edition
    const start = edition?.places.get(from.replace(/^#/, ''))
    const end = edition?.places.get(to.replace(/^#/, ''))
    return edition && start && end && end.end > start.start ? this.words(edition, start.start, end.end) : null
  }

  private words(edition: Edition, start: number, end: number, own?: { start: number; end: number }): ForeignTarget {
    const { text, hint } = edition
    const { exact, prefix, suffix } = quoteAt(text, { start, end })
    return {
      source: hint,
      place: {
        kind: 'text',
        exact,
        prefix,
        suffix,
        ...(own ? { position: { ...own, unit: 'utf-16' } } : {}),
      },
    }
  }
}

function regionOf(zone: XmlElement, surface: XmlElement | null): ForeignTarget['place'] {
  const page = Number(surface?.attributes['n'] ?? 1) || 1
  const { points, ulx, uly, lrx, lry } = zone.attributes
  if (points !== undefined) {
    const pairs = points
      .trim()
      .split(/\s+/)
      .map((pair) => pair.split(',').map(Number))
    return { kind: 'region', page, shape: { type: 'polygon', points: pairs.map(([x = 0, y = 0]) => [x, y]) } }
  }
  const [x, y, right, bottom] = [ulx, uly, lrx, lry].map((value) => Number(value ?? 0))
  const shape = { type: 'rect', x: x ?? 0, y: y ?? 0, w: (right ?? 0) - (x ?? 0), h: (bottom ?? 0) - (y ?? 0) } as const
  return { kind: 'region', page, shape }
}

const colourOf = (rend: string | undefined) =>
  colours.find((colour) => rend?.split(/\s+/).includes(`colour-${colour}`)) ?? null

const keyOf = (element: XmlElement) => uuid.exec(idOf(element))?.[0] ?? idOf(element)

function tagsOf(root: XmlElement): Map<string, ForeignTag> {
  const tags = new Map<string, ForeignTag>()
  const visit = (element: XmlElement, parent: string) => {
    let above = parent
    if (element.name === 'category' && idOf(element) !== '') {
      const [first, second] = elementsOf(element, 'catDesc')
      const name = first ? tidy(rawText(first)) : (element.attributes['n'] ?? idOf(element))
      const note = second ? rawText(second).trim() : ''
      above = keyOf(element)
      tags.set(idOf(element), { key: above, parent, name, note, colour: colourOf(element.attributes['rend']) })
    } else if (element.name === 'interp' && idOf(element) !== '') {
      tags.set(idOf(element), { key: keyOf(element), parent: '', name: tidy(rawText(element)) || idOf(element) })
    }
    for (const child of elementsOf(element)) visit(child, above)
  }
  visit(root, '')
  return tags
}

const listOf = (value: string | undefined) => (value ?? '').split(/\s+(?![^(]*\))/u).filter(Boolean)

function readAnnotation(
  element: XmlElement,
  pointers: Pointers,
  tags: ReadonlyMap<string, ForeignTag>,
  losses: Losses,
): ForeignNote | RefusedNote {
  const { attributes } = element
  const motivation = attributes['motivation'] ?? ''
  const kind = (Object.keys(motivationOf) as Annotation['kind'][]).find((one) => motivationOf[one] === motivation)
  const notes = elementsOf(element, 'note')
  const parts = (type: string) => notes.filter((note) => note.attributes['type'] === type).map(rawText)
  const own = notes.filter((note) => !['quote', 'prefix', 'suffix'].includes(note.attributes['type'] ?? ''))
  const text = own
    .map((note) => (note.attributes['xml:space'] === 'preserve' ? rawText(note) : rawText(note).trim()))
    .join('\n\n')
  const others = elementsOf(element, 'ptr', 'ref')
  if (others.length > 0) losses.add('body-lost', keyOf(element))
  const links = others.map((one) => one.attributes['target'] ?? rawText(one))
  const quotes = parts('quote')
  const prefixes = parts('prefix')
  const suffixes = parts('suffix')
  let replyTo: string | undefined
  let quote = 0
  let unplaced = 0
  const targets: ForeignTarget[] = []
  for (const reference of listOf(attributes['target'])) {
    const target = pointers.target(reference)
    const answered = target === null ? pointers.element(reference) : undefined
    if (answered || /^urn:uuid:/i.test(reference))
      replyTo = answered ? keyOf(answered) : reference.replace(/^urn:uuid:/i, '')
    if (!target || replyTo === reference.replace(/^urn:uuid:/i, '')) continue
    const isText = target.place.kind === 'text'
    const isElsewhere = !reference.startsWith('#')
    const exact = isText || isElsewhere ? quotes[quote] : undefined
    if (isText || (isElsewhere && exact !== undefined)) quote += 1
    if (isElsewhere && exact !== undefined) {
      const place = { kind: 'text', exact, prefix: prefixes[unplaced] ?? '', suffix: suffixes[unplaced] ?? '' } as const
      unplaced += 1
      targets.push({ ...target, place })
    } else targets.push(target)
  }
  const changes = elementsOf(element, 'revisionDesc').flatMap((desc) => elementsOf(desc, 'change'))
  const when = (status: string) =>
    instantOf(changes.find((change) => change.attributes['status'] === status)?.attributes['when'])
  if (targets.length === 0 && replyTo === undefined) {
    return {
      key: keyOf(element),
      words: wordsOf(quotes[0] ?? '', text),
      code: 'tei-target',
      details: { id: idOf(element) },
    }
  }
  return {
    key: keyOf(element) || null,
    targets,
    kind,
    colour: colourOf(attributes['rend']),
    tags: listOf(attributes['ana']).flatMap((reference) => tags.get(reference.replace(/^#/, ''))?.key ?? []),
    note: [text, ...links].filter((part) => part !== '').join('\n\n'),
    replyTo,
    created: when('created'),
    updated: when('modified'),
  }
}

/** `span` of the analysis module: `from` and `to`, or `target`. */
function readSpan(
  element: XmlElement,
  pointers: Pointers,
  tags: ReadonlyMap<string, ForeignTag>,
): ForeignNote | RefusedNote {
  const { from, to, target, ana } = element.attributes
  const text = tidy(rawText(element))
  const found = from === undefined ? null : to === undefined ? pointers.target(from) : pointers.span(from, to)
  const targets = found ? [found] : listOf(target).flatMap((reference) => pointers.target(reference) ?? [])
  if (targets.length === 0)
    return { key: idOf(element) || null, words: wordsOf('', text), code: 'tei-target', details: { id: idOf(element) } }
  return {
    key: keyOf(element) || null,
    targets,
    tags: listOf(ana).flatMap((reference) => tags.get(reference.replace(/^#/, ''))?.key ?? []),
    note: text,
  }
}

export function readTei(source: string, name: string, losses: Losses): ReadNotes {
  const { root } = readXmlTree(source, name)
  if (root.name !== 'TEI' && root.name !== 'teiCorpus') {
    throw new AppError('damaged', `"${name}" is no TEI: it begins with <${root.name}>.`, { name })
  }
  const pointers = new Pointers(root)
  const tags = tagsOf(root)
  const notes: (ForeignNote | RefusedNote)[] = []
  const links: ForeignLink[] = []
  const isStandOff = firstBelow(root, 'standOff') !== undefined
  for (const element of walk(root)) {
    if (element.name === 'annotation') notes.push(readAnnotation(element, pointers, tags, losses))
    else if (element.name === 'span' && ('from' in element.attributes || 'target' in element.attributes)) {
      notes.push(readSpan(element, pointers, tags))
    } else if (element.name === 'link' && isStandOff) {
      const [from, to] = listOf(element.attributes['target'])
      if (from === undefined || to === undefined) continue
      const end = (reference: string) => {
        const target = pointers.element(reference)
        return target?.name === 'annotation' ? keyOf(target) : pointers.documentOf(reference)
      }
      links.push({
        key: keyOf(element) || `${from} ${to}`,
        from: end(from),
        to: end(to),
        type: element.attributes['n'] ?? '',
      })
    }
  }
  return { notes, tags: [...tags.values()], links }
}
