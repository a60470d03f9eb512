/** Identifiers of operations and records: UUID version 7 (RFC 9562, section 5.7). */

/** Where time and chance come from; the domain has neither. */
export interface IdSource {
  /** Milliseconds since 1970. */
  now(): number
  /** `count` random bytes. */
  random(count: number): Uint8Array
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')

/**
 * Makes UUIDs that sort by the time of their making, also within one millisecond and when the clock goes back: the
 * 12 bits after the version are a counter (RFC 9562, section 6.2, method 1).
 */
export function createIds(source: IdSource): () => string {
  let last = 0
  let counter = 0
  return () => {
    const now = Math.max(source.now(), last)
    counter = now === last ? counter + 1 : (source.random(1)[0] ?? 0)
    last = now
    if (counter > 0xfff) {
      last += 1
      counter = 0
    }
    const tail = [...source.random(8)]
    tail[0] = ((tail[0] ?? 0) & 0x3f) | 0x80
    const digits = tail.map((byte) => hex(byte, 2)).join('')
    const time = hex(last, 12)
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(counter, 3)}-${digits.slice(0, 4)}-${digits.slice(4)}`
  }
}
