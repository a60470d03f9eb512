/** Live queries of the replica as shallow refs. */
import { liveQuery, type Subscription } from 'dexie'
import { getCurrentScope, onScopeDispose, type ShallowRef, shallowRef, watch, type WatchSource } from 'vue'
import type { NotebookTablesReader } from './tables-reader'

export interface LiveOptions {
  tables: NotebookTablesReader
  /** Changes when the database object does: queries are then asked anew. */
  generation: ShallowRef<number>
  onError(error: unknown): void
}

/**
 * The result of `query`, brought up to date whenever the records it read, or `source`, change. Ends with the scope in
 * which it was called. Until the first answer, and while the database is unusable, it holds what it held before.
 */
export function createLive(options: LiveOptions) {
  return function live<T, S>(
    query: (tables: NotebookTablesReader, source: S) => Promise<T>,
    initial: T,
    source: WatchSource<S>,
  ): ShallowRef<T> {
    const result = shallowRef(initial)
    let subscription: Subscription | undefined
    const stop = watch(
      [source, options.generation] as const,
      ([value]) => {
        subscription?.unsubscribe()
        subscription = liveQuery(() => query(options.tables, value)).subscribe({
          next: (found) => (result.value = found),
          error: options.onError,
        })
      },
      { immediate: true },
    )
    const end = () => {
      stop()
      subscription?.unsubscribe()
    }
    if (getCurrentScope()) onScopeDispose(end)
    return result
  }
}
