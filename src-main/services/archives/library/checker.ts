/** Checks payloads in the background, one archive after the other, and stops at once when asked. */
import { isAppError, type VerifyReport } from '#shared/contract'
import { verifyBag } from '../bag'

interface Ends {
  started(): void
  ended(report: VerifyReport | null): void
}

export interface Checker {
  /** Puts an archive in line; `ended` gets null when the check could not be made. Once per key at a time. */
  check(key: string, path: string, on: Ends): void
  cancel(key: string): void
  close(): Promise<void>
}

export function createChecker(delay: number): Checker {
  const waiting = new Map<string, AbortController>()
  let queue: Promise<unknown> = new Promise((resolve) => setTimeout(resolve, delay).unref())
  let running: Promise<unknown> | null = null
  let closed = false

  async function run(key: string, path: string, controller: AbortController, on: Ends): Promise<void> {
    on.started()
    let report: VerifyReport | null = null
    try {
      report = await verifyBag(path, { signal: controller.signal, models: false })
    } catch (error) {
      if (!isAppError(error)) throw error
    } finally {
      if (waiting.get(key) === controller) waiting.delete(key)
    }
    if (!controller.signal.aborted) on.ended(report)
  }

  return {
    check(key, path, on) {
      waiting.get(key)?.abort()
      const controller = new AbortController()
      waiting.set(key, controller)
      queue = queue.then(async () => {
        if (closed || controller.signal.aborted) return
        running = run(key, path, controller, on)
        await running
        running = null
      })
      queue = queue.catch(() => undefined)
    },
    cancel(key) {
      waiting.get(key)?.abort()
      waiting.delete(key)
    },
    async close() {
      closed = true
      for (const controller of waiting.values()) controller.abort()
      waiting.clear()
      await running?.catch(() => undefined)
    },
  }
}
