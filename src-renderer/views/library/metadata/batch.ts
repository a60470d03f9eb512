/** One change of one field in many documents. Pure. */
import { type Agent, type DocumentType, documentTypes, type Metadata } from '#shared/contract'
import { edtfTyped } from '#shared/domain/dates'
import { agentFields, textFields } from './draft'
import { subjectsFrom } from './subjects'

export const batchFields = [
  'type',
  'genre',
  'creators',
  'persons',
  'places',
  'date',
  'languages',
  'subjects',
  'description',
  'original',
  'repository',
  'callNumber',
  'level',
  'partOf',
  'rights',
  'sourceUrl',
] as const
export type BatchField = (typeof batchFields)[number]
export type BatchAct = 'set' | 'add' | 'clear'

export interface BatchEdit {
  readonly field: BatchField
  readonly act: BatchAct
  /** A name, a date, a language tag, a type or words, as the field wants. */
  readonly value: string
}

const isOneOf = <T extends string>(list: readonly T[], value: string): value is T & string =>
  list.some((one) => one === value)

/** Fields that hold several values. */
export const isList = (field: BatchField) =>
  field === 'languages' || field === 'subjects' || isOneOf(agentFields, field)

/** What can be done to a field: only lists are added to; a document always has a type. */
export function actsOf(field: BatchField): readonly BatchAct[] {
  if (field === 'type') return ['set']
  return isList(field) ? ['set', 'add', 'clear'] : ['set', 'clear']
}

/** Whether the value can be used; what is cleared needs none. */
export function isUsable({ field, act, value }: BatchEdit): boolean {
  if (act === 'clear') return true
  const text = value.trim()
  if (text === '') return false
  if (field === 'date') return edtfTyped(text) !== null
  if (field === 'sourceUrl') return /^https?:\/\/[^\s/]+/i.test(text)
  return field !== 'type' || isOneOf(documentTypes, text)
}

/** The metadata after the change; null where nothing changes. */
export function applyBatch(before: Metadata, edit: BatchEdit): Metadata | null {
  const { field, act } = edit
  if (!isUsable(edit)) return null
  const after: Metadata = { ...before, origins: { ...before.origins } }
  const text = edit.value.trim()
  if (field === 'type') after.type = isOneOf<DocumentType>(documentTypes, text) ? text : before.type
  else if (field === 'languages') {
    after.languages = listAfter(before.languages, act, text, (language) => language === text)
  } else if (field === 'subjects') {
    after.subjects = act === 'clear' ? [] : subjectsFrom(text, act === 'add' ? before.subjects : [])
    if (after.subjects.length === 0) delete after.subjects
  } else if (isOneOf(agentFields, field)) {
    after[field] = listAfter<Agent>(before[field], act, { name: text }, ({ name }) => name === text)
  } else if (act === 'clear') delete after[field]
  else if (field === 'date') after.date = { edtf: edtfTyped(text) ?? text }
  else if (field === 'rights') after.rights = { text }
  else if (isOneOf(textFields, field)) after[field] = text
  if (JSON.stringify(after[field]) === JSON.stringify(before[field])) return null
  if (act === 'clear') delete after.origins[field]
  else after.origins[field] = 'user'
  return after
}

function listAfter<T>(before: readonly T[], act: BatchAct, value: T, isIt: (one: T) => boolean): T[] {
  if (act === 'clear') return []
  if (act === 'set') return [value]
  return before.some(isIt) ? [...before] : [...before, value]
}
