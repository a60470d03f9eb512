/** Other people's views of what the crate says: Dublin Core and CSL-JSON per document, Web Annotations of the notes. */
import type { Agent, Annotation, Citation, Metadata, Registers, SealedNotebook } from '#shared/contract'
import { present, stableJson } from './graph'

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const xml = (text: string) => text.replace(/[&<>]/g, (sign) => escapes[sign] ?? sign)

/** What somebody did who helped a text into being, but is not its creator (DCMI: contributor). */
const contributing = new Set(['editor', 'translator', 'compiler'])

/**
 * How the people of a record are told apart. `sealed`: all creators alike, as archives of version 1 have them, for the
 * same content gives the same bag. `byRole`: by what they did, for other programs.
 */
type People = 'sealed' | 'byRole'

/** What a view is made of. */
interface Described {
  id: string
  metadata: Metadata
  mediaType: string
}

/** Elements of simple Dublin Core, one a line. */
function elementsOf({ id, metadata, mediaType }: Described, people: People, indent: string): string {
  const lines: string[] = []
  const add = (name: string, value: string | undefined, lang = '') => {
    if (value === undefined || value === '') return
    lines.push(`${indent}<dc:${name}${lang ? ` xml:lang="${xml(lang)}"` : ''}>${xml(value)}</dc:${name}>`)
  }
  add('identifier', id)
  add('title', metadata.title.text, metadata.title.lang)
  for (const title of metadata.alternativeTitles ?? []) add('title', title.text, title.lang)
  for (const { name, role = '' } of metadata.creators)
    add(people === 'byRole' && contributing.has(role) ? 'contributor' : 'creator', name)
  add('date', metadata.date?.edtf)
  for (const place of metadata.places) add('coverage', place.name)
  for (const subject of metadata.subjects ?? []) add('subject', subject)
  for (const person of metadata.persons) add('subject', person.name)
  for (const language of metadata.languages) add('language', language)
  add('type', metadata.type)
  add('format', mediaType)
  add('description', metadata.description)
  add('source', metadata.sourceUrl ?? metadata.original)
  add('rights', metadata.rights && [metadata.rights.text, metadata.rights.uri].filter(Boolean).join(', '))
  return lines.join('\n')
}

const xmlHead = '<?xml version="1.0" encoding="UTF-8"?>'
const dcNamespace = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'

/** Simple Dublin Core in XML (the crosswalk of formats.md section 8). */
export function dublinCore(described: Described, people: People): string {
  return `${xmlHead}\n<metadata ${dcNamespace}>\n${elementsOf(described, people, '  ')}\n</metadata>\n`
}

/** Dublin Core of several documents: a `metadata` element for each, as it is where it stands alone. */
export function dublinCoreList(documents: readonly Described[]): string {
  const records = documents.map((one) => `  <metadata>\n${elementsOf(one, 'byRole', '    ')}\n  </metadata>`)
  return `${xmlHead}\n<records ${dcNamespace}>\n${records.join('\n')}\n</records>\n`
}

/** People of a role as CSL has them; a name is kept whole, for where its parts end differs by language. */
function cslNames(agents: readonly Agent[], isWanted: (role: string) => boolean): { literal: string }[] | undefined {
  const wanted = agents.filter(({ role }) => isWanted(role ?? ''))
  return wanted.length > 0 ? wanted.map(({ name }) => ({ literal: name })) : undefined
}

/** The document as a citation record in CSL-JSON. */
export function cslOf(id: string, metadata: Metadata, people: People): Citation {
  const parts = metadata.date?.edtf
    .match(/^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?[?~%]?$/)
    ?.slice(1)
    .filter(Boolean)
    .map(Number)
  const { creators, persons, subjects = [] } = metadata
  const isByRole = people === 'byRole'
  return {
    id,
    type: 'document',
    title: metadata.title.text,
    ...present({
      author: cslNames(creators, (role) => !isByRole || !['editor', 'translator', 'recipient'].includes(role)),
      editor: cslNames(creators, (role) => isByRole && role === 'editor'),
      translator: cslNames(creators, (role) => isByRole && role === 'translator'),
      recipient: cslNames([...creators, ...persons], (role) => isByRole && role === 'recipient'),
    }),
    ...(metadata.date ? { issued: parts ? { 'date-parts': [parts] } : { raw: metadata.date.edtf } } : {}),
    ...(metadata.languages.length > 0 ? { language: metadata.languages.join(', ') } : {}),
    ...(subjects.length > 0 ? { keyword: subjects.join(subjects.some((one) => one.includes(',')) ? '; ' : ', ') } : {}),
    ...(metadata.genre ? { genre: metadata.genre } : {}),
    ...(metadata.description ? { abstract: metadata.description } : {}),
    ...(metadata.repository ? { archive: metadata.repository } : {}),
    ...(metadata.callNumber ? { 'call-number': metadata.callNumber } : {}),
    ...(metadata.sourceUrl ? { URL: metadata.sourceUrl } : {}),
  }
}

/** The document as one citation record, as the file in an archive. */
export const cslRecord = (id: string, metadata: Metadata): string => stableJson([cslOf(id, metadata, 'sealed')])

/** The notes as a W3C annotation page; each quotes its passage and names its text by path and hash. */
export function webAnnotations(
  notebook: SealedNotebook,
  textOf: (editionId: string) => { path: string; sha256: string } | null,
): string {
  const tags = new Map(notebook.tags.map((tag) => [tag.id, tag.name]))
  const annotation = (one: Annotation) => ({
    id: `urn:uuid:${one.id}`,
    type: 'Annotation',
    motivation: one.note === '' ? 'highlighting' : 'commenting',
    created: one.created,
    modified: one.updated,
    body: [
      ...(one.note === ''
        ? []
        : [{ type: 'TextualBody', purpose: 'commenting', format: 'text/markdown', value: one.note }]),
      ...one.tagIds.flatMap((id) => {
        const value = tags.get(id)
        return value === undefined ? [] : [{ type: 'TextualBody', purpose: 'tagging', value }]
      }),
    ],
    target: one.targets.flatMap((target) => {
      const source = textOf(target.editionId)
      if (!source) return []
      const state = [{ type: 'State', 'http://schema.org/sha256': source.sha256 }]
      if (target.kind !== 'text') return [{ type: 'SpecificResource', source: `../${source.path}`, state }]
      return [
        {
          type: 'SpecificResource',
          source: `../${source.path}`,
          state,
          selector: [
            { type: 'TextQuoteSelector', exact: target.exact, prefix: target.prefix, suffix: target.suffix },
            { type: 'TextPositionSelector', start: target.start, end: target.end },
          ],
        },
      ]
    }),
  })
  return stableJson({
    '@context': 'http://www.w3.org/ns/anno.jsonld',
    id: 'notebook.jsonld',
    type: 'AnnotationPage',
    items: notebook.annotations.filter((one) => one.deletedAt === null).map(annotation),
  })
}

/** All citation records of the archive, for programs that manage references. */
export const citationList = (registers: Registers) => stableJson(registers.citations)
