/** What a host (Electron, browser host, command line) can do for the services. Services never import a host. */
import type { ErrorDetails } from '#shared/contract'
import type { StartChild } from './children'

export interface HostPort {
  readonly kind: 'electron' | 'browser' | 'cli'
  /** Version of the program. */
  readonly version: string
  /** Absolute path; exists and is writable, or `createServices` says why not. */
  readonly dataFolder: string
  /** Absolute path of the shipped, read-only files (`out/resources`). */
  readonly resources: string
  /** Absolute path of the folder with the built workers and children (`out/main`). */
  readonly programs: string
  /** BCP 47 tag of the system. */
  readonly locale: string
  /** Prefix of `/files/<sha256>` as the interface may use it; ends with a slash. */
  readonly filesBase: string
  /** Where a browser finds this host, without its key; absent where it has no address. */
  readonly address?: string
  /** Absent where the host has no dialogs of its own. */
  readonly dialogs?: {
    /** Path of an archive that the reader chose, or null. */
    pickArchive(): Promise<string | null>
    /** Paths of files or folders that the reader chose; empty when there are none. */
    pickSources(what: 'files' | 'folders'): Promise<readonly string[]>
    /** Path that the reader chose for saving, or null. */
    pickSavePath(suggestedName: string): Promise<string | null>
  }
  readonly startChild: StartChild
  openExternal(url: string): Promise<void>
  /** False where the host cannot show folders. */
  showFolder(path: string): Promise<boolean>
  log(entry: LogEntry): void
}

export interface LogEntry {
  level: 'info' | 'warn' | 'error'
  message: string
  details?: ErrorDetails
  /** Error whose stack belongs in the log. */
  error?: unknown
}
