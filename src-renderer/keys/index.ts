/** Which digit or letter a key stands for, on every keyboard: all that listens to single keys asks here. */

/**
 * The digit from 1 to 9 that a key stands for, by its place in the upper row (with Shift, too, which some keyboards need)
 * or on the number pad; null for other keys and with other modifiers.
 */
export function digitOf(event: KeyboardEvent): number | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null
  const upper = /^Digit([1-9])$/.exec(event.code)?.[1]
  const pad = /^Numpad[1-9]$/.test(event.code) && /^[1-9]$/.test(event.key) ? event.key : undefined
  const found = upper ?? pad
  return found === undefined ? null : Number(found)
}

/**
 * The letter from a to z that a key stands for, whatever the modifiers; `''` for other keys. On keyboards of other
 * scripts the place of the key counts.
 */
export function letterOf(event: KeyboardEvent): string {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase()
  const place = /^Key([A-Z])$/.exec(event.code)?.[1]
  return place && !/^[\x20-\x7e]$/.test(event.key) ? place.toLowerCase() : ''
}
