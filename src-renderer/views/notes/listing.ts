/** Which notes are listed, in which groups and order. Pure. */
import type { Annotation, Tag } from '#shared/contract'
import { withoutDiacritics } from '#shared/domain/language'
import { correctionOf } from '#shared/domain/records'
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

/** True where none of a note's tags exists any more, or it has none. */
export function isUntagged(note: Annotation, tags: readonly Tag[]): boolean {
  return !note.tagIds.some((id) => tags.some((tag) => tag.id === id))
}

const fold = (text: string) => withoutDiacritics(text.toLowerCase())

/** Every word of the text must occur in quote, note or names of tags. */
export function filterNotes(notes: readonly Annotation[], filter: ListFilter, tags: readonly Tag[]): Annotation[] {
  const ids = ['all', 'untagged', 'uncertain'].includes(filter.tag) ? null : withDescendants(filter.tag, tags)
  const words = fold(filter.text).split(/\s+/).filter(Boolean)
  const names = new Map(tags.map((tag) => [tag.id, tag.name]))
  return notes.filter((note) => {
    if (filter.documentId !== '' && !note.targets.some((target) => target.docId === filter.documentId)) return false
    if (!isOfKind(note, filter.kind ?? '')) return false
    if (filter.hasPlace?.(note) === false) return false
    if (filter.tag === 'untagged' && !isUntagged(note, tags)) return false
    if (ids && !note.tagIds.some((id) => ids.has(id))) return false
    if (filter.also && !note.tagIds.includes(filter.also)) return false
    if (words.length === 0) return true
    const tagNames = note.tagIds.map((id) => names.get(id) ?? '').join(' ')
    const correction = correctionOf(note) ?? ''
    const all = fold(`${textTargetOf(note)?.exact ?? ''} ${note.note} ${correction} ${tagNames}`)
    return words.every((word) => all.includes(word))
  })
}

/** By document in the given order of documents, inside by place. */
export function groupByDocument(notes: readonly Annotation[], order: readonly string[]): NoteGroup[] {
  const rank = new Map(order.map((id, index) => [id, index]))
  const groups = collect(notes, documentOf)
  const place = (note: Annotation) => textTargetOf(note)?.start ?? 0
  return [...groups]
    .sort(([a], [b]) => (rank.get(a) ?? Infinity) - (rank.get(b) ?? Infinity) || a.localeCompare(b))
    .map(([key, list]) => ({
      key,
      notes: list.sort((a, b) => place(a) - place(b) || a.created.localeCompare(b.created)),
    }))
}

/** By day of the last change on this computer, the newest first. */
export function groupByDay(notes: readonly Annotation[]): NoteGroup[] {
  const groups = collect(notes, (note) => {
    const day = new Date(note.updated)
    return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
  })
  return [...groups]
    .sort(([a], [b]) => b.localeCompare(a))
    .map(([key, list]) => ({ key, notes: list.sort((a, b) => b.updated.localeCompare(a.updated)) }))
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
