/**
 * Notes as TEI stand-off (P5, `standOff` with `listAnnotation`): the texts beside them, untouched, and pointers of the
 * `string-range()` scheme into them, which counts characters.
 */
import type { Annotation, Tag } from '#shared/contract'
import { codePointsOf } from '../code-points'
import { type ExportNote, type ExportSet, type ExportTarget, saysMoreThanKind, type Source } from '../format'
import type { Losses } from '../losses'
import { createXmlWriter, hasImpossible, type XmlWriter } from '../xml-writer'

const NAMESPACE = 'http://www.tei-c.org/ns/1.0'

/** `annotation/@motivation` is a closed list, the one of the Web Annotation Data Model. */
export const motivationOf: Record<Annotation['kind'], string> = {
  highlight: 'highlighting',
  note: 'commenting',
  question: 'questioning',
  link: 'linking',
  correction: 'editing',
  reply: 'replying',
}

const noteId = (id: string) => `a-${id}`
const tagId = (id: string) => `tag-${id}`
const zoneId = (id: string, index: number) => `z-${id}-${index}`

interface Names {
  /** Number of the document in the file, from 1. */
  numberOf(source: Source): number
  fromUtf16(source: Source, offset: number): number
}

function pointer({ target, source, range }: ExportTarget, id: string, index: number, names: Names): string {
  const elsewhere = /^[\w.-]+$/.test(target.docId)
    ? `urn:avots:document:${target.docId}`
    : encodeURI(target.docId).replace(/^$/, '#')
  if (!source) return target.kind === 'region' ? `#${zoneId(id, index)}` : elsewhere
  const number = names.numberOf(source)
  if (target.kind === 'document') return `#d${number}`
  if (target.kind === 'region') return `#${zoneId(id, index)}`
  if (!range) return elsewhere
  const start = names.fromUtf16(source, range.start)
  return `#string-range(t${number},${start},${names.fromUtf16(source, range.end) - start})`
}

function writeTags(xml: XmlWriter, tags: readonly Tag[]): void {
  const ids = new Set(tags.map(({ id }) => id))
  const write = (tag: Tag) => {
    xml.open('category', {
      'xml:id': tagId(tag.id),
      rend: tag.colour === null ? undefined : `colour-${tag.colour}`,
    })
    xml.text('catDesc', tag.name)
    if (tag.note !== '') xml.text('catDesc', tag.note)
    tags.filter(({ parentId }) => parentId === tag.id).forEach(write)
    xml.close()
  }
  xml.open('encodingDesc')
  xml.open('classDecl')
  xml.open('taxonomy', { 'xml:id': 'tags' })
  tags.filter(({ parentId }) => !ids.has(parentId)).forEach(write)
  xml.close()
  xml.close()
  xml.close()
}

function writeHeader(xml: XmlWriter, source: Source | null, set: ExportSet, withTags: boolean): void {
  xml.open('teiHeader')
  xml.open('fileDesc')
  xml.open('titleStmt')
  xml.text('title', source?.summary.metadata.title.text ?? 'Avots')
  for (const { name } of source?.summary.metadata.creators ?? []) xml.text('author', name)
  xml.close()
  xml.open('publicationStmt')
  xml.text('p', `Notes written by Avots ${set.version}.`)
  xml.close()
  xml.open('sourceDesc')
  if (source) {
    xml.open('bibl')
    xml.text('title', source.summary.metadata.title.text)
    const { date } = source.summary.metadata
    if (date) xml.text('date', date.display ?? date.edtf)
    xml.text('idno', source.summary.id, { type: 'avots-document' })
    xml.text('idno', source.edition.id, { type: 'avots-edition' })
    xml.text('idno', source.edition.sha256, { type: 'sha256' })
    xml.close()
  } else xml.text('p', 'Notes on documents that are not at hand.')
  xml.close()
  xml.close()
  if (withTags && set.tags.length > 0) writeTags(xml, set.tags)
  xml.close()
}

function writeAnnotation(xml: XmlWriter, note: ExportNote, set: ExportSet, names: Names): void {
  const { annotation, tags, targets } = note
  const { id, replyTo } = annotation
  const parent = replyTo === undefined ? undefined : set.notes.find((other) => other.annotation.id === replyTo)
  const isBelow =
    parent !== undefined && JSON.stringify(parent.annotation.targets) === JSON.stringify(annotation.targets)
  const places = isBelow ? [] : targets.map((target, index) => pointer(target, id, index, names))
  xml.open('annotation', {
    'xml:id': noteId(id),
    motivation: motivationOf[annotation.kind],
    target: [
      ...(replyTo === undefined ? [] : [parent ? `#${noteId(replyTo)}` : `urn:uuid:${replyTo}`]),
      ...places,
    ].join(' '),
    ana: tags.length === 0 ? undefined : tags.map((tag) => `#${tagId(tag.id)}`).join(' '),
    rend: annotation.colour === null ? undefined : `colour-${annotation.colour}`,
  })
  if (set.author !== '') {
    xml.open('respStmt')
    xml.text('resp', 'creator')
    xml.text('persName', set.author)
    xml.close()
  }
  xml.open('revisionDesc')
  xml.empty('change', { status: 'created', when: annotation.created })
  xml.empty('change', { status: 'modified', when: annotation.updated })
  xml.close()
  if (!isBelow) {
    for (const { target, source, range } of targets) {
      if (target.kind !== 'text') continue
      const isPlaced = source && range
      xml.text('note', isPlaced ? source.model.text.slice(range.start, range.end) : target.exact, { type: 'quote' })
      if (!isPlaced) {
        xml.text('note', target.prefix, { type: 'prefix' })
        xml.text('note', target.suffix, { type: 'suffix' })
      }
    }
  }
  if (annotation.note !== '') xml.text('note', annotation.note, { 'xml:space': 'preserve' })
  xml.close()
}

/** Regions of pages as zones of surfaces, in the page's own units. */
function writeZones(xml: XmlWriter, notes: readonly ExportNote[]): void {
  const zones = notes.flatMap(({ annotation, targets }) =>
    targets.flatMap(({ target }, index) =>
      target.kind === 'region' ? [{ target, id: zoneId(annotation.id, index) }] : [],
    ),
  )
  if (zones.length === 0) return
  xml.open('facsimile')
  for (const page of [...new Set(zones.map(({ target }) => target.page))].sort((a, b) => a - b)) {
    xml.open('surface', { n: page })
    for (const { target, id } of zones) {
      if (target.page !== page) continue
      const { shape } = target
      if (shape.type === 'rect') {
        xml.empty('zone', { 'xml:id': id, ulx: shape.x, uly: shape.y, lrx: shape.x + shape.w, lry: shape.y + shape.h })
      } else xml.empty('zone', { 'xml:id': id, points: shape.points.map(([x, y]) => `${x},${y}`).join(' ') })
    }
    xml.close()
  }
  xml.close()
}

export function writeTei(set: ExportSet, losses: Losses): string {
  const numbers = new Map(set.sources.map((source, index) => [source, index + 1]))
  const points = new Map(set.sources.map((source) => [source, codePointsOf(source.model.text)]))
  const names: Names = {
    numberOf: (source) => numbers.get(source) ?? 0,
    fromUtf16: (source, offset) => points.get(source)?.fromUtf16(offset) ?? offset,
  }
  const byId = new Map(set.notes.map((note) => [note.annotation.id, note]))
  /** A note lies with the document of its first place, an answer with what it answers. */
  const homeOf = (note: ExportNote, depth = 0): Source | null => {
    const parent = byId.get(note.annotation.replyTo ?? '')
    return parent && depth < 100
      ? homeOf(parent, depth + 1)
      : (note.targets.find(({ source }) => source)?.source ?? null)
  }
  for (const { annotation } of set.notes) {
    if (annotation.foreign?.['w3c'] !== undefined) losses.add('foreign', annotation.id)
    if (saysMoreThanKind(annotation)) losses.add('kind-details', annotation.id)
    if (hasImpossible(annotation.note)) losses.add('letters', annotation.id)
  }
  const homes: (Source | null)[] = [...set.sources]
  if (set.notes.some((note) => homeOf(note) === null) || homes.length === 0) homes.push(null)

  const xml = createXmlWriter()
  const isCorpus = homes.length > 1
  if (isCorpus) {
    xml.open('teiCorpus', { xmlns: NAMESPACE })
    writeHeader(xml, null, set, true)
  }
  homes.forEach((source, index) => {
    const notes = set.notes.filter((note) => homeOf(note) === source)
    const number = source ? names.numberOf(source) : index + 1
    xml.open('TEI', { xmlns: isCorpus ? undefined : NAMESPACE, 'xml:id': `d${number}` })
    writeHeader(xml, source, set, !isCorpus)
    writeZones(xml, notes)
    xml.open('standOff')
    if (notes.length > 0) {
      xml.open('listAnnotation')
      for (const note of notes) writeAnnotation(xml, note, set, names)
      xml.close()
    }
    if (index === 0 && set.links.length > 0) writeLinks(xml, set, byId, names)
    xml.close()
    if (source) {
      const { text } = source.model
      if (hasImpossible(text)) losses.add('letters', null)
      xml.open('text', { 'xml:lang': source.model.lang })
      xml.open('body')
      xml.text('ab', text, { 'xml:id': `t${number}`, 'xml:space': 'preserve' })
      xml.close()
      xml.close()
    }
    xml.close()
  })
  if (isCorpus) xml.close()
  return xml.toString()
}

function writeLinks(xml: XmlWriter, set: ExportSet, notes: ReadonlyMap<string, ExportNote>, names: Names): void {
  const end = (id: string) => {
    if (notes.has(id)) return `#${noteId(id)}`
    const source = set.sources.find(({ summary }) => summary.id === id)
    return source ? `#d${names.numberOf(source)}` : `urn:avots:document:${id}`
  }
  xml.open('linkGrp')
  for (const { id, from, to, type } of set.links) {
    xml.empty('link', { 'xml:id': `l-${id}`, target: `${end(from)} ${end(to)}`, n: type || undefined })
  }
  xml.close()
}
