/** The open comparison: its documents, their alignment, where the reader is in it, and everything that can be done. */
import {
  type Alignment,
  type AppError,
  type Cell,
  type Comparison,
  type ComparisonKind,
  type ComparisonRow,
  type DocumentModel,
  type DocumentSummary,
  type Edition,
  type Folding,
  isAppError,
  type Pane,
  type Pin,
} from '#shared/contract'
import { useHost } from '@/host'
import { computed, type ComputedRef, onScopeDispose, type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue'
import { articleHeadings, type Unit, unitsOf } from '../layout/units'
import { carryCells } from './carry'
import { type Draft, draftOf, newDraft, rearrange, suggestedTitle } from './draft'
import { useSaving } from './use-saving'

export interface OpenPane {
  readonly summary: DocumentSummary
  readonly edition: Edition
  readonly model: DocumentModel
}

export interface Session {
  readonly draft: ShallowRef<Draft>
  /** Opened documents, in the order of the panes; null while one is loading. */
  readonly documents: ShallowRef<readonly (OpenPane | null)[]>
  readonly alignment: ShallowRef<Alignment | null>
  readonly units: ComputedRef<readonly Unit[]>
  /** Of the alignment; documents may still be on their way. */
  readonly state: Ref<'aligning' | 'ready' | 'failed' | 'cancelled'>
  readonly problem: ShallowRef<AppError | null>
  readonly progress: ShallowRef<{ done: number; total: number }>
  /** Index of the current unit, or null. */
  readonly current: Ref<number | null>
  readonly currentGroup: Ref<number | null>
  /** Panes whose text is not the one that the comparison was made on, or has a newer edition. */
  readonly outdated: ComputedRef<readonly number[]>
  /** `label` is the key of the words for the undo menu. */
  change(next: Partial<Draft>, label?: string): void
  /** Panes in another order, with others added or taken away: for each new pane the index of the old one, or -1. */
  setPanes(panes: readonly Pane[], from: readonly number[], label?: string): void
  setKind(kind: ComparisonKind): void
  setFolding(folding: Folding): void
  /** Range that a unit has in each pane. */
  cellsOf(unit: number): Cell[]
  keepRow(cells: readonly Cell[]): ComparisonRow
  updateRow(id: string, patch: Partial<ComparisonRow>): void
  setRows(rows: readonly ComparisonRow[]): void
  addPin(cells: readonly Cell[], apart: boolean): Pin
  removePins(ids: readonly string[]): void
  /** Takes the current editions of all panes; rows and pins are carried over where their words are found. */
  takeCurrentEditions(): Promise<{ lost: number }>
  retry(): void
  cancel(): void
  /** Writes now what is waiting to be saved. */
  flush(): Promise<void>
}

/** Opens a saved comparison, or starts one of these panes. Lives until its scope ends. */
export function useSession(start: Comparison | { panes: readonly Pane[]; kind: ComparisonKind }): Session {
  const { client } = useHost()
  const draft = shallowRef<Draft>('id' in start ? draftOf(start) : newDraft(start.panes, start.kind))
  const documents = shallowRef<readonly (OpenPane | null)[]>([])
  const alignment = shallowRef<Alignment | null>(null)
  const state = ref<Session['state']['value']>('aligning')
  const problem = shallowRef<AppError | null>(null)
  const progress = shallowRef({ done: 0, total: 0 })
  const current = ref<number | null>(null)
  const currentGroup = ref<number | null>(null)
  let running: AbortController | null = null

  const titles = () => documents.value.flatMap((open) => (open ? [open.summary.metadata.title.text] : []))
  const saving = useSaving(draft, () => suggestedTitle(titles()), 'id' in start ? start : null)

  const units = computed(() => {
    const models = documents.value.flatMap((open) => (open ? [open.model] : []))
    return alignment.value ? unitsOf(alignment.value.rows, articleHeadings(models)) : []
  })

  const outdated = computed(() =>
    draft.value.panes.flatMap((pane, index) => {
      const open = documents.value[index]
      if (!open) return []
      const isOther = pane.editionSha256 !== undefined && pane.editionSha256 !== open.edition.sha256
      return isOther || open.summary.current > open.edition.number ? [index] : []
    }),
  )

  /** Opens the documents, and aligns them at the same time: the services read them by themselves. */
  async function open(): Promise<void> {
    const { panes } = draft.value
    const aligning = align()
    try {
      const opened = await Promise.all(panes.map(openPane))
      if (panes !== draft.value.panes) return
      documents.value = opened
      rememberEditions()
      await aligning
    } catch (error) {
      running?.abort()
      running = null
      fail(error)
    }
  }

  async function openPane({ documentId, edition }: Pane): Promise<OpenPane> {
    const known = documents.value.find(
      (one) => one?.summary.id === documentId && (edition === undefined || one.edition.number === edition),
    )
    return known ?? client.call('documents.open', { documentId, ...(edition === undefined ? {} : { edition }) })
  }

  /** Names the editions that a new comparison is made on. */
  function rememberEditions(): void {
    const panes = draft.value.panes.map((pane, index) => {
      const open = documents.value[index]
      if (!open || pane.editionSha256 !== undefined) return pane
      return { ...pane, edition: open.edition.number, editionSha256: open.edition.sha256 }
    })
    const isNew = panes.some((pane, index) => pane !== draft.value.panes[index])
    if (isNew) draft.value = { ...draft.value, panes }
  }

  async function align(): Promise<void> {
    running?.abort()
    const own = new AbortController()
    running = own
    const { kind, panes, pins, folding } = draft.value
    state.value = 'aligning'
    problem.value = null
    progress.value = { done: 0, total: 0 }
    try {
      const result = await client.call(
        'comparisons.align',
        { kind, panes: [...panes], pins: [...pins], folding },
        { signal: own.signal, onProgress: ({ done, total }) => (progress.value = { done, total }) },
      )
      if (own.signal.aborted) return
      alignment.value = result
      currentGroup.value = null
      if (current.value !== null && current.value >= units.value.length) current.value = null
      state.value = 'ready'
    } catch (error) {
      if (running !== own) return
      if (isAppError(error) && error.code === 'cancelled') state.value = 'cancelled'
      else fail(error)
    }
  }

  function fail(error: unknown): void {
    state.value = 'failed'
    if (!isAppError(error)) throw error
    problem.value = error
  }

  function change(next: Partial<Draft>, label?: string): void {
    draft.value = { ...draft.value, ...next }
    saving.touch(label)
  }

  function unitAt(cells: readonly Cell[]): number | null {
    const found = units.value.findIndex((_, unit) =>
      cellsOf(unit).some((cell, pane) => {
        const wanted = cells[pane]
        return cell && wanted && cell[0] <= wanted[0] && wanted[0] < cell[1]
      }),
    )
    return found === -1 ? null : found
  }

  function cellsOf(unit: number): Cell[] {
    const rows = units.value[unit]?.rows ?? []
    return draft.value.panes.map((_, pane) => {
      let cell: Cell = null
      for (const row of rows) {
        const own = alignment.value?.rows[row]?.cells[pane]
        if (own) cell = cell ? [cell[0], own[1]] : [own[0], own[1]]
      }
      return cell
    })
  }

  const showsRightEditions = () =>
    draft.value.panes.length === documents.value.length &&
    draft.value.panes.every(({ documentId, edition }, index) => {
      const shown = documents.value[index]
      return shown?.summary.id === documentId && (edition === undefined || edition === shown.edition.number)
    })
  watch(
    () => draft.value.panes.map(({ documentId, edition }) => `${documentId}.${edition ?? ''}`).join(' '),
    () => {
      if (!showsRightEditions()) void open()
      // A pane that only learnt which edition it shows needs nothing new; panes in another order do.
      else if (alignment.value === null) void align()
    },
    { immediate: true, flush: 'sync' },
  )
  // Whoever changed it, the reader or an undo: the alignment follows, and the reader stays at the passage.
  watch(
    () => JSON.stringify([draft.value.kind, draft.value.pins, draft.value.folding]),
    async () => {
      if (!alignment.value || !showsRightEditions()) return
      const place = current.value === null ? null : cellsOf(current.value)
      await align()
      if (place && state.value === 'ready') current.value = unitAt(place)
    },
  )
  onScopeDispose(() => running?.abort())

  return {
    draft,
    documents,
    alignment,
    units,
    state,
    problem,
    progress,
    current,
    currentGroup,
    outdated,
    change,
    setPanes(panes, from, label) {
      alignment.value = null
      current.value = null
      currentGroup.value = null
      documents.value = from.map((index) => (index === -1 ? null : (documents.value[index] ?? null)))
      draft.value = rearrange(draft.value, panes, from)
      saving.touch(label)
    },
    setKind: (kind) => change({ kind }),
    setFolding: (folding) => change({ folding }),
    cellsOf,
    keepRow(cells) {
      const row: ComparisonRow = { id: crypto.randomUUID(), cells: [...cells], note: '', tagIds: [] }
      change({ rows: [...draft.value.rows, row] })
      return row
    },
    updateRow(id, patch) {
      change({ rows: draft.value.rows.map((row) => (row.id === id ? { ...row, ...patch } : row)) })
    },
    setRows: (rows) => change({ rows }),
    addPin(cells, apart) {
      const pin = { id: crypto.randomUUID(), cells: [...cells], ...(apart ? { apart } : {}) }
      // The newest wish comes first: where two contradict each other, the engine keeps the earlier one.
      change({ pins: [pin, ...draft.value.pins] }, apart ? 'compare.undo.apart' : 'compare.undo.pin')
      return pin
    },
    removePins: (ids) => change({ pins: draft.value.pins.filter(({ id }) => !ids.includes(id)) }, 'compare.undo.unpin'),
    async takeCurrentEditions() {
      const before = documents.value
      const opened = await Promise.all(
        draft.value.panes.map(({ documentId }) => client.call('documents.open', { documentId })),
      )
      const carried = await carryCells(draft.value, before, opened)
      documents.value = opened
      alignment.value = null
      change({
        ...carried.draft,
        panes: draft.value.panes.map((pane, index) => {
          const edition = opened[index]?.edition
          return edition ? { ...pane, edition: edition.number, editionSha256: edition.sha256 } : pane
        }),
      })
      await align()
      return { lost: carried.lost }
    },
    retry: () => void open(),
    cancel: () => running?.abort(),
    flush: saving.flush,
  }
}
