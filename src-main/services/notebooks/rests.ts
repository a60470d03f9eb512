/** Rests in long work on the main thread. */
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Milliseconds of work between two rests: less than a reader feels. */
const WORK = 20

/** Gives others their turn, unless they had it a moment ago: cheap enough to be asked after each small step. */
export type Rest = () => Promise<void>

export function createRest(): Rest {
  let last = performance.now()
  return async () => {
    if (performance.now() - last < WORK) return
    await nextTurn()
    last = performance.now()
  }
}
