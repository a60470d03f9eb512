/** Which notes are listed, in which groups and order. Pure. */
import type { Annotation, Tag } from '#shared/contract'
import { withoutDiacritics } from '#shared/domain/language'
import { correctionOf } from '#shared/domain/records'
import { type Breather, eachInSlices } from '@/slices'
import { documentOf, kindShown, type ShownKind, textTargetOf, withDescendants } from '@/annotations'

/** `all`, `untagged`, `uncertain` (place waits for a decision), or the id of a tag: with all tags below it. */
export type TagChoice = 'all' | 'untagged' | 'uncertain' | (string & {})

/** Empty: all; `open`: questions without an answer. */
export type KindChoice = '' | 'open' | ShownKind

const isOfKind = (note: Annotation, kind: KindChoice) =>
  kind === '' || (kind === 'open' ? note.kind === 'question' && !note.answered : kindShown(note) === kind)

export interface ListFilter {
  readonly tag: TagChoice
  /** Id of a tag that must stand on the note besides; those below it do not count. Default: none. */
  readonly also?: string | null
  /** Empty: all documents. */
  readonly documentId: string
  readonly text: string
  /** Default: all kinds. */
  readonly kind?: KindChoice
  /** Whether a note is wanted by its place. Default: all are. */
  readonly hasPlace?: (note: Annotation) => boolean
}

export interface NoteGroup {
  /** Id of the document, or the day as `YYYY-MM-DD`. */
  readonly key: string
  readonly notes: readonly Annotation[]
}

/** How many notes each tag has, those of tags below it included and counted once. */
export function countsByTag(notes: readonly Annotation[], tags: readonly Tag[]): Map<string, number> {
  const counts = new Map<string, number>()
  const byId = new Map(tags.map((tag) => [tag.id, tag]))
  for (const note of notes) {
    const all = new Set<string>()
    for (const id of note.tagIds) {
      let tag = byId.get(id)
      while (tag && !all.has(tag.id)) {
        all.add(tag.id)
        tag = byId.get(tag.parentId)
      }
    }
    for (const id of all) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

/** How many notes have each tag itself, those below it not counted. */
export function ownCountsByTag(notes: readonly Annotation[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const note of notes) for (const id of new Set(note.tagIds)) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

export interface Companion {
  readonly tag: Tag
  /** Notes that have both. */
  readonly count: number
}

/** The tags that stand on the same notes as a tag or those below it, the most frequent first; its own are left out. */
export function companionsOf(id: string, notes: readonly Annotation[], tags: readonly Tag[]): Companion[] {
  const own = withDescendants(id, tags)
  const counts = ownCountsByTag(notes.filter((note) => note.tagIds.some((tagId) => own.has(tagId))))
  return tags
    .filter((tag) => !own.has(tag.id) && counts.has(tag.id))
    .map((tag) => ({ tag, count: counts.get(tag.id) ?? 0 }))
    .sort((a, b) => b.count - a.count || (a.tag.nameKey < b.tag.nameKey ? -1 : 1))
}

/** How many have none of the tags that exist. */
export function countUntagged(notes: readonly Annotation[], tags: readonly Tag[]): number {
  const known = new Set(tags.map(({ id }) => id))
  return notes.reduce((count, note) => (isUntagged(note, known) ? count + 1 : count), 0)
}

/** True where none of a note's tags exists any more, or it has none. */
const isUntagged = (note: Annotation, known: ReadonlySet<string>) => !note.tagIds.some((id) => known.has(id))

const fold = (text: string) => withoutDiacritics(text.toLowerCase())

/** What is looked for in a note but the names of its tags, folded once: a record that changes is another object. */
const foldedNotes = new WeakMap<Annotation, string>()
function foldedWords(note: Annotation): string {
  let words = foldedNotes.get(note)
  if (words === undefined) {
    words = fold(`${textTargetOf(note)?.exact ?? ''} ${note.note} ${correctionOf(note) ?? ''}`)
    foldedNotes.set(note, words)
  }
  return words
}

/** Makes ready what a search looks at, in slices. */
export const prepareSearch = (notes: readonly Annotation[], breathe: Breather): Promise<void> =>
  eachInSlices(notes, foldedWords, breathe)

/** Every word of the text must occur in quote, note or names of tags. */
export function filterNotes(notes: readonly Annotation[], filter: ListFilter, tags: readonly Tag[]): Annotation[] {
  const ids = ['all', 'untagged', 'uncertain'].includes(filter.tag) ? null : withDescendants(filter.tag, tags)
  const known = new Set(tags.map(({ id }) => id))
  const words = fold(filter.text).split(/\s+/).filter(Boolean)
  const names = new Map(tags.map((tag) => [tag.id, fold(tag.name)]))
  return notes.filter((note) => {
    if (filter.documentId !== '' && !note.targets.some((target) => target.docId === filter.documentId)) return false
    if (!isOfKind(note, filter.kind ?? '')) return false
    if (filter.hasPlace?.(note) === false) return false
    if (filter.tag === 'untagged' && !isUntagged(note, known)) return false
    if (ids && !note.tagIds.some((id) => ids.has(id))) return false
    if (filter.also && !note.tagIds.includes(filter.also)) return false
    if (words.length === 0) return true
    const own = foldedWords(note)
    return words.every((word) => own.includes(word) || note.tagIds.some((id) => names.get(id)?.includes(word)))
  })
}

/** Instants and ids are plain ASCII: sorting them by the rules of a language would take many times as long. */
const less = <T extends number | string>(a: T, b: T) => (a === b ? 0 : a < b ? -1 : 1)

/** By document in the given order of documents, inside by place. */
export function groupByDocument(notes: readonly Annotation[], rankOf: (documentId: string) => number): NoteGroup[] {
  const place = (note: Annotation) => textTargetOf(note)?.start ?? 0
  return [...collect(notes, documentOf)]
    .map(([key, list]) => ({ key, list, rank: rankOf(key) }))
    .sort((a, b) => less(a.rank, b.rank) || less(a.key, b.key))
    .map(({ key, list }) => ({
      key,
      notes: list
        .map((note) => ({ note, place: place(note) }))
        .sort((a, b) => a.place - b.place || less(a.note.created, b.note.created))
        .map(({ note }) => note),
    }))
}

const days = new WeakMap<Annotation, string>()
function dayOf(note: Annotation): string {
  let day = days.get(note)
  if (day === undefined) {
    const date = new Date(note.updated)
    day = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
      .map((part) => String(part).padStart(2, '0'))
      .join('-')
    days.set(note, day)
  }
  return day
}

/** By day of the last change on this computer, the newest first. */
export function groupByDay(notes: readonly Annotation[]): NoteGroup[] {
  return [...collect(notes, dayOf)]
    .sort(([a], [b]) => less(b, a))
    .map(([key, list]) => ({ key, notes: list.sort((a, b) => less(b.updated, a.updated)) }))
}

function collect(notes: readonly Annotation[], keyOf: (note: Annotation) => string): Map<string, Annotation[]> {
  const groups = new Map<string, Annotation[]>()
  for (const note of notes) {
    const key = keyOf(note)
    const list = groups.get(key)
    if (list) list.push(note)
    else groups.set(key, [note])
  }
  return groups
}
