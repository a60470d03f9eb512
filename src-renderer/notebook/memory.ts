/**
 * The annotations of the notebook in memory. Screens ask for them after every change, and there may be tens of thousands:
 * they are read from the database once, in pieces that leave the page free, and then follow the operations.
 */
import type { Annotation, Op } from '#shared/contract'
import { nextTask } from '@/slices'
import { shallowRef, type ShallowRef } from 'vue'
import type { NotebookDatabase } from './database'

/** Rows that are read at once: a few milliseconds. */
const PAGE = 400

export interface AnnotationMemory {
  /** Changes whenever an annotation did. */
  readonly version: Readonly<ShallowRef<number>>
  /** Reads everything anew: at the beginning, and when the tables were built anew. Answers when it is there. */
  load(): Promise<void>
  /** Operations that the tables hold now. */
  applied(ops: readonly Op[]): void
  /** The one with this id, unless it is deleted. */
  get(id: string): Annotation | undefined
  /** Answers below a note, and answers to those, the oldest first. */
  repliesTo(id: string): Annotation[]
  /** Not deleted, in no order; of one document or of all. Answers are with their notes, not here. */
  list(documentId?: string): Annotation[]
  /** How many each document has, answers left out. */
  counts(): Map<string, number>
}

export function createAnnotationMemory(database: () => NotebookDatabase): AnnotationMemory {
  const version = shallowRef(0)
  let records = new Map<string, Annotation>()
  let byDocument = new Map<string, Map<string, Annotation>>()
  /** Ids that changed while pages were being read: what pages say of them may be older. */
  let touched: Set<string> | null = null
  /** Answers by what they answer. */
  let replies = new Map<string, Map<string, Annotation>>()
  let run = 0

  function forget(id: string): void {
    const before = records.get(id)
    if (!before) return
    records.delete(id)
    for (const { docId } of before.targets) byDocument.get(docId)?.delete(id)
    if (before.replyTo !== undefined) replies.get(before.replyTo)?.delete(id)
  }

  function keep(record: Annotation): void {
    forget(record.id)
    if (record.deletedAt !== null) return
    records.set(record.id, record)
    if (record.replyTo !== undefined) {
      const own = replies.get(record.replyTo) ?? new Map<string, Annotation>()
      replies.set(record.replyTo, own.set(record.id, record))
    }
    for (const { docId } of record.targets) {
      const own = byDocument.get(docId) ?? new Map<string, Annotation>()
      byDocument.set(docId, own.set(record.id, record))
    }
  }

  /** An answer whose note is gone stands for itself. */
  const isAnswer = ({ replyTo }: Annotation) => replyTo !== undefined && records.has(replyTo)

  function repliesTo(id: string): Annotation[] {
    const found = new Map<string, Annotation>()
    const below = (parent: string) => {
      for (const [key, reply] of replies.get(parent) ?? []) {
        if (found.has(key) || key === id) continue
        found.set(key, reply)
        below(key)
      }
    }
    below(id)
    return [...found.values()].sort((a, b) => a.created.localeCompare(b.created) || (a.id < b.id ? -1 : 1))
  }

  function counts(): Map<string, number> {
    const found = new Map([...byDocument].map(([id, own]): [string, number] => [id, own.size]))
    for (const own of replies.values()) {
      for (const reply of own.values()) {
        if (!isAnswer(reply)) continue
        for (const docId of new Set(reply.targets.map((target) => target.docId)))
          found.set(docId, (found.get(docId) ?? 0) - 1)
      }
    }
    return new Map([...found].filter(([, count]) => count > 0))
  }

  return {
    version,
    async load() {
      const mine = (run += 1)
      const changed = (touched = new Set())
      const fresh: Annotation[] = []
      for (let after = ''; ;) {
        const rows = await database().annotations.where('id').above(after).limit(PAGE).toArray()
        if (mine !== run) return
        fresh.push(...rows.map(({ record }) => record))
        const last = rows[rows.length - 1]
        if (!last || rows.length < PAGE) break
        after = last.id
        // A task of its own for each page: the interface comes in between.
        await nextTask()
      }
      // Only now is it known of all of them: one that was read first may have been deleted after.
      const untouched = fresh.filter(({ id }) => !changed.has(id))
      const meanwhile = [...changed].flatMap((id) => records.get(id) ?? [])
      records = new Map()
      byDocument = new Map()
      replies = new Map()
      for (const record of [...untouched, ...meanwhile]) keep(record)
      touched = null
      version.value += 1
    },
    applied(ops) {
      let changed = false
      for (const { table, targetId, after } of ops) {
        if (table !== 'annotations') continue
        changed = true
        touched?.add(targetId)
        if (after === null) forget(targetId)
        else keep(after)
      }
      if (changed) version.value += 1
    },
    get: (id) => records.get(id),
    repliesTo,
    list: (documentId) =>
      [
        ...(documentId === undefined
          ? records
          : (byDocument.get(documentId) ?? new Map<string, Annotation>())
        ).values(),
      ].filter((record) => !isAnswer(record)),
    counts,
  }
}
