/** Registers of two archives as one: what is the same is there once, what only has the same key gets another. */
import type { Agent, Citation, Metadata, Multilingual, Person, Place, Registers } from '#shared/contract'

export interface MergedRegisters {
  registers: Registers
  /** False where the source brought nothing new. */
  changed: boolean
  /** Metadata of the source with the keys that the merged registers have. */
  rekey(metadata: Metadata): Metadata
}

const folded = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
const sharesName = (a: readonly string[], b: readonly string[]) => {
  const names = new Set(a.map(folded))
  return b.some((name) => names.has(folded(name)))
}

const namesOf = ({ names, variants }: Person | Place) => [...Object.values(names), ...(variants ?? [])]

/** Two records of one key are of one person where they share a name in any of its forms. */
const isSamePerson = (a: Person, b: Person) => sharesName([...namesOf(a), a.sort], [...namesOf(b), b.sort])
const isSamePlace = (a: Place, b: Place) => sharesName(namesOf(a), namesOf(b))
const isSameCitation = (a: Citation, b: Citation) =>
  JSON.stringify(a) === JSON.stringify(b) || (a.title !== undefined && a.title === b.title && a.type === b.type)

/** What the first says, and what only the second says. */
const joinTexts = (a: Multilingual, b: Multilingual): Multilingual => ({ ...b, ...a })
function joinVariants(a: Person | Place, b: Person | Place): { variants?: string[] } {
  const known = new Set(namesOf(a).map(folded))
  const more = namesOf(b).filter((name) => !known.has(folded(name)) && !Object.values(b.names).includes(name))
  const variants = [...(a.variants ?? []), ...new Set(more)]
  return variants.length > 0 ? { variants } : {}
}

const joinPerson = (a: Person, b: Person): Person => ({
  ...a,
  names: joinTexts(a.names, b.names),
  ...(a.roles || b.roles ? { roles: joinTexts(a.roles ?? {}, b.roles ?? {}) } : {}),
  ...joinVariants(a, b),
})
const joinPlace = (a: Place, b: Place): Place => ({
  ...b,
  ...a,
  names: joinTexts(a.names, b.names),
  ...joinVariants(a, b),
})

interface Joined<T> {
  entries: T[]
  /** Key in the source → key in the result. */
  keys: Map<string, string>
}

function join<T>(
  target: readonly T[],
  source: readonly T[],
  keyOf: (entry: T) => string,
  withKey: (entry: T, key: string) => T,
  isSame: (a: T, b: T) => boolean,
  both: (a: T, b: T) => T,
): Joined<T> {
  const entries = new Map(target.map((entry) => [keyOf(entry), entry]))
  const keys = new Map<string, string>()
  for (const entry of source) {
    const key = keyOf(entry)
    let free = key
    for (let n = 2; ; n += 1) {
      const known = entries.get(free)
      if (known === undefined) entries.set(free, withKey(entry, free))
      else if (isSame(known, entry)) entries.set(free, both(known, entry))
      else {
        free = `${key}-${n}`
        continue
      }
      break
    }
    keys.set(key, free)
  }
  return { entries: [...entries.values()], keys }
}

/** The registers of both; records of the target keep their keys and what they say. Pure. */
export function mergeRegisters(target: Registers, source: Registers): MergedRegisters {
  const keyOf = ({ key }: { key: string }) => key
  const persons = join<Person>(
    target.persons,
    source.persons,
    keyOf,
    (one, key) => ({ ...one, key }),
    isSamePerson,
    joinPerson,
  )
  const places = join<Place>(
    target.places,
    source.places,
    keyOf,
    (one, key) => ({ ...one, key }),
    isSamePlace,
    joinPlace,
  )
  const citations = join<Citation>(
    target.citations,
    source.citations,
    ({ id }) => id,
    (one, id) => ({ ...one, id }),
    isSameCitation,
    (a) => a,
  )
  const registers = { persons: persons.entries, places: places.entries, citations: citations.entries }
  const rekeyAgent = (keys: ReadonlyMap<string, string>) => (agent: Agent) =>
    agent.key === undefined ? agent : { ...agent, key: keys.get(agent.key) ?? agent.key }
  return {
    registers,
    changed: JSON.stringify(registers) !== JSON.stringify(target),
    rekey: (metadata) => ({
      ...metadata,
      creators: metadata.creators.map(rekeyAgent(persons.keys)),
      persons: metadata.persons.map(rekeyAgent(persons.keys)),
      places: metadata.places.map(rekeyAgent(places.keys)),
      ...(metadata.sources ? { sources: metadata.sources.map((id) => citations.keys.get(id) ?? id) } : {}),
    }),
  }
}
