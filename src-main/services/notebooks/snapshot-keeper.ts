/** When snapshots are taken and which are kept. One at a time; a snapshot that fails costs nothing but itself. */
import { join } from 'node:path'
import type { SnapshotInfo } from '#shared/contract'
import type { LogEntry } from '../host'
import type { NotebookFiles } from './files'
import type { Paths } from './folder'
import type { LoadedNotebook } from './recovery'
import { listSnapshots, superfluous, writeSnapshot } from './snapshots'
import type { NotebookState } from './state'

const EVERY_OPS = 500
const EVERY_MS = 10 * 60_000

export interface SnapshotKeeper {
  /** The notebook was read from the disk. */
  loaded(notebook: LoadedNotebook): void
  /** So many operations reached the journal; the last one stands in this segment. */
  noted(count: number, segment: number): void
  /** Takes one now. Throws when the disk does not take it. */
  take(reason: SnapshotInfo['reason'], segment?: number): Promise<SnapshotInfo>
  /** Bytes of the newest one. */
  snapshotBytes(): number
  /** Waits for the one under way and, as a writer, takes the last one. */
  close(isWriter: boolean): Promise<void>
}

export interface KeeperOptions {
  files: NotebookFiles
  paths: Paths
  now(): Date
  log(entry: LogEntry): void
  state(): NotebookState
}

export function createSnapshotKeeper(options: KeeperOptions): SnapshotKeeper {
  const { files, paths, now, log, state } = options
  let waiting = 0
  let bytes = 0
  let segment = 0
  let timer: ReturnType<typeof setTimeout> | null = null
  let running: Promise<unknown> = Promise.resolve()

  async function write(reason: SnapshotInfo['reason']): Promise<SnapshotInfo> {
    const before = waiting
    waiting = 0
    if (timer) clearTimeout(timer)
    timer = null
    try {
      const at = now()
      const info = await writeSnapshot(files, paths, state(), { reason, segment, at })
      bytes = info.bytes
      for (const old of superfluous(await listSnapshots(files, paths), at)) {
        await files.remove(join(paths.snapshots, old.id))
      }
      return info
    } catch (error) {
      waiting += before
      throw error
    }
  }

  function take(reason: SnapshotInfo['reason']): Promise<SnapshotInfo> {
    const next = running.catch(() => undefined).then(() => write(reason))
    running = next
    return next
  }

  function takeQuietly(): void {
    take('periodic').catch((error: unknown) => log({ level: 'warn', message: 'a snapshot failed', error }))
  }

  return {
    loaded(notebook) {
      waiting = notebook.unsnapshotted
      bytes = notebook.snapshotBytes
      segment = notebook.end.segment
    },
    noted(count, inSegment) {
      waiting += count
      segment = inSegment
      if (waiting >= EVERY_OPS) {
        takeQuietly()
        return
      }
      timer ??= setTimeout(takeQuietly, EVERY_MS)
      timer.unref()
    },
    take(reason, inSegment) {
      segment = inSegment ?? segment
      return take(reason)
    },
    snapshotBytes: () => bytes,
    async close(isWriter) {
      if (timer) clearTimeout(timer)
      timer = null
      await running.catch(() => undefined)
      if (!isWriter || waiting === 0) return
      await take('quit').catch((error: unknown) => log({ level: 'warn', message: 'the last snapshot failed', error }))
    },
  }
}
