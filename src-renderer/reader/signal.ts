/** A list of listeners. `emit` calls them in order; one that is taken away meanwhile is not called. */
export interface Signal<Arguments extends unknown[]> {
  on(listener: (...values: Arguments) => void): () => void
  emit(...values: Arguments): void
  isHeard(): boolean
}

export function createSignal<Arguments extends unknown[]>(): Signal<Arguments> {
  const listeners = new Set<(...values: Arguments) => void>()
  return {
    on(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    isHeard: () => listeners.size > 0,
    emit(...values) {
      for (const listener of [...listeners]) if (listeners.has(listener)) listener(...values)
    },
  }
}
