/** What was asked for lately, or is being asked for: going back to it is at once. */
export interface Kept<T> {
  /** A failure is not kept: the next one who asks may be luckier. */
  get(key: string, load: () => Promise<T>): Promise<T>
  /** What was answered, and is kept; null where that is not so yet. */
  there(key: string): Promise<T> | null
  forget(): void
}

/** Keeps `most` answers. */
export function keepLately<T>(most: number): Kept<T> {
  const known = new Map<string, { readonly answer: Promise<T>; isThere: boolean }>()
  return {
    get(key, load) {
      const before = known.get(key)
      const entry = before ?? { answer: load(), isThere: false }
      // A map keeps the order of insertion: the first is the one not asked for for longest.
      known.delete(key)
      known.set(key, entry)
      const oldest = known.keys().next().value
      if (known.size > most && oldest !== undefined) known.delete(oldest)
      if (!before) {
        entry.answer.then(
          () => (entry.isThere = true),
          () => known.get(key) === entry && known.delete(key),
        )
      }
      return entry.answer
    },
    there(key) {
      const entry = known.get(key)
      return entry?.isThere ? entry.answer : null
    },
    forget: () => known.clear(),
  }
}
