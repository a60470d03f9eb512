/** Names in the form of a catalogue. Pure. */
import type { Person } from '#shared/contract'

/** Family name first, in the language wanted: "Molotovs, Vjačeslavs". Names that have no parts stay as they are. */
export function catalogueName(name: string, person: Person | undefined): string {
  if (!person?.sort.includes(',')) return name
  const words = name.split(' ')
  const family = words.pop()
  return words.length > 0 ? `${family}, ${words.join(' ')}` : name
}
