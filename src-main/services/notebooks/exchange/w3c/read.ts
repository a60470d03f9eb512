/** Web Annotations of anyone's: one, a list, a page, a collection, or records of Hypothesis. */
import { colours, type Colour } from '#shared/contract'
import { plainText } from '../html-text'
import {
  checkCount,
  type ForeignLink,
  type ForeignNote,
  type ForeignTag,
  type ForeignTarget,
  type ReadNotes,
  type RefusedNote,
  wordsOf,
} from '../format'
import { instantOf } from '../identity'
import type { Losses } from '../losses'
import { fromHypothesis, isHypothesis } from './hypothesis'
import { setRight } from './mend'
import { annotationFault, hasContext, isIri } from './rules'
import { readSelectors } from './selectors'
import { DOCUMENT, hasType, isObject, type Json, kindOf, listOf, own, setTypes, textOf } from './terms'
import type { ForeignW3c } from './write'

/** Members of an annotation that have a place in a note of ours. */
const known = new Set([
  '@context',
  'id',
  'type',
  'created',
  'modified',
  'motivation',
  'body',
  'bodyValue',
  'target',
  own.colour,
  own.answered,
  own.correction,
  own.link,
  own.target,
  own.state,
  own.tag,
])

interface Found {
  value: unknown
  inContext: boolean
}

/** All that may be annotations, in order, and the tags that a collection of ours lists. */
function annotationsIn(value: unknown, losses: Losses, inContext = false): { found: Found[]; tags: unknown[] } {
  const below = (values: readonly unknown[], context: boolean) => {
    checkCount(values.length)
    const parts = values.map((one) => annotationsIn(one, losses, context))
    return { found: parts.flatMap(({ found }) => found), tags: parts.flatMap(({ tags }) => tags) }
  }
  if (Array.isArray(value)) return below(value, inContext)
  if (!isObject(value)) return { found: [{ value, inContext }], tags: [] }
  const context = inContext || hasContext(value)
  const isCollection = hasType(value, 'AnnotationCollection')
  const isPage = hasType(value, 'AnnotationPage')
  if (isCollection || isPage) {
    if (isCollection && typeof value['first'] === 'string') losses.add('page-elsewhere', null)
    if (isPage && typeof value['next'] === 'string') losses.add('page-elsewhere', null)
    const pages = isCollection ? listOf(value['first']).filter(isObject) : []
    const { found, tags } = below([...listOf(value['items']), ...pages], context)
    return {
      found: found.filter((one) => isObject(one.value) || !isIri(one.value)),
      tags: [...tags, ...listOf(value[own.tags])],
    }
  }
  if (hasType(value, 'Annotation')) return { found: [{ value, inContext }], tags: [] }
  for (const name of ['rows', 'annotations', '@graph', 'items']) {
    if (Array.isArray(value[name])) return below(value[name], context)
  }
  return { found: [{ value, inContext }], tags: [] }
}

const idIri = (value: unknown): string => {
  const one = Array.isArray(value) ? (value as unknown[])[0] : value
  return typeof one === 'string' ? one : isObject(one) ? (textOf(one['id']) ?? '') : ''
}

function resourceName(resource: unknown): string {
  return typeof resource === 'string' ? resource : isObject(resource) ? (textOf(resource['id']) ?? '') : ''
}

function targetsOf(value: unknown): ForeignTarget[] {
  return listOf(value).flatMap((target): ForeignTarget[] => {
    if (isObject(target) && hasType(target, ...setTypes)) return targetsOf(target['items'])
    const isSpecific = isObject(target) && 'source' in target
    const name = resourceName(isSpecific ? target['source'] : target)
    const hash = name.indexOf('#')
    const selectors = isSpecific ? listOf(target['selector']) : []
    const titles = isObject(target)
      ? [target['dc:title'], target['title'], target['label']].flatMap((one) => textOf(one) ?? [])
      : []
    const place = readSelectors(selectors, hash < 0 ? '' : name.slice(hash + 1))
    return [{ source: { names: [name, ...titles] }, place }]
  })
}

/** True where a target or a body says nothing that our own export would not say just so. */
function isOurs(target: unknown): boolean {
  return listOf(target).every((one) => {
    if (typeof one === 'string') return one.startsWith(DOCUMENT) || one.startsWith('urn:uuid:')
    if (!isObject(one)) return false
    const names = new Set(['type', 'source', 'selector', own.state])
    return Object.keys(one).every((name) => names.has(name)) && String(one['source']).startsWith(DOCUMENT)
  })
}

interface Bodies {
  note: string
  tags: { name: string; key: string | null }[]
  others: unknown[]
  /** Everything is a note of ours in Markdown, or a tag by its name. */
  plain: boolean
}

function readBodies(annotation: Json): Bodies {
  const words: string[] = []
  const bodies: Bodies = { note: '', tags: [], others: [], plain: annotation['bodyValue'] === undefined }
  const simple = new Set(['type', 'value', 'format', 'purpose', own.tag])
  for (const body of listOf(annotation['body'])) {
    const value = isObject(body) && !('source' in body) ? body['value'] : undefined
    if (!isObject(body) || typeof value !== 'string') {
      bodies.others.push(body)
      bodies.plain = false
      continue
    }
    const format = textOf(body['format'])
    if (!Object.keys(body).every((name) => simple.has(name)) || textOf(body['type']) !== 'TextualBody')
      bodies.plain = false
    if (listOf(body['purpose']).includes('tagging')) {
      if (value.trim() !== '') bodies.tags.push({ name: value, key: textOf(body[own.tag]) ?? null })
      continue
    }
    if (format !== 'text/markdown' || words.length > 0) bodies.plain = false
    words.push(format?.includes('html') ? plainText(value) : value)
  }
  const bodyValue = idIri(annotation['bodyValue'])
  if (annotation['bodyValue'] !== undefined) words.push(bodyValue)
  bodies.note = words.filter((word) => word.trim() !== '').join('\n\n')
  return bodies
}

function readAnnotation(annotation: Json, tags: Map<string, ForeignTag>, losses: Losses): ForeignNote {
  const id = idIri(annotation['id'])
  const motivation = annotation['motivation']
  const kind = kindOf(motivation)
  const bodies = readBodies(annotation)
  const target = annotation['target']
  const all = listOf(target)
  const isAnswered = (one: unknown) =>
    !(isObject(one) && ('source' in one || 'items' in one)) && !resourceName(one).startsWith(DOCUMENT)
  const replyTo = kind === 'reply' ? resourceName(all.find(isAnswered)) || undefined : undefined
  const rest = replyTo === undefined ? all : all.filter((one) => resourceName(one) !== replyTo)
  const ours = listOf(annotation[own.target])
  const members = Object.fromEntries(Object.entries(annotation).filter(([name]) => !known.has(name)))
  const isSimple = isOurs(target) || (kind === 'reply' && rest.every(isOurs))
  const foreign: ForeignW3c = {
    ...(/^urn:uuid:/i.test(id) ? {} : { id }),
    ...(annotation['type'] === 'Annotation' ? {} : { type: annotation['type'] }),
    ...(isSimple ? {} : { target }),
    ...(Object.keys(members).length === 0 ? {} : { members }),
  }
  const isStandard = typeof motivation === 'string' && kind !== undefined && motivation !== 'describing'
  const isOurNote =
    isStandard && bodies.plain && Object.keys(foreign).every((name) => name === 'members') && onlyCreator(members)
  if (bodies.others.length > 0) losses.add('body-kept', id)
  const tagKeys = bodies.tags.map(({ name, key }) => {
    const tag = key ?? `w3c:${name}`
    if (!tags.has(tag)) tags.set(tag, { key: tag, parent: '', name })
    return tag
  })
  const colour = annotation[own.colour]
  return {
    key: id,
    targets: targetsOf(ours.length > 0 ? ours : rest),
    kind,
    colour: isOurNote || own.colour in annotation ? asColour(colour) : undefined,
    tags: tagKeys,
    note: bodies.note,
    answered: isOurNote && kind === 'question' ? annotation[own.answered] === true : undefined,
    correction: textOf(annotation[own.correction]),
    replyTo,
    created: instantOf(idIri(annotation['created'])),
    updated: instantOf(idIri(annotation['modified'])),
    ...(isOurNote
      ? // Somebody made it, perhaps somebody else: the name goes along.
        Object.keys(members).length === 0
        ? {}
        : { foreign: { members } }
      : {
          foreign: {
            ...foreign,
            ...(motivation === undefined ? {} : { motivation }),
            ...(annotation['body'] === undefined ? {} : { body: annotation['body'] }),
            ...(annotation['bodyValue'] === undefined ? {} : { bodyValue: annotation['bodyValue'] }),
            ...(bodies.others.length === 0 ? {} : { otherBodies: bodies.others }),
            note: bodies.note,
            tagNames: bodies.tags.map(({ name }) => name),
          },
        }),
  }
}

/** A notebook of ours names its author, which is no news. */
const onlyCreator = (members: Json) =>
  Object.keys(members).every((name) => name === 'creator') &&
  (members['creator'] === undefined || hasOnlyName(members['creator']))
const hasOnlyName = (creator: unknown) =>
  isObject(creator) && Object.keys(creator).every((name) => name === 'type' || name === 'name')

const asColour = (value: unknown): Colour | null => colours.find((colour) => colour === value) ?? null

/** The link that an annotation is: between two notes, two documents, or one and the other; null for anything else. */
function linkOf(annotation: Json, ids: ReadonlySet<string>): ForeignLink | null {
  const from = resourceName(annotation['target'])
  const to = resourceName(annotation['body'])
  if (kindOf(annotation['motivation']) !== 'link' || from === '' || to === '') return null
  const isEnd = (iri: string) => ids.has(iri) || iri.startsWith(DOCUMENT) || iri.startsWith('urn:uuid:')
  if (!(own.link in annotation) && !(isEnd(from) && isEnd(to))) return null
  return {
    key: idIri(annotation['id']),
    from,
    to,
    type: textOf(annotation[own.link]) ?? '',
    created: instantOf(idIri(annotation['created'])),
    updated: instantOf(idIri(annotation['modified'])),
  }
}

function wordsOfBad(value: unknown): string {
  if (!isObject(value)) return wordsOf('', JSON.stringify(value) ?? '')
  const selector = listOf(value['target'])
    .filter(isObject)
    .flatMap((target) => listOf(target['selector']))
    .filter(isObject)
  const exact = selector.map((one) => textOf(one['exact'])).find((one) => one !== undefined)
  return wordsOf(exact ?? '', readBodies(value).note)
}

/** `value` is what the JSON of the file says. */
export function readWebAnnotations(value: unknown, losses: Losses): ReadNotes {
  const { found, tags: listed } = annotationsIn(value, losses)
  const tags = new Map<string, ForeignTag>()
  for (const tag of listed.filter(isObject)) {
    const key = textOf(tag['id'])
    const name = textOf(tag['name'])
    if (key === undefined || name === undefined) continue
    const colour = tag['colour']
    tags.set(key, {
      key,
      parent: textOf(tag['parent']) ?? '',
      name,
      colour: asColour(colour),
      note: textOf(tag['note']) ?? '',
    })
  }
  const ids = new Set(found.map((one) => (isObject(one.value) ? idIri(one.value['id']) : '')))
  const links: ForeignLink[] = []
  const notes: (ForeignNote | RefusedNote)[] = []
  for (const one of found) {
    const said = isHypothesis(one.value) ? fromHypothesis(one.value) : one.value
    const annotation = isObject(said) ? setRight(said) : said
    const fault = annotationFault(annotation, one.inContext)
    if (fault || !isObject(annotation)) {
      const key = isObject(annotation) ? idIri(annotation['id']) : ''
      const { code, details } = fault ?? { code: 'w3c-object', details: {} }
      notes.push({ key: key === '' ? null : key, words: wordsOfBad(annotation), code, details })
      continue
    }
    if (annotation !== said) losses.add('purpose-moved', idIri(annotation['id']))
    const link = linkOf(annotation, ids)
    if (link) links.push(link)
    else notes.push(readAnnotation(annotation, tags, losses))
  }
  return { notes, tags: [...tags.values()].filter((tag) => tag.name.trim() !== ''), links }
}
