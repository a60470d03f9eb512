/** Sealed notes of two archives as one set. */
import { editionIdOf, editionParts, type SealedNotebook } from '#shared/contract'

/** Ids of documents and editions that are others in the merged archive. */
export interface NewIds {
  documents: ReadonlyMap<string, string>
  editions: ReadonlyMap<string, string>
}

/** The notes with the documents and editions that they are on by now. Pure. */
export function moveNotes(notes: SealedNotebook, { documents, editions }: NewIds): SealedNotebook {
  const documentOf = (id: string) => documents.get(id) ?? id
  const editionOf = (id: string) => editions.get(id) ?? id
  return {
    ...notes,
    annotations: notes.annotations.map((annotation) => ({
      ...annotation,
      targets: annotation.targets.map((target) => ({
        ...target,
        docId: documentOf(target.docId),
        editionId: editionOf(target.editionId),
      })),
    })),
    comparisons: notes.comparisons.map((comparison) => ({
      ...comparison,
      panes: comparison.panes.map((pane) => {
        const moved = { ...pane, documentId: documentOf(pane.documentId) }
        if (pane.edition === undefined) return moved
        const edition = editionOf(editionIdOf(pane.documentId, pane.edition))
        return { ...moved, edition: editionParts(edition).edition }
      }),
    })),
  }
}

const union = <T extends { id: string }>(a: readonly T[], b: readonly T[]): T[] => {
  const known = new Set(a.map(({ id }) => id))
  return [...a, ...b.filter(({ id }) => !known.has(id))]
}

/** What is in none of the others. Pure. */
export function withoutNotes(notes: SealedNotebook, others: readonly SealedNotebook[]): SealedNotebook {
  const rest = <T extends { id: string }>(records: readonly T[], of: (other: SealedNotebook) => readonly T[]): T[] => {
    const known = new Set(others.flatMap((other) => of(other).map(({ id }) => id)))
    return records.filter(({ id }) => !known.has(id))
  }
  return {
    ...notes,
    annotations: rest(notes.annotations, (other) => other.annotations),
    tags: rest(notes.tags, (other) => other.tags),
    links: rest(notes.links, (other) => other.links),
    comparisons: rest(notes.comparisons, (other) => other.comparisons),
  }
}

/** Every record of both, none twice. Pure. */
export function joinNotes(a: SealedNotebook | null, b: SealedNotebook): SealedNotebook {
  if (!a) return b
  return {
    ...a,
    annotations: union(a.annotations, b.annotations),
    tags: union(a.tags, b.tags),
    links: union(a.links, b.links),
    comparisons: union(a.comparisons, b.comparisons),
  }
}
