/**
 * The annotations of the notebook in memory. Screens ask for them after every change, and there may be tens of thousands:
 * they are read from the database once, in pieces that leave the page free, and then follow the operations.
 */
import type { Annotation, Op } from '#shared/contract'
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
  /** Not deleted, in no order; of one document or of all. */
  list(documentId?: string): Annotation[]
  /** How many each document has. */
  counts(): Map<string, number>
}

export function createAnnotationMemory(database: () => NotebookDatabase): AnnotationMemory {
  const version = shallowRef(0)
  let records = new Map<string, Annotation>()
  let byDocument = new Map<string, Map<string, Annotation>>()
  /** Ids that changed while pages were being read: what pages say of them may be older. */
  let touched: Set<string> | null = null
  let run = 0

  function forget(id: string): void {
    const before = records.get(id)
    if (!before) return
    records.delete(id)
    for (const { docId } of before.targets) byDocument.get(docId)?.delete(id)
  }

  function keep(record: Annotation): void {
    forget(record.id)
    if (record.deletedAt !== null) return
    records.set(record.id, record)
    for (const { docId } of record.targets) {
      const own = byDocument.get(docId) ?? new Map<string, Annotation>()
      byDocument.set(docId, own.set(record.id, record))
    }
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
        for (const { record } of rows) if (!changed.has(record.id)) fresh.push(record)
        const last = rows[rows.length - 1]
        if (!last || rows.length < PAGE) break
        after = last.id
        // A task of its own for each page: the interface comes in between.
        await new Promise((resolve) => setTimeout(resolve))
      }
      const meanwhile = [...changed].flatMap((id) => records.get(id) ?? [])
      records = new Map()
      byDocument = new Map()
      for (const record of [...fresh, ...meanwhile]) keep(record)
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
    list: (documentId) => [...(documentId === undefined ? records : (byDocument.get(documentId) ?? [])).values()],
    counts: () =>
      new Map([...byDocument].flatMap(([id, own]): [string, number][] => (own.size > 0 ? [[id, own.size]] : []))),
  }
}
