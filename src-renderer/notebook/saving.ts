/** Whether everything is saved, as one ref that the title bar shows. */
import { readonly, type Ref, ref } from 'vue'
import type { NotebookStatus, Notice } from '#shared/contract'
import type { RebuildCause } from './replica'

export interface SavedState {
  /** `starting`: the replica is being compared or built; what is shown may be old. */
  state: 'starting' | 'saved' | 'saving' | 'failed' | 'readonly' | 'unreachable'
  /** When something was last saved by this page. */
  at: Date | null
  /** The service's sentence where something failed or the notebook can only be read; else empty. */
  message: string
  /** What the reader must hear of once: damage that was found, a replica that was built anew. */
  notices: Notice[]
  /** Records of a rebuild: how many of how many; null when none is under way. */
  progress: { done: number; total: number } | null
}

export interface Saving {
  status: Readonly<Ref<SavedState>>
  /** What the service says of the journal. */
  heard(status: NotebookStatus): void
  began(): void
  /** What `began` announced is over; `isWritten` when the journal got something. */
  ended(isWritten: boolean): void
  failed(message: string): void
  progress(done: number, total: number): void
  /** Whether the program behind the page is gone. */
  interrupted(isGone: boolean): void
  rebuilt(cause: RebuildCause, records: number): void
  /** The replica is as far as the journal. */
  ready(): void
  dismiss(code: Notice['code']): void
}

const causes: Record<RebuildCause, string> = {
  empty: 'this window had no copy of them yet',
  ahead: 'the copy in this window was newer than the notebook',
  chain: 'the copy in this window belonged to another history',
  counts: 'the copy in this window was not complete',
  unreadable: 'the copy in this window could not be read',
  stale: 'the copy in this window could not be written',
}

export function createSaving(): Saving {
  const status = ref<SavedState>({ state: 'starting', at: null, message: '', notices: [], progress: null })
  const own: Notice[] = []
  let theirs: Notice[] = []
  const dismissed = new Set<string>()
  let readOnlyReason: string | null = null
  let underWay = 0
  let isInterrupted = false

  const set = (patch: Partial<SavedState>) => (status.value = { ...status.value, ...patch })
  const listNotices = () => set({ notices: [...theirs, ...own].filter((notice) => !dismissed.has(notice.message)) })

  /** What it is when nothing is under way and nothing failed. */
  function rest(): void {
    if (isInterrupted) set({ state: 'unreachable', message: '', progress: null })
    else if (readOnlyReason !== null) set({ state: 'readonly', message: readOnlyReason, progress: null })
    else set({ state: underWay > 0 ? 'saving' : 'saved', message: '', progress: null })
  }

  return {
    status: readonly(status) as Readonly<Ref<SavedState>>,
    heard(heard) {
      const wasReadOnly = readOnlyReason !== null
      readOnlyReason = heard.mode === 'reader' ? (heard.reason ?? '') : null
      theirs = heard.notices
      listNotices()
      const { state } = status.value
      if (state === 'starting' || state === 'saving') return
      // A sentence about a failure stays until something is saved, or the whole notebook is read-only.
      if (state !== 'failed' || wasReadOnly !== (readOnlyReason !== null)) rest()
    },
    began() {
      underWay += 1
      if (status.value.state !== 'starting') set({ state: isInterrupted ? 'unreachable' : 'saving', message: '' })
    },
    ended(isWritten) {
      underWay -= 1
      if (isWritten) {
        readOnlyReason = null
        set({ at: new Date() })
      }
      rest()
    },
    failed(message) {
      underWay = Math.max(0, underWay - 1)
      set({ state: readOnlyReason === null ? 'failed' : 'readonly', message, progress: null })
    },
    interrupted(isGone) {
      isInterrupted = isGone
      const { state } = status.value
      // A change that could not be saved is worse news, and stays.
      if (state !== 'starting' && state !== 'failed') rest()
    },
    progress: (done, total) => set({ progress: { done, total } }),
    rebuilt(cause, records) {
      own.splice(0, own.length, {
        code: 'rebuilt',
        message: `The notes were read anew from the notebook on the disk, because ${causes[cause]}. Nothing is missing.`,
        details: { cause, records },
      })
      listNotices()
    },
    ready: () => rest(),
    dismiss(code) {
      for (const notice of status.value.notices) if (notice.code === code) dismissed.add(notice.message)
      listNotices()
    },
  }
}
