import { onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import { type Breather, makeBreather, Superseded } from './slices'

/**
 * What `make` finds for the newest input; the earlier result stays until then. `settled` resolves when the result is
 * that of the newest input.
 */
export function useSliced<I, T>(input: () => I, make: (input: I, breathe: Breather) => Promise<T>, initial: T) {
  const result: Ref<T> = shallowRef(initial)
  let turn = 0
  let running = Promise.resolve()
  watch(
    input,
    (value) => {
      const mine = ++turn
      running = make(
        value,
        makeBreather(() => mine === turn),
      ).then(
        (made) => {
          if (mine === turn) result.value = made
        },
        (error: unknown) => {
          if (!(error instanceof Superseded)) throw error
        },
      )
    },
    { immediate: true, flush: 'sync' },
  )
  onScopeDispose(() => (turn += 1))
  async function settled(): Promise<void> {
    for (let before = -1; before !== turn;) {
      before = turn
      await running
    }
  }
  return { result, settled }
}
