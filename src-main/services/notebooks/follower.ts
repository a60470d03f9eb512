/** A reader's view of a journal that another process writes: looks again and again, and applies what is complete. */
import type { Op } from '#shared/contract'
import type { NotebookFiles } from './files'
import { listSegments, type Paths } from './folder'
import { readLines } from './journal-lines'
import type { JournalEnd } from './recovery'
import { applyPlaced, type NotebookState, wholeCommits } from './state'

export interface FollowOptions {
  files: NotebookFiles
  paths: Paths
  state(): NotebookState
  end: JournalEnd
  everyMs: number
  /** Operations that were applied to the state. */
  onOps(ops: Op[]): void
  /** The file is not what was read before: reads everything anew. */
  reload(): Promise<JournalEnd>
  onError(error: unknown): void
}

/** Starts; the result ends it and resolves when the last look is over. */
export function follow(options: FollowOptions): () => Promise<void> {
  const { files, paths, state, onOps } = options
  let end = options.end
  let isStopped = false
  let running: Promise<void> = Promise.resolve()
  let isRunning = false

  /** True when everything of the segment is read. */
  async function readRest(): Promise<boolean> {
    const path = paths.segment(end.segment)
    const size = (await files.stat(path))?.size ?? 0
    if (size < end.length) {
      end = await options.reload()
      return false
    }
    if (size === end.length) return true
    const content = readLines(await files.read(path, end.length), path, state().chainHash, end.length === 0)
    const { whole, rest } = wholeCommits(content.lines)
    if (content.damaged.length > 0) {
      // Cut off and written anew by its writer, or damaged: either way only the whole tells.
      end = await options.reload()
      return false
    }
    if (whole.length === 0 && rest.length === 0 && content.headerHash !== null) {
      state().chainHash = content.headerHash
      end.length += content.complete
    }
    for (const line of whole) applyPlaced(state(), line)
    const last = whole.at(-1)
    if (last) {
      end.length += last.end
      onOps(whole.map((line) => line.op))
    }
    return rest.length === 0 && content.complete === content.length
  }

  async function look(): Promise<void> {
    const newest = (await listSegments(files, paths)).at(-1) ?? 0
    if (end.segment === 0) {
      if (newest > 0) end = await options.reload()
      return
    }
    if ((await readRest()) && newest > end.segment)
      end = { segment: end.segment + 1, length: 0, sealed: false, waiting: [] }
  }

  const timer = setInterval(() => {
    if (isRunning || isStopped) return
    isRunning = true
    running = look()
      .catch(options.onError)
      .finally(() => (isRunning = false))
  }, options.everyMs)
  timer.unref()

  return async () => {
    isStopped = true
    clearInterval(timer)
    await running
  }
}
