/** How far an import is, and how long it will take. */
import type { ImportCounts, ImportProgress, ImportStatus } from '#shared/contract'

type Report = Omit<ImportProgress, 'archiveId' | 'importId' | 'recognise'>

export interface ProgressMeter {
  scanned(files: number, bytes: number): void
  scanning(files: number): void
  reading(name: string): void
  /** So many pages of the file that is being read are done. */
  page(done: number, total: number): void
  /** A file is done; `before` means by an earlier run. */
  done(status: ImportStatus, bytes: number, before?: boolean): void
  state(state: Report['state']): void
}

/** Milliseconds between two reports. */
const interval = 250
/** An estimate is given after so many ms of work. */
const settled = 1000

/** `report` is called at most four times a second, and at every change of state. */
export function createMeter(
  report: (progress: Report) => void,
  now: () => number = () => performance.now(),
): ProgressMeter {
  const counts: ImportCounts = { ok: 0, partial: 0, refused: 0, duplicate: 0 }
  const at: Report = {
    state: 'scanning',
    files: 0,
    filesDone: 0,
    bytes: 0,
    bytesDone: 0,
    secondsLeft: null,
    counts,
  }
  let reported = -Infinity
  let worked = 0
  let since = now()
  let bytesHere = 0
  let filesHere = 0

  function estimate(): number | null {
    const elapsed = worked + (at.state === 'running' ? now() - since : 0)
    // Where pages are told, they count: a book may be the only file.
    const part = at.page ? at.page.done / Math.max(1, at.page.total) : 0
    if (elapsed < settled || filesHere + part === 0) return null
    if (part > 0) return Math.ceil((elapsed * (at.files - at.filesDone - part)) / (filesHere + part) / 1000)
    // Small files cost by their number, large ones by their bytes: the slower of both is nearer to the truth.
    const byBytes = bytesHere > 0 ? (elapsed * (at.bytes - at.bytesDone)) / bytesHere : 0
    const byFiles = (elapsed * (at.files - at.filesDone)) / filesHere
    return Math.ceil(Math.max(byBytes, byFiles) / 1000)
  }

  function tell(always: boolean): void {
    if (!always && now() - reported < interval) return
    reported = now()
    report({ ...at, counts: { ...counts }, secondsLeft: estimate() })
  }

  return {
    scanning(files) {
      at.files = files
      tell(false)
    },
    scanned(files, bytes) {
      at.files = files
      at.bytes = bytes
    },
    reading(name) {
      at.current = name
      delete at.page
      tell(false)
    },
    page(done, total) {
      at.page = { done, total }
      tell(false)
    },
    done(status, bytes, before = false) {
      counts[status] += 1
      at.filesDone += 1
      delete at.page
      at.bytesDone += bytes
      if (!before) {
        bytesHere += bytes
        filesHere += 1
      }
      tell(false)
    },
    state(state) {
      if (at.state === 'running') worked += now() - since
      since = now()
      at.state = state
      if (state === 'finished' || state === 'stopped') {
        delete at.current
        delete at.page
      }
      tell(true)
    },
  }
}
