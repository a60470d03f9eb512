/** The one host of the running interface. */
import type { Client, HostInfo } from '#shared/contract'

/** A file to import; `path` with slashes, from the topmost folder that was chosen. */
export interface SourceFile {
  readonly file: File
  readonly path: string
}

interface SpoolOptions {
  readonly signal: AbortSignal
  onProgress(done: number, total: number): void
}

interface Spooled {
  readonly paths: readonly string[]
  /** Why files were left out, a sentence each. */
  readonly refused: readonly string[]
  /** Deletes what was handed over, where no import was begun with it. */
  discard(): Promise<void>
}

export interface Host {
  readonly client: Client
  readonly info: HostInfo
  /** Address of the bytes with this hash; with `name` the browser saves them under it instead of showing them. */
  fileUrl(sha256: string, name?: string): string
  /** Hands a file of the reader to the services; resolves with its path there. `done` of `total` bytes. */
  upload(file: File, onProgress?: (done: number, total: number) => void): Promise<{ path: string }>
  /** Absolute path of a file or folder of the reader; null where the host's page has none and hands files over. */
  readonly pathOf: ((file: File) => string) | null
  /**
   * Hands files over with the paths that they have below what the reader chose; resolves with the folder or file to
   * import for each of the topmost names. `done` of `total` bytes.
   */
  spool(files: readonly SourceFile[], options: SpoolOptions): Promise<Spooled>
  /** Saves bytes at an address of this host where the reader says. False when the reader gave up. */
  saveBytes(url: string, name: string): Promise<boolean>
}

let current: Host | null = null

/** Sets the host: at start, or a fake one in tests. */
export function provideHost(host: Host): void {
  current = host
}

/** The host that was provided; a programming error when there is none yet. */
export function useHost(): Host {
  if (!current) throw new Error('useHost() before provideHost()')
  return current
}
