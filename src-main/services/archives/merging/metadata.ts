/** Metadata of one document from two archives: what the first says stays, what only the other says is added. */
import type { Agent, Metadata } from '#shared/contract'

export interface JoinedMetadata {
  metadata: Metadata
  /** The other says something that the first does not. */
  changed: boolean
  /** Fields of which the other says something else: the first's value stays. */
  differing: string[]
}

/** Fields with one value. */
const single = [
  'date',
  'genre',
  'work',
  'description',
  'original',
  'repository',
  'callNumber',
  'level',
  'partOf',
  'rights',
  'sourceUrl',
  'archivedUrl',
  'accessed',
] as const

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
const agentKey = ({ name, key, role }: Agent) => JSON.stringify([key ?? name, role ?? ''])

function union<T>(a: readonly T[], b: readonly T[], keyOf: (one: T) => string): T[] {
  const known = new Set(a.map(keyOf))
  return [...a, ...b.filter((one) => !known.has(keyOf(one)))]
}

/** Joins `other` into `first`. A title that differs becomes another title of the document. Pure. */
export function joinMetadata(first: Metadata, other: Metadata): JoinedMetadata {
  const metadata: Metadata = { ...first, origins: { ...first.origins } }
  const differing: string[] = []
  const take = <K extends keyof Metadata>(field: K, value: Metadata[K]) => {
    if (same(metadata[field], value)) return
    metadata[field] = value
    const origin = other.origins[field]
    // A list that both have filled keeps the origin that it had.
    if (origin !== undefined && metadata.origins[field] === undefined) metadata.origins[field] = origin
  }
  for (const field of ['creators', 'persons', 'places'] as const)
    take(field, union(first[field], other[field], agentKey))
  take(
    'languages',
    union(first.languages, other.languages, (one) => one),
  )
  const titles = [...(first.alternativeTitles ?? []), ...[other.title, ...(other.alternativeTitles ?? [])]]
  const isNew = new Set([first.title.text])
  const alternatives = titles.filter(({ text }) => !isNew.has(text) && isNew.add(text))
  if (alternatives.length > (first.alternativeTitles?.length ?? 0)) take('alternativeTitles', alternatives)
  if (other.subjects) {
    const subjectKey = (subject: string) => subject.toLowerCase()
    take('subjects', union(first.subjects ?? [], other.subjects, subjectKey))
  }
  if (other.sources)
    take(
      'sources',
      union(first.sources ?? [], other.sources, (one) => one),
    )
  if (first.type === 'other' && other.type !== 'other') take('type', other.type)
  else if (other.type !== 'other' && other.type !== first.type) differing.push('type')
  for (const field of single) {
    if (other[field] === undefined || same(first[field], other[field])) continue
    if (first[field] === undefined) take(field, other[field])
    else differing.push(field)
  }
  return { metadata, changed: !same({ ...metadata, origins: 0 }, { ...first, origins: 0 }), differing }
}
