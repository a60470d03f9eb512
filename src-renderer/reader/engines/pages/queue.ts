/** What is to be drawn, one after the other, what is seen first. */

export interface Job {
  /** A later job with the same key takes the place of the earlier one. */
  readonly key: string
  /** The lowest goes first. Asked each time, for what was seen may be gone. Null: nobody waits any more. */
  rank(): number | null
  run(signal: AbortSignal): Promise<void>
}

export interface JobQueue {
  add(job: Job): void
  /** Takes a job back, also while it runs. */
  drop(key: string): void
  close(): void
}

export function createQueue(): JobQueue {
  const waiting = new Map<string, Job>()
  let running: { readonly key: string; readonly stop: AbortController } | null = null
  let isClosed = false

  function next(): Job | null {
    let best: { job: Job; rank: number } | null = null
    for (const job of waiting.values()) {
      const rank = job.rank()
      if (rank === null) waiting.delete(job.key)
      else if (!best || rank < best.rank) best = { job, rank }
    }
    return best?.job ?? null
  }

  function go(): void {
    if (running || isClosed) return
    const job = next()
    if (!job) return
    waiting.delete(job.key)
    const stop = new AbortController()
    running = { key: job.key, stop }
    void job
      .run(stop.signal)
      // A job tells itself what went wrong.
      .catch(() => undefined)
      .finally(() => {
        running = null
        go()
      })
  }

  return {
    add(job) {
      if (running?.key === job.key) running.stop.abort(new DOMException('drawn anew', 'AbortError'))
      waiting.set(job.key, job)
      // Whoever asks for several things in a row gets the most urgent one first.
      queueMicrotask(go)
    },
    drop(key) {
      waiting.delete(key)
      if (running?.key === key) running.stop.abort(new DOMException('not needed', 'AbortError'))
    },
    close() {
      isClosed = true
      waiting.clear()
      running?.stop.abort(new DOMException('closed', 'AbortError'))
    },
  }
}
