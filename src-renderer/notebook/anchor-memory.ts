/** Where notes stand in editions that they were not made on, in memory: screens ask for it with every text they show. */
import type { Anchor, Op } from '#shared/contract'
import { nextTask } from '@/slices'
import { shallowRef, type ShallowRef } from 'vue'
import type { NotebookDatabase } from './database'

/** Rows that are read at once: a few milliseconds. */
const PAGE = 400

/** Rows by id (`anchorIdOf`). Another object after every change. */
export interface AnchorLookup {
  get(id: string): Anchor | undefined
  /** Those that are in no certain place, and that nobody has decided on. */
  readonly open: readonly Anchor[]
}

const isOpen = ({ state, confirmedBy }: Anchor) =>
  (state === 'review' || state === 'orphan') && confirmedBy === undefined

export interface AnchorMemory {
  /** Changes whenever a row did. */
  readonly lookup: Readonly<ShallowRef<AnchorLookup>>
  /** Whether everything was read for the first time. */
  readonly isLoaded: Readonly<ShallowRef<boolean>>
  /** Reads everything anew: at the beginning, and when the tables were built anew. */
  load(): Promise<void>
  /** Operations that the tables hold now. */
  applied(ops: readonly Op[]): void
}

export function createAnchorMemory(database: () => NotebookDatabase): AnchorMemory {
  let rows = new Map<string, Anchor>()
  const lookup = shallowRef<AnchorLookup>({ get: () => undefined, open: [] })
  const isLoaded = shallowRef(false)
  /** Ids that changed while pages were being read: what pages say of them may be older. */
  let touched: Set<string> | null = null
  let run = 0

  const changed = () => {
    const now = rows
    lookup.value = { get: (id) => now.get(id), open: [...now.values()].filter(isOpen) }
  }

  return {
    lookup,
    isLoaded,
    async load() {
      const mine = (run += 1)
      const meanwhile = (touched = new Set<string>())
      const fresh = new Map<string, Anchor>()
      for (let after = ''; ;) {
        const page = await database().anchors.where('id').above(after).limit(PAGE).toArray()
        if (mine !== run) return
        for (const { record } of page) fresh.set(record.id, record)
        const last = page[page.length - 1]
        if (!last || page.length < PAGE) break
        after = last.id
        // A task of its own for each page: the interface comes in between.
        await nextTask()
      }
      for (const id of meanwhile) {
        const known = rows.get(id)
        if (known) fresh.set(id, known)
        else fresh.delete(id)
      }
      rows = fresh
      touched = null
      isLoaded.value = true
      changed()
    },
    applied(ops) {
      let isOther = false
      for (const op of ops) {
        if (op.table !== 'anchors') continue
        isOther = true
        touched?.add(op.targetId)
        if (op.after === null) rows.delete(op.targetId)
        else rows.set(op.targetId, op.after)
      }
      if (isOther) changed()
    },
  }
}
