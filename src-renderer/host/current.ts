/** The one host of the running interface. */
import type { Client, HostInfo } from '#shared/contract'

export interface Host {
  readonly client: Client
  readonly info: HostInfo
  /** Address of the bytes with this hash; with `name` the browser saves them under it instead of showing them. */
  fileUrl(sha256: string, name?: string): string
  /** Hands a file of the reader to the services; resolves with its path there. `done` of `total` bytes. */
  upload(file: File, onProgress?: (done: number, total: number) => void): Promise<{ path: string }>
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
