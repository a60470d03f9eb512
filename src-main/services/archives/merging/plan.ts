/** Which documents of an archive another one has, and what merging would add. */
import { createHash } from 'node:crypto'
import type { DocumentSummary, Metadata } from '#shared/contract'
import { joinMetadata } from './metadata'

/** What is compared of a document. */
export interface DocumentFacts {
  id: string
  /** SHA-256 of its files, the first one first. */
  originals: readonly string[]
  /** By SHA-256 of the text. */
  editions: readonly { text: string; extractor: string }[]
  metadata: Metadata
  /** It was taken out of the archive and can be put back. */
  isOut?: boolean
}

/** What becomes of one document of the source. `from` is its id there, `id` that in the target. */
export type MergeStep =
  | { kind: 'add'; from: string; id: string }
  | {
      kind: 'join'
      from: string
      id: string
      /** Indexes of the editions that the target has not. */
      editions: readonly number[]
      /** Set where the source says more. */
      metadata: Metadata | null
      /** Fields of which the source says something else. */
      differing: readonly string[]
      /** Set where it had been taken out and comes back. */
      isRestored?: true
    }

export const factsOfSummary = ({ id, originalSha256, editions, metadata }: DocumentSummary): DocumentFacts => ({
  id,
  originals: [originalSha256, ...editions.flatMap(({ original }) => original?.sha256 ?? [])],
  editions: editions.map(({ sha256, importer }) => ({ text: sha256, extractor: importer })),
  metadata,
})

/** An id for a document whose own is taken by another file: always the same one. */
const otherId = (id: string, sha256: string) =>
  `d${createHash('sha256').update(`${id}\n${sha256}`).digest('hex').slice(0, 24)}`

/**
 * A document is known by its original, byte for byte, or by its id with the same original. Pure; the same archives give
 * the same steps, and merging what was merged gives none that adds anything.
 */
export function planMerge(
  target: readonly DocumentFacts[],
  source: readonly DocumentFacts[],
  rekey: (metadata: Metadata) => Metadata,
): MergeStep[] {
  const byId = new Map(target.map((document) => [document.id, document]))
  const byOriginal = new Map<string, DocumentFacts>()
  const present = target.filter(({ isOut }) => !isOut)
  // What was taken out says least: it comes back only where nothing else has the file.
  for (const document of target) if (document.isOut) byOriginal.set(document.originals[0] ?? '', document)
  // The first file of a document says more than a later one of another.
  for (const document of [...present].reverse()) for (const hash of document.originals) byOriginal.set(hash, document)
  for (const document of [...present].reverse()) {
    const [first] = document.originals
    if (first !== undefined) byOriginal.set(first, document)
  }
  /** Several documents of the source may be one of the target. */
  const joining = new Map<string, { metadata: Metadata; editions: Set<string> }>()
  return source.map((document): MergeStep => {
    const [original = ''] = document.originals
    const named = byId.get(document.id)
    const known = named && !named.isOut && named.originals.includes(original) ? named : byOriginal.get(original)
    if (!known) return { kind: 'add', from: document.id, id: named ? otherId(document.id, original) : document.id }
    const isRestored = known.isOut && !joining.has(known.id)
    const now = joining.get(known.id) ?? {
      metadata: known.metadata,
      editions: new Set(known.editions.map(editionKey)),
    }
    const editions = document.editions.flatMap((edition, index) =>
      now.editions.has(editionKey(edition)) ? [] : [index],
    )
    const joined = joinMetadata(now.metadata, rekey(document.metadata))
    joining.set(known.id, {
      metadata: joined.metadata,
      editions: new Set([...now.editions, ...document.editions.map(editionKey)]),
    })
    return {
      kind: 'join',
      from: document.id,
      id: known.id,
      editions,
      metadata: joined.changed ? joined.metadata : null,
      differing: joined.differing,
      ...(isRestored ? { isRestored } : {}),
    }
  })
}

/** The same text read by the same extractor is the same edition. */
const editionKey = ({ text, extractor }: DocumentFacts['editions'][number]) => `${text} ${extractor}`
