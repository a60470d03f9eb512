/**
 * Child processes as those who run hostile work in them need it. Hosts start them differently: `child_process.fork` on
 * Node, `utilityProcess` in Electron, whose packaged program does not run as Node (its fuse is off).
 */

/** A running child. Listeners end with the child; each `on…` answers with the way to stop before. */
export interface Child {
  /** False once it has ended, or was told to. */
  isAlive(): boolean
  send(message: unknown): void
  /** Ends it at once, whatever it is doing. */
  kill(): void
  /** Resident memory in MB, or null where it cannot be told. */
  memory(): Promise<number | null>
  /** Pieces of its answers: lines of JSON. */
  onOutput(listener: (piece: Buffer) => void): () => void
  /** What it tells meanwhile. */
  onMessage(listener: (message: unknown) => void): () => void
  onEnd(listener: (end: ChildEnd) => void): () => void
}

export interface ChildEnd {
  /** Its heap was full. */
  readonly outOfHeap: boolean
}

/** `program` is the path of a built file; `heap` is in MB. */
export type StartChild = (program: string, limits: { heap: number }) => Child
