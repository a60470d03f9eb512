/** Sources of an archive in open formats (Markdown, TEI, CSL-JSON with side files) to the content that is sealed. */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import * as v from 'valibot'
import {
  type Agent,
  AppError,
  type Citation,
  type DocumentModel,
  documentTypeSchema,
  localTextSchema,
  type Metadata,
  multilingualSchema,
  personSchema,
  placeSchema,
  type Registers,
} from '#shared/contract'
import { parseEdtf } from '#shared/domain/dates'
import { byUtf8 } from '../../byte-order'
import { type Extractor, readCitations } from '../../documents'
import type { ArchiveContent, NewDocument } from '../content'
import { notebookSourceSchema, resolveNotebook } from './notebook'

const license = v.strictObject({ text: v.string(), uri: v.optional(v.string()) })

const archiveSourceSchema = v.strictObject({
  id: v.string(),
  title: multilingualSchema,
  description: multilingualSchema,
  language: v.string(),
  created: v.pipe(v.string(), v.isoDate()),
  modified: v.optional(v.pipe(v.string(), v.isoDate())),
  license,
})

const keyed = v.strictObject({ key: v.string(), role: v.optional(v.string()), name: v.optional(v.string()) })

const metaSchema = v.strictObject({
  title: localTextSchema,
  alternativeTitles: v.optional(v.array(localTextSchema)),
  type: documentTypeSchema,
  genre: v.optional(v.string()),
  subjects: v.optional(v.array(v.string())),
  work: v.optional(v.string()),
  languages: v.pipe(v.array(v.string()), v.minLength(1)),
  date: v.optional(v.strictObject({ edtf: v.string(), display: v.optional(v.string()) })),
  places: v.optional(v.array(keyed), []),
  persons: v.optional(v.array(keyed), []),
  creators: v.optional(
    v.array(v.strictObject({ name: v.string(), role: v.optional(v.string()), key: v.optional(v.string()) })),
    [],
  ),
  description: v.optional(v.string()),
  original: v.optional(v.string()),
  repository: v.optional(v.string()),
  rights: v.optional(license),
  sourceUrl: v.optional(v.string()),
  archivedUrl: v.optional(v.string()),
  accessed: v.optional(v.string()),
  sources: v.optional(v.array(v.string())),
})
type Meta = v.InferOutput<typeof metaSchema>

const sourceFile = /^(.+?)\.(md|xml|csl\.json|txt)$/

function problem(file: string, sentence: string): AppError {
  return new AppError('bad-request', `${file}: ${sentence}`, { file })
}

async function readJson<T extends v.GenericSchema>(
  folder: string,
  file: string,
  schema: T,
): Promise<{ value: v.InferOutput<T>; bytes: Buffer }> {
  const bytes = await readFile(join(folder, file)).catch((cause: unknown) => {
    throw new AppError('not-found', `${file}: the file is missing.`, { file }, { cause })
  })
  let raw: unknown
  try {
    raw = JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    throw problem(file, `it is not JSON (${cause instanceof Error ? cause.message : 'unknown'}).`)
  }
  const parsed = v.safeParse(schema, raw)
  if (!parsed.success) {
    const issue = parsed.issues[0]
    throw problem(file, `at "${v.getDotPath(issue) ?? 'the top'}": ${issue.message}.`)
  }
  return { value: parsed.output, bytes }
}

/** `{ key, role }` to a name through the register; an unknown key stops the build. */
function resolve(
  file: string,
  what: 'persons' | 'places',
  entries: Meta['persons'],
  registers: Registers,
  language: string,
): Agent[] {
  return entries.map(({ key, role, name }) => {
    const entry = registers[what].find((one) => one.key === key)
    if (!entry) throw problem(file, `the key "${key}" is not in registers/${what}.json.`)
    return {
      name: name ?? entry.names[language] ?? entry.names['en'] ?? Object.values(entry.names)[0] ?? key,
      key,
      ...(role === undefined ? {} : { role }),
    }
  })
}

function metadataOf(file: string, meta: Meta, registers: Registers): Metadata {
  // `mul` names no language: the title's is the one that the lists are shown in.
  const [first = ''] = meta.languages
  const language = first === 'mul' ? meta.title.lang : first
  if (meta.date && !parseEdtf(meta.date.edtf)) throw problem(file, `"${meta.date.edtf}" is not an EDTF date.`)
  for (const source of meta.sources ?? []) {
    if (!registers.citations.some((citation) => citation.id === source)) {
      throw problem(file, `the source "${source}" is in no list of citations.`)
    }
  }
  const metadata: Metadata = {
    title: meta.title,
    ...(meta.alternativeTitles ? { alternativeTitles: meta.alternativeTitles } : {}),
    creators: meta.creators.map(({ name, role, key }) => ({
      name,
      ...(key ? { key } : {}),
      ...(role ? { role } : {}),
    })),
    ...(meta.date
      ? { date: { edtf: meta.date.edtf, ...(meta.date.display ? { display: meta.date.display } : {}) } }
      : {}),
    places: resolve(file, 'places', meta.places, registers, language),
    persons: resolve(file, 'persons', meta.persons, registers, language),
    languages: meta.languages,
    type: meta.type,
    ...(meta.genre ? { genre: meta.genre } : {}),
    ...(meta.subjects ? { subjects: meta.subjects } : {}),
    ...(meta.work ? { work: meta.work } : {}),
    ...(meta.description ? { description: meta.description } : {}),
    ...(meta.original ? { original: meta.original } : {}),
    ...(meta.repository ? { repository: meta.repository } : {}),
    ...(meta.rights
      ? { rights: { text: meta.rights.text, ...(meta.rights.uri ? { uri: meta.rights.uri } : {}) } }
      : {}),
    ...(meta.sourceUrl ? { sourceUrl: meta.sourceUrl } : {}),
    ...(meta.archivedUrl ? { archivedUrl: meta.archivedUrl } : {}),
    ...(meta.accessed ? { accessed: meta.accessed } : {}),
    ...(meta.sources ? { sources: meta.sources } : {}),
    origins: {},
  }
  const filled = Object.entries(metadata).filter(
    ([field, value]) => field !== 'origins' && !(Array.isArray(value) && value.length === 0),
  )
  metadata.origins = Object.fromEntries(filled.map(([field]) => [field, 'imported-record' as const]))
  return metadata
}

/** Marks of a text may name register keys; one that is not there stops the build. */
function checkMarks(file: string, model: DocumentModel, registers: Registers): void {
  for (const { kind, target } of model.marks) {
    if (target === undefined) continue
    if (kind === 'person' && !registers.persons.some(({ key }) => key === target)) {
      throw problem(file, `the person "${target}" is not in registers/persons.json.`)
    }
    if (kind === 'place' && !registers.places.some(({ key }) => key === target)) {
      throw problem(file, `the place "${target}" is not in registers/places.json.`)
    }
    if (kind === 'date' && !parseEdtf(target)) throw problem(file, `"${target}" is not an EDTF date.`)
  }
}

/** Plain copies of validated entries, without members that are absent. */
const compact = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T

/**
 * Reads a folder with `archive.json`, `registers/{persons,places}.json`, `documents/<name>.{md,xml,csl.json}` with
 * `<name>.meta.json` beside each, and `notebook.json` if there. Documents come in the order of their names. Throws
 * AppError that names the file.
 */
export async function readSources(folder: string, extractor: Extractor): Promise<ArchiveContent> {
  const { value: archive } = await readJson(folder, 'archive.json', archiveSourceSchema)
  const { value: persons } = await readJson(folder, 'registers/persons.json', v.array(personSchema))
  const { value: places } = await readJson(folder, 'registers/places.json', v.array(placeSchema))
  const names = (await readdir(join(folder, 'documents'))).sort(byUtf8)
  const sources = names.filter((name) => sourceFile.test(name) && !name.endsWith('.meta.json'))
  for (const name of names) {
    if (!sources.includes(name) && !name.endsWith('.meta.json'))
      throw problem(`documents/${name}`, 'the file is of no known kind.')
  }
  const citations: Citation[] = []
  for (const name of sources.filter((one) => one.endsWith('.csl.json'))) {
    const bytes = await readFile(join(folder, 'documents', name))
    citations.push(...(await readCitations(bytes, { fileName: `documents/${name}` })))
  }
  const registers: Registers = { persons: persons.map(compact), places: places.map(compact), citations }

  const time = `${archive.modified ?? archive.created}T00:00:00.000Z`
  const models = new Map<string, DocumentModel>()
  const documents: NewDocument[] = []
  for (const name of sources) {
    const stem = sourceFile.exec(name)?.[1] ?? name
    const metaFile = `documents/${stem}.meta.json`
    const { value: meta, bytes: record } = await readJson(folder, metaFile, metaSchema)
    const metadata = metadataOf(metaFile, meta, registers)
    const bytes = await readFile(join(folder, 'documents', name))
    const [language = ''] = metadata.languages
    const { model, storedExtension } = await extractor.extract(bytes, {
      fileName: basename(name),
      lang: language === 'mul' ? metadata.title.lang : language,
      title: metadata.title.text,
    })
    checkMarks(`documents/${name}`, model, registers)
    models.set(stem, model)
    documents.push({
      original: bytes,
      fileName: name,
      storedExtension,
      metadata,
      editions: [{ model, importedAt: time }],
      record: { bytes: record, extension: 'json' },
    })
  }
  if (documents.length === 0) throw problem('documents', 'there is no document to seal.')

  const hasNotebook = (await readdir(folder)).includes('notebook.json')
  const notebook = hasNotebook
    ? resolveNotebook((await readJson(folder, 'notebook.json', notebookSourceSchema)).value, archive.id, models, time)
    : undefined
  return {
    id: archive.id,
    title: archive.title,
    description: archive.description,
    language: archive.language,
    created: archive.created,
    ...(archive.modified ? { modified: archive.modified } : {}),
    license: { text: archive.license.text, ...(archive.license.uri ? { uri: archive.license.uri } : {}) },
    registers,
    documents,
    ...(notebook ? { notebook } : {}),
  }
}
