/** Waiting in tests: for what will be so, never for a time. */

/** Far longer than anything takes: other work may keep the machine busy. */
const PATIENCE_MS = 20_000

/**
 * Resolves with the answer of `read` as soon as it is truthy. Rejects after 20 s, with the text of `read`. An exception
 * in it counts as "not yet".
 */
export async function until<T>(read: () => T): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  let failure: unknown
  for (;;) {
    try {
      failure = undefined
      const answer = read()
      if (answer) return answer
    } catch (error) {
      failure = error
    }
    if (Date.now() > deadline) throw new Error(`not reached: ${read.toString()}`, { cause: failure })
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** The same for expectations: resolves when `check` throws no more; rejects with its last exception. */
export async function eventually(check: () => void): Promise<void> {
  let last: unknown
  const holds = () => {
    try {
      check()
      return true
    } catch (error) {
      last = error
      return false
    }
  }
  await until(holds).catch(() => {
    throw last
  })
}
