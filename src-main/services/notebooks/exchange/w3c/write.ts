/** Notes as a Web Annotation collection with one page. */
import type { Annotation, Link } from '#shared/contract'
import { correctionOf, sameJson } from '#shared/domain/records'
import { codePointsOf, type CodePoints } from '../code-points'
import { type ExportNote, type ExportSet, type ExportTarget, type Source } from '../format'
import { idOf } from '../identity'
import { annotationFault } from './rules'
import { regionSelector } from './selectors'
import { contexts, DOCUMENT, isObject, type Json, kindOf, motivationOf, own } from './terms'

const iriOf = (id: string) => `urn:uuid:${id}`

/** One instance for one text, however many notes stand in it. */
export function createCounter(): (source: Source) => CodePoints {
  const known = new Map<Source, CodePoints>()
  return (source) => {
    const points = known.get(source) ?? codePointsOf(source.model.text)
    known.set(source, points)
    return points
  }
}

/** The document, and the edition for which position and quote are true, by the hash of its text (RFC 8141, q-component). */
function documentIri(documentId: string, sha256?: string): string {
  if (!/^[\w.-]+$/.test(documentId)) return documentId
  return `${DOCUMENT}${documentId}${sha256 === undefined ? '' : `?=sha256=${sha256}`}`
}

function targetJson(
  { target, source, range, state }: ExportTarget,
  pointsOf: (source: Source) => CodePoints,
): Json | string {
  if (target.kind === 'document') return documentIri(target.docId)
  if (target.kind === 'region') {
    return { type: 'SpecificResource', source: documentIri(target.docId), selector: regionSelector(target) }
  }
  const edition = source?.summary.editions.find(({ id }) => id === target.editionId)
  const text = source?.model.text ?? ''
  const words = range && { exact: text.slice(range.start, range.end) }
  const isMade = words?.exact === target.exact
  const quote = {
    type: 'TextQuoteSelector',
    exact: words?.exact ?? target.exact,
    // Around the same words in another edition there may be others.
    prefix: isMade || !range ? target.prefix : text.slice(Math.max(0, range.start - target.prefix.length), range.start),
    suffix: isMade || !range ? target.suffix : text.slice(range.end, range.end + target.suffix.length),
  }
  if (!range || !source) {
    const iri = documentIri(target.docId, edition?.sha256)
    return { type: 'SpecificResource', source: iri, selector: [quote], [own.state]: state }
  }
  const points = pointsOf(source)
  const position = {
    type: 'TextPositionSelector',
    start: points.fromUtf16(range.start),
    end: points.fromUtf16(range.end),
  }
  return {
    type: 'SpecificResource',
    source: documentIri(target.docId, source.edition.sha256),
    selector: [quote, position],
  }
}

const oneOrAll = <T>(values: readonly T[]): T | readonly T[] =>
  values.length === 1 && values[0] !== undefined ? values[0] : values

function bodiesOf({ annotation, tags }: ExportNote): Json[] {
  const note = {
    type: 'TextualBody',
    value: annotation.note,
    format: 'text/markdown',
    purpose: annotation.kind === 'highlight' ? 'commenting' : motivationOf[annotation.kind],
  }
  return [
    ...(annotation.note === '' ? [] : [note]),
    ...tags.map((tag) => ({ type: 'TextualBody', value: tag.name, purpose: 'tagging', [own.tag]: iriOf(tag.id) })),
  ]
}

/** What a note from another program was, as `read` keeps it. */
export interface ForeignW3c {
  id?: string
  type?: unknown
  motivation?: unknown
  /** As it was, with what we made of it: while that is unchanged, it goes back as it came. */
  body?: unknown
  bodyValue?: unknown
  /** Present where body and motivation are not as we write them. */
  note?: string
  tagNames?: string[]
  /** Bodies that are neither words nor tags. */
  otherBodies?: unknown[]
  target?: unknown
  members?: Json
}

const foreignOf = ({ foreign }: Annotation): ForeignW3c | null => {
  const kept = foreign?.['w3c']
  return isObject(kept) ? kept : null
}

function bodyMembers(note: ExportNote, foreign: ForeignW3c | null): Json {
  const { annotation, tags } = note
  const names = tags.map(({ name }) => name)
  if (foreign?.note !== undefined && annotation.note === foreign.note && sameJson(names, foreign.tagNames ?? [])) {
    if (foreign.bodyValue !== undefined) return { bodyValue: foreign.bodyValue }
    return foreign.body === undefined ? {} : { body: foreign.body }
  }
  const bodies = [...bodiesOf(note), ...(foreign?.otherBodies ?? [])]
  return bodies.length === 0 ? {} : { body: oneOrAll(bodies) }
}

function motivationMember({ kind }: Annotation, foreign: ForeignW3c | null): Json {
  if (foreign?.note !== undefined && (kindOf(foreign.motivation) ?? kind) === kind) {
    return foreign.motivation === undefined ? {} : { motivation: foreign.motivation }
  }
  return { motivation: motivationOf[kind] }
}

function annotationJson(
  note: ExportNote,
  set: ExportSet,
  iris: ReadonlyMap<string, string>,
  pointsOf: (source: Source) => CodePoints,
): Json {
  const { annotation } = note
  const { id, colour, created, updated, replyTo } = annotation
  const foreign = foreignOf(annotation)
  const correction = correctionOf(annotation)
  const places = note.targets.map((target) => targetJson(target, pointsOf))
  const parent = set.notes.find((other) => other.annotation.id === replyTo)
  // An answer stands where its note stands, unless it says otherwise.
  const isBelow = replyTo !== undefined && (!parent || sameJson(parent.annotation.targets, annotation.targets))
  const targets = replyTo === undefined ? places : [iris.get(replyTo) ?? iriOf(replyTo), ...(isBelow ? [] : places)]
  const isPlaced = note.targets.some(({ source }) => source !== null)
  return {
    '@context': contexts,
    id: iris.get(id) ?? iriOf(id),
    type: foreign?.type ?? 'Annotation',
    created,
    modified: updated,
    ...(set.author === '' || foreign?.note !== undefined ? {} : { creator: { type: 'Person', name: set.author } }),
    ...motivationMember(annotation, foreign),
    ...bodyMembers(note, foreign),
    ...(foreign?.target === undefined
      ? { target: oneOrAll(targets) }
      : { target: foreign.target, ...(isPlaced && replyTo === undefined ? { [own.target]: places } : {}) }),
    ...(colour === null ? {} : { [own.colour]: colour }),
    ...(annotation.kind === 'question' && annotation.answered ? { [own.answered]: true } : {}),
    ...(correction === undefined ? {} : { [own.correction]: correction }),
    ...foreign?.members,
  }
}

function linkJson({ id, from, to, type, created, updated }: Link, iris: ReadonlyMap<string, string>): Json {
  const end = (one: string) => iris.get(one) ?? documentIri(one)
  return {
    '@context': contexts,
    id: iriOf(id),
    type: 'Annotation',
    created,
    modified: updated,
    motivation: 'linking',
    body: end(to),
    target: end(from),
    [own.link]: type,
  }
}

/** The collection. Every annotation holds to the rules: what a foreign note kept and what breaks them is left out. */
export function writeCollection(set: ExportSet): Json {
  const pointsOf = createCounter()
  const iris = new Map(
    set.notes.map(({ annotation }) => [annotation.id, foreignOf(annotation)?.id ?? iriOf(annotation.id)]),
  )
  const items = [
    ...set.notes.map((note) => {
      const json = annotationJson(note, set, iris, pointsOf)
      if (!annotationFault(json)) return json
      const { foreign: _foreign, ...plain } = note.annotation
      return annotationJson({ ...note, annotation: plain }, set, iris, pointsOf)
    }),
    ...set.links.map((link) => linkJson(link, iris)),
  ]
  const id = idOf('w3c collection', JSON.stringify(items.map((item) => item['id'])))
  const tags = set.tags.map(({ id, parentId, name, colour, note }) => ({
    id: iriOf(id),
    name,
    ...(parentId === '' ? {} : { parent: iriOf(parentId) }),
    ...(colour === null ? {} : { colour }),
    ...(note === '' ? {} : { note }),
  }))
  return {
    '@context': contexts,
    id: iriOf(id),
    type: 'AnnotationCollection',
    label: 'Avots',
    total: items.length,
    ...(tags.length === 0 ? {} : { [own.tags]: tags }),
    first: { id: `${iriOf(id)}?=page=1`, type: 'AnnotationPage', startIndex: 0, items },
  }
}
