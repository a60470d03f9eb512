/** The questions that screens ask of the notebook. */
import type { Annotation, Comparison, Link, Tag } from '#shared/contract'
import { nameKeyOf } from '#shared/domain/records'
import type { NotebookTablesReader } from './tables-reader'

export interface AnnotationFilter {
  documentId?: string | undefined
  /** The tag or any below it. */
  tagId?: string | undefined
  /** Words in the note or in the marked passage; case does not matter. */
  text?: string | undefined
}

function withDescendants(tags: readonly Tag[], id: string): string[] {
  const found = new Set([id])
  for (let size = 0; size !== found.size;) {
    size = found.size
    for (const tag of tags) if (found.has(tag.parentId)) found.add(tag.id)
  }
  return [...found]
}

function saysText(annotation: Annotation, words: string): boolean {
  const texts = annotation.targets.map((target) => (target.kind === 'text' ? target.exact : ''))
  return [annotation.note, ...texts].some((text) => nameKeyOf(text).includes(words))
}

/** Those with the tag (or one below it) and the words that are wanted, newest change first. */
export function filtered(
  found: readonly Annotation[],
  { tagId, text }: AnnotationFilter,
  tags: readonly Tag[],
): Annotation[] {
  const tagIds = tagId === undefined ? null : new Set(withDescendants(tags, tagId))
  const words = nameKeyOf(text ?? '')
  return found
    .filter((annotation) => tagIds === null || annotation.tagIds.some((id) => tagIds.has(id)))
    .filter((annotation) => words === '' || saysText(annotation, words))
    .sort((a, b) => (a.updated === b.updated ? (a.id < b.id ? 1 : -1) : a.updated < b.updated ? 1 : -1))
}

/** A link as one of its ends sees it. */
export interface LinkedEnd {
  readonly link: Link
  /** Id of the other end. */
  readonly otherId: string
  /** The note at the other end; null where that is a document. */
  readonly note: Annotation | null
}

/** Links from and to a note, the oldest first; those to a deleted note are left out until it comes back. */
export async function linkedWith(tables: NotebookTablesReader, id: string): Promise<LinkedEnd[]> {
  const [from, to] = await Promise.all([tables.links.where('from', id), tables.links.where('to', id)])
  const links = [...new Map([...from, ...to].map((link) => [link.id, link])).values()]
  const ends = await Promise.all(
    links.map(async (link): Promise<LinkedEnd | null> => {
      const otherId = link.from === id ? link.to : link.from
      const note = (await tables.annotations.get(otherId)) ?? null
      return note && note.deletedAt !== null ? null : { link, otherId, note }
    }),
  )
  return ends
    .filter((end) => end !== null)
    .sort((a, b) => a.link.created.localeCompare(b.link.created) || (a.link.id < b.link.id ? -1 : 1))
}

/** By name, as the language of the names sorts it. */
export async function allTags(tables: NotebookTablesReader): Promise<Tag[]> {
  return (await tables.tags.all()).sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1))
}

/** Newest change first. */
export async function allComparisons(tables: NotebookTablesReader): Promise<Comparison[]> {
  return (await tables.comparisons.all()).sort((a, b) => (a.updated < b.updated ? 1 : -1))
}
