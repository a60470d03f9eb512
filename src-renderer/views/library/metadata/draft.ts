/** Metadata while somebody edits it: every field as text, what is wrong with it, and back. Pure. */
import type { Agent, DocumentType, Metadata } from '#shared/contract'
import { edtfTyped } from '#shared/domain/dates'

/** Fields of one line or paragraph, by their name in the metadata. */
export const textFields = [
  'genre',
  'description',
  'original',
  'repository',
  'callNumber',
  'level',
  'partOf',
  'sourceUrl',
  'archivedUrl',
  'accessed',
] as const
export type TextField = (typeof textFields)[number]
export const agentFields = ['creators', 'persons', 'places'] as const
export type AgentField = (typeof agentFields)[number]

export interface AgentDraft {
  /** As shown: the register's name in the language of the interface. */
  name: string
  role: string
  /** What it was; kept whole where the name stays. */
  readonly was: Agent | null
  readonly shown: string
}

export interface MetadataDraft {
  title: string
  creators: AgentDraft[]
  persons: AgentDraft[]
  places: AgentDraft[]
  /** As typed: EDTF or another way of writing that `edtfTyped` reads. */
  date: string
  dateDisplay: string
  languages: string[]
  subjects: string[]
  type: DocumentType
  rights: string
  rightsUri: string
  texts: Record<TextField, string>
}

/** Name of an agent for people, e.g. from a register. */
export type AgentName = (field: AgentField, agent: Agent) => string

export const emptyAgent = (): AgentDraft => ({ name: '', role: '', was: null, shown: '' })

/** The word for a role in the language of the interface, and the role behind a word. */
export interface RoleWords {
  roleName(role: string): string
  roleOf(word: string): string
}

export function draftOf(metadata: Metadata, nameOf: AgentName, { roleName }: RoleWords): MetadataDraft {
  const agents = (field: AgentField) =>
    metadata[field].map((agent): AgentDraft => {
      const shown = nameOf(field, agent)
      return { name: shown, role: roleName(agent.role ?? ''), was: agent, shown }
    })
  const texts: MetadataDraft['texts'] = {
    genre: '',
    description: '',
    original: '',
    repository: '',
    callNumber: '',
    level: '',
    partOf: '',
    sourceUrl: '',
    archivedUrl: '',
    accessed: '',
  }
  for (const field of textFields) texts[field] = metadata[field] ?? ''
  return {
    title: metadata.title.text,
    creators: agents('creators'),
    persons: agents('persons'),
    places: agents('places'),
    date: metadata.date?.edtf ?? '',
    dateDisplay: metadata.date?.display ?? '',
    languages: [...metadata.languages],
    subjects: [...(metadata.subjects ?? [])],
    type: metadata.type,
    rights: metadata.rights?.text ?? '',
    rightsUri: metadata.rights?.uri ?? '',
    texts,
  }
}

export type DraftField = 'title' | 'date' | 'rightsUri' | 'sourceUrl' | 'archivedUrl' | 'accessed'
/** What is wrong, by field; the value is the last part of the key of its sentence. */
export type Problems = Partial<Record<DraftField, 'empty' | 'date' | 'address' | 'words'>>

const isAddress = (text: string) => /^https?:\/\/[^\s/]+\S*$/i.test(text)

export function problemsOf(draft: MetadataDraft): Problems {
  const problems: Problems = {}
  if (draft.title.trim() === '') problems.title = 'empty'
  if (draft.date.trim() !== '' && edtfTyped(draft.date) === null) problems.date = 'date'
  else if (draft.date.trim() === '' && draft.dateDisplay.trim() !== '') problems.date = 'words'
  for (const field of ['sourceUrl', 'archivedUrl'] as const) {
    const text = draft.texts[field].trim()
    if (text !== '' && !isAddress(text)) problems[field] = 'address'
  }
  const accessed = draft.texts.accessed.trim()
  if (accessed !== '' && edtfTyped(accessed) === null) problems.accessed = 'date'
  if (draft.rightsUri.trim() !== '' && !isAddress(draft.rightsUri.trim())) problems.rightsUri = 'address'
  return problems
}

function agentOf({ name, role: word, was, shown }: AgentDraft, { roleOf }: RoleWords): Agent {
  // Under another name it is somebody else than the one of the register.
  const base: Agent = was && name === shown ? { ...was } : { name: name.trim() }
  delete base.role
  const role = roleOf(word.trim())
  return role === '' ? base : { ...base, role }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** The metadata with the draft's values; what differs from before has the origin `user`. Call only without problems. */
export function metadataFrom(draft: MetadataDraft, before: Metadata, words: RoleWords): Metadata {
  const after: Metadata = { ...before, origins: { ...before.origins } }
  const set = <K extends keyof Metadata>(field: K, value: Metadata[K]) => {
    if (same(value, before[field])) return
    after[field] = value
    if (value === undefined) {
      delete after[field]
      delete after.origins[field]
    } else after.origins[field] = 'user'
  }
  set('title', { ...before.title, text: draft.title.trim() })
  for (const field of agentFields) {
    const named = draft[field].filter(({ name }) => name.trim() !== '')
    set(
      field,
      named.map((agent) => agentOf(agent, words)),
    )
  }
  const edtf = edtfTyped(draft.date)
  const display = draft.dateDisplay.trim()
  set('date', edtf === null ? undefined : { edtf, ...(display === '' ? {} : { display }) })
  set('languages', draft.languages)
  set('subjects', draft.subjects.length > 0 ? draft.subjects : undefined)
  set('type', draft.type)
  const uri = draft.rightsUri.trim()
  const rights = draft.rights.trim() === '' ? uri : draft.rights.trim()
  set('rights', rights === '' ? undefined : { text: rights, ...(uri === '' ? {} : { uri }) })
  for (const field of textFields) {
    const text = draft.texts[field].trim()
    set(field, text === '' ? undefined : field === 'accessed' ? (edtfTyped(text) ?? text) : text)
  }
  return after
}
