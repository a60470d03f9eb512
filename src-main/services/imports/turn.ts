/** A queue of one place. */

export type Turn = <T>(act: () => Promise<T>, signal: AbortSignal, wait: () => void) => Promise<T>

/** Acts come one at a time, in the order of the calls; `wait` is called where one has to. An aborted one waits no more. */
export function createTurn(): Turn {
  let last: Promise<unknown> = Promise.resolve()
  let busy = 0
  return async (act, signal, wait) => {
    const before = last
    let free: () => void = () => undefined
    const own = new Promise<void>((resolve) => (free = resolve))
    last = before.then(() => own)
    busy += 1
    try {
      if (busy > 1) {
        wait()
        const aborted = new Promise<void>((resolve) => {
          if (signal.aborted) resolve()
          else signal.addEventListener('abort', () => resolve(), { once: true })
        })
        await Promise.race([before, aborted])
      }
      return await act()
    } finally {
      busy -= 1
      free()
    }
  }
}
