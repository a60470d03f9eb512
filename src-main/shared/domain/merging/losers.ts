/** What the losing side of a merge said stays in sight: below its note, or beside its comparison. */
import type { Annotation, Comparison } from '../../contract'
import { canonicalJson } from '../records'
import type { Known } from './decide'
import type { MergedRecord } from './records'

export interface MergeOptions {
  /** ISO instant for what is away for a moment while names are exchanged. */
  time: string
  /** A UUID that depends on the seed alone. */
  idFrom(seed: string): string
}

const quoted = (words: string) => words.replace(/^/gm, '> ')

/** What the losing side said of a note, as answers below it: one for each field, so that none is made twice. */
export function lostWords({ record, lost }: MergedRecord<Annotation>, { idFrom }: MergeOptions): Annotation[] {
  const answer = (name: string, { value, actor, updated }: Known, note: string, targets = record.targets) => ({
    id: idFrom(`${record.id}\n${name}\n${canonicalJson(value)}`),
    targets,
    kind: 'reply' as const,
    colour: null,
    tagIds: [],
    note,
    replyTo: record.replyTo ?? record.id,
    version: { actor, time: updated },
    created: updated,
    updated,
    rev: 1,
    deletedAt: null,
  })
  return [...lost].flatMap(([name, known]): Annotation[] => {
    const { value } = known
    if (name === 'note' && typeof value === 'string' && value !== '') return [answer(name, known, value)]
    if (name === 'correction' && typeof value === 'string' && value !== '') return [answer(name, known, quoted(value))]
    if (name !== 'targets') return []
    const targets = value as Annotation['targets']
    const [first] = targets
    return [answer(name, known, first?.kind === 'text' ? quoted(first.exact) : '', targets)]
  })
}

/** A comparison that both changed: the other one stands beside it. */
export function lostComparison(
  { record, lost }: MergedRecord<Comparison>,
  { idFrom }: MergeOptions,
): Comparison | null {
  const content = lost.get('content')
  if (!content || record.deletedAt !== null) return null
  const id = idFrom(`${record.id}\n${canonicalJson(content.value)}`)
  const { v, created } = record
  const lifetime = { created, updated: content.updated, rev: 1, deletedAt: null }
  const copy = { ...(content.value as Omit<Comparison, 'v' | 'id' | keyof typeof lifetime>), v, id, ...lifetime }
  return { ...copy, title: `${copy.title} (2)` }
}
