/** Notebooks in temporary folders, and file systems that fail. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Notebook,
  type NotebookFile,
  type NotebookFiles,
  nodeFiles,
  type NotebookOptions,
  openNotebook,
} from '#main/services/notebooks'
import type { EventName, EventPayload } from '#shared/contract'

/** What a test may let go wrong; null lets everything go right. */
export interface Faults {
  /** Called before a write to a file whose name matches; may throw, or say how many bytes are taken. */
  write: ((path: string, bytes: Uint8Array) => number | undefined) | null
  datasync: ((path: string) => void) | null
  free: number | null
}

export function failing(code: string): Error {
  return Object.assign(new Error(`${code}: the test says so`), { code })
}

export function faultyFiles(faults: Faults): NotebookFiles {
  return {
    ...nodeFiles,
    async open(path, exclusive) {
      const file = await nodeFiles.open(path, exclusive)
      const wrapped: NotebookFile = {
        ...file,
        write(bytes, position) {
          const taken = faults.write?.(path, bytes)
          return file.write(taken === undefined ? bytes : bytes.subarray(0, taken), position)
        },
        async datasync() {
          faults.datasync?.(path)
          await file.datasync()
        },
      }
      return wrapped
    },
    freeBytes: async (folder) => faults.free ?? (await nodeFiles.freeBytes(folder)),
  }
}

/** The real file system without its syncs, for tests that open a notebook thousands of times. */
export const unsyncedFiles: NotebookFiles = {
  ...nodeFiles,
  open: async (path, exclusive) => ({ ...(await nodeFiles.open(path, exclusive)), datasync: () => Promise.resolve() }),
  syncFolder: () => Promise.resolve(),
}

interface Opened {
  notebook: Notebook
  events: { [E in EventName]?: EventPayload<E>[] }
  log: string[]
}

export interface TestFolder {
  folder: string
  open(options?: Partial<NotebookOptions>): Promise<Opened>
  /** Closes what is open and removes the folder. */
  clean(): Promise<void>
}

export function testFolder(): TestFolder {
  const root = mkdtempSync(join(tmpdir(), 'avots-notebook-'))
  const folder = join(root, 'notebook')
  const opened: Notebook[] = []
  return {
    folder,
    async open(options = {}) {
      const events: Record<string, unknown[]> = {}
      const log: string[] = []
      const notebook = await openNotebook({
        folder,
        actor: 'reader',
        hostKind: 'cli',
        log: (entry) => void log.push(entry.message),
        emit: (event, payload) => void (events[event] ??= []).push(payload),
        pollMs: 20,
        ...options,
      })
      opened.push(notebook)
      return { notebook, events, log }
    },
    async clean() {
      for (const notebook of opened) await notebook.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** What every call gets besides its input. */
export const context = {
  signal: { aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined },
  progress: () => undefined,
}
