/** What a file says of itself (`meta` of its model, keys as documents/format.ts lists them) as metadata of the archive. */
import { type Agent, type DocumentModel, documentTypes, type Metadata } from '#shared/contract'
import { edtfFrom } from '#shared/domain/dates'

const list = (value: string | string[] | undefined): string[] =>
  (value === undefined ? [] : Array.isArray(value) ? value : [value])
    .map((one) => one.trim())
    .filter((one) => one !== '')

const isUrl = (text: string) => /^https?:\/\/\S+$/i.test(text)

/** Languages as `lv` or `sr-Latn`; anything else is a name that nobody can sort by. */
const isLanguage = (tag: string) => /^[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/.test(tag)

/** The name of a file without its last extension. */
export const titleOf = (fileName: string) => fileName.replace(/(.)\.[^.\s]{1,8}$/, '$1')

/** Metadata of a file of which nothing is known but its name; the title has no origin then. */
export function metadataOfFile(fileName: string, lang?: string): Metadata {
  return {
    title: { text: titleOf(fileName), lang: lang ?? '' },
    creators: [],
    places: [],
    persons: [],
    languages: lang === undefined ? [] : [lang],
    type: 'other',
    origins: lang === undefined ? {} : { languages: 'user' },
  }
}

/**
 * The crosswalk of formats.md section 8. Every field that the file gave has the origin `extracted`; the title is the
 * file's name, without an origin, where it gave none. `lang` is the reader's word for the language, where the file does not say it.
 */
export function metadataOf(model: DocumentModel, fileName: string, lang?: string): Metadata {
  const { meta } = model
  const metadata = metadataOfFile(fileName, lang)
  const take = <K extends keyof Metadata>(field: K, value: Metadata[K] | undefined) => {
    if (value === undefined) return
    metadata[field] = value
    metadata.origins[field] = 'extracted'
  }
  const first = (...keys: string[]) => keys.flatMap((key) => list(meta[key]))[0]

  // The model's language is the reader's where the file says nothing.
  const said = model.lang === lang ? [] : list(model.lang)
  const languages = [...list(meta['languages']), ...list(meta['language']), ...said].filter(isLanguage)
  if (languages.length > 0) take('languages', [...new Set(languages)])
  const isTold = [...list(meta['languages']), ...list(meta['language'])].some(isLanguage)
  if (!isTold && meta['languageFrom'] === 'text') metadata.origins.languages = 'recognised'
  const title = first('title')
  const language = metadata.languages[0] ?? ''
  if (title !== undefined) take('title', { text: title, lang: language })
  else metadata.title.lang = language
  const creators = creatorsOf(meta)
  if (creators.length > 0) take('creators', creators)
  const subjects = subjectsOf(meta)
  if (subjects.length > 0) take('subjects', subjects)
  const date = first('date', 'created')
  if (date !== undefined) take('date', dateOf(date))
  take('description', first('description'))
  const rights = [...list(meta['rights']), ...list(meta['licence']), ...list(meta['licenceUri'])]
  const uri = rights.find(isUrl)
  const words = rights.find((one) => !isUrl(one)) ?? uri
  if (words !== undefined) take('rights', { text: words, ...(uri === undefined ? {} : { uri }) })
  const source = first('source')
  if (source !== undefined) {
    if (isUrl(source)) take('sourceUrl', source)
    else take('original', source)
  }
  const type = documentTypes.find((one) => one === first('type'))
  take('type', type)
  for (const field of ['genre', 'repository', 'callNumber', 'level', 'partOf'] as const) take(field, first(field))
  return metadata
}

/** What a record that came with the file says goes before what the file says of itself. */
export function withRecord(metadata: Metadata, record: Metadata | undefined): Metadata {
  if (!record) return metadata
  const said = Object.entries(record).filter(([field]) => record.origins[field] !== undefined)
  return { ...metadata, ...Object.fromEntries(said), origins: { ...metadata.origins, ...record.origins } }
}

/** Names with what they did; a name without a role is that of the author, or of whoever the file gives. */
function creatorsOf(meta: DocumentModel['meta']): Agent[] {
  const plain = [...list(meta['creators']), ...list(meta['author'])].map((name): Agent => ({ name }))
  const others = (['editor', 'translator'] as const).flatMap((role) =>
    list(meta[role]).map((name): Agent => ({ name, role })),
  )
  const known = new Map<string, Agent>()
  for (const agent of [...plain, ...others]) if (!known.has(agent.name)) known.set(agent.name, agent)
  return [...known.values()]
}

/** Headings longer than this are sentences that stand in the wrong field. */
const longestSubject = 200
const mostSubjects = 100

/** Each once, whatever its case; white space as in a heading. */
function subjectsOf(meta: DocumentModel['meta']): string[] {
  const known = new Map<string, string>()
  for (const one of list(meta['subjects'])) {
    const subject = one.normalize('NFC').replace(/\s+/g, ' ')
    const key = subject.toLowerCase()
    if (subject.length <= longestSubject && !known.has(key)) known.set(key, subject)
  }
  return [...known.values()].slice(0, mostSubjects)
}

/** A date with the words of the file where these say more; undefined where no time can be told from it. */
function dateOf(written: string): Metadata['date'] {
  const edtf = edtfFrom(written)
  if (edtf === null) return undefined
  return edtf === written ? { edtf } : { edtf, display: written }
}
