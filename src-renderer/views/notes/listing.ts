/** Which notes are listed, in which groups and order. Pure. */
import type { Annotation, Tag } from '#shared/contract'
import { withoutDiacritics } from '#shared/domain/language'
import { correctionOf } from '#shared/domain/records'
import { type Breather, eachInSlices } from '@/slices'
import { kindShown, type ShownKind, shownTarget, textTargetOf, withDescendants } from '@/annotations'

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

export interface TagCounts {
  /** Notes with each tag or one below it, each note counted once. */
  readonly all: ReadonlyMap<string, number>
  /** Notes with the tag itself. */
  readonly own: ReadonlyMap<string, number>
  /** Notes with none of the tags that exist. */
  readonly untagged: number
}
export const noCounts: TagCounts = { all: new Map(), own: new Map(), untagged: 0 }

/** In slices: after every change of a note the others are counted anew. */
export async function countTags(
  notes: readonly Annotation[],
  tags: readonly Tag[],
  breathe: Breather,
): Promise<TagCounts> {
  const all = new Map<string, number>()
  const own = new Map<string, number>()
  const above = pathsOf(tags)
  let untagged = 0
  const count = (counts: Map<string, number>, id: string) => void counts.set(id, (counts.get(id) ?? 0) + 1)
  await eachInSlices(
    notes,
    ({ tagIds }) => {
      const known = tagIds.filter((id) => above.has(id))
      const [first, second] = known
      if (first === undefined) untagged += 1
      // Most notes have one tag: then nothing can be counted twice.
      else if (second === undefined) {
        count(own, first)
        for (const id of above.get(first) ?? []) count(all, id)
      } else {
        for (const id of new Set(known)) count(own, id)
        for (const id of new Set(known.flatMap((one) => above.get(one) ?? []))) count(all, id)
      }
    },
    breathe,
  )
  return { all, own, untagged }
}

/** By tag, its id and those of the tags above it. */
function pathsOf(tags: readonly Tag[]): Map<string, string[]> {
  const byId = new Map(tags.map((tag) => [tag.id, tag]))
  return new Map(
    tags.map(({ id }) => {
      const path: string[] = []
      for (let tag = byId.get(id); tag && !path.includes(tag.id); tag = byId.get(tag.parentId)) path.push(tag.id)
      return [id, path]
    }),
  )
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
export function filterNotes(
  notes: readonly Annotation[],
  filter: ListFilter,
  tags: readonly Tag[],
): readonly Annotation[] {
  const ids = ['all', 'untagged', 'uncertain'].includes(filter.tag) ? null : withDescendants(filter.tag, tags)
  const isAll = filter.tag === 'all' && !filter.also && filter.documentId === '' && filter.text.trim() === ''
  if (isAll && (filter.kind ?? '') === '' && !filter.hasPlace) return notes
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
  const groups = new Map<string, { note: Annotation; place: number }[]>()
  for (const note of notes) {
    const target = note.targets[shownTarget(note)]
    const entry = { note, place: target?.kind === 'text' ? target.start : 0 }
    const key = target?.docId ?? ''
    const group = groups.get(key)
    if (group) group.push(entry)
    else groups.set(key, [entry])
  }
  return [...groups]
    .map(([key, list]) => ({ key, list, rank: rankOf(key) }))
    .sort((a, b) => less(a.rank, b.rank) || less(a.key, b.key))
    .map(({ key, list }) => ({
      key,
      notes: list.sort((a, b) => a.place - b.place || less(a.note.created, b.note.created)).map(({ note }) => note),
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
  const groups = new Map<string, Annotation[]>()
  for (const note of notes) {
    const group = groups.get(dayOf(note))
    if (group) group.push(note)
    else groups.set(dayOf(note), [note])
  }
  return [...groups]
    .sort(([a], [b]) => less(b, a))
    .map(([key, list]) => ({ key, notes: list.sort((a, b) => less(b.updated, a.updated)) }))
}
