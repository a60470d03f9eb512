/**
 * Words that are not saved yet. They outlive the form, the page and the program (kept in the browser's storage), so that
 * going elsewhere, a reload or a full disk never costs them. Saving or discarding them takes them away.
 */
import { colourSchema, type Range } from '#shared/contract'
import * as v from 'valibot'

const draftSchema = v.object({
  note: v.string(),
  tagIds: v.array(v.string()),
  colour: v.nullable(colourSchema),
  /** Absent: a note, or a mark without words. */
  kind: v.optional(v.picklist(['note', 'question', 'correction'])),
  answered: v.optional(v.boolean()),
  /** Words of the passage as they should read. */
  correction: v.optional(v.string()),
})
export type AnnotationDraft = Readonly<Omit<v.InferOutput<typeof draftSchema>, 'tagIds'>> & {
  readonly tagIds: readonly string[]
}

const storageKey = 'avots-note-drafts'
/** The newest stay: nobody leaves more notes half-written, and storage is small. */
const KEPT = 50
const keptSchema = v.array(v.tuple([v.string(), draftSchema]))

/** Where there is no storage, drafts live as long as the page. */
let inMemory: v.InferOutput<typeof keptSchema> = []

function read(): v.InferOutput<typeof keptSchema> {
  try {
    const parsed = v.safeParse(keptSchema, JSON.parse(localStorage.getItem(storageKey) ?? '[]'))
    return parsed.success ? parsed.output : []
  } catch {
    return inMemory
  }
}

function write(list: v.InferOutput<typeof keptSchema>): void {
  inMemory = list.slice(-KEPT)
  try {
    localStorage.setItem(storageKey, JSON.stringify(inMemory))
  } catch {
    // Full or forbidden: what is in memory has to do.
  }
}

const others = (key: string) => read().filter(([one]) => one !== key)

/** `key`: id of the annotation, or `newDraftKey` for one that is not made yet. */
export function keepDraft(key: string, draft: AnnotationDraft): void {
  write([...others(key), [key, { ...draft, tagIds: [...draft.tagIds] }]])
}

export function keptDraft(key: string): AnnotationDraft | null {
  return read().find(([one]) => one === key)?.[1] ?? null
}

/** Keys of all that are kept: to look for many at once. */
export function keptKeys(): ReadonlySet<string> {
  return new Set(read().map(([key]) => key))
}

export function forgetDraft(key: string): void {
  write(others(key))
}

const newPrefix = (editionId: string) => `new ${editionId} `

/** Key of a note on a passage of an edition that has none yet. */
export function newDraftKey(editionId: string, { start, end }: Range): string {
  return `${newPrefix(editionId)}${start}-${end}`
}

/** The notes on this edition that were begun and neither saved nor discarded, the newest first. */
export function newDraftsOn(editionId: string): Range[] {
  const prefix = newPrefix(editionId)
  return read()
    .filter(([key]) => key.startsWith(prefix))
    .flatMap(([key]) => {
      const match = /^(\d+)-(\d+)$/.exec(key.slice(prefix.length))
      return match ? [{ start: Number(match[1]), end: Number(match[2]) }] : []
    })
    .reverse()
}
