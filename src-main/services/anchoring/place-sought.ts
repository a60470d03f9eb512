/** Finds what has no place yet, document by document, whoever asks: the notebook, an export, a comparison. */
import {
  AppError,
  type Anchor,
  type Annotation,
  type CallContext,
  type DocumentModel,
  type DocumentSummary,
  isAppError,
} from '#shared/contract'
import {
  anchorOf,
  type Editions,
  type Placement,
  type Quote,
  quoteAt,
  type Sought,
  soughtTargets,
} from '#shared/domain/anchoring'
import type { AnchoringEngine } from './engine'

/** Canonical text of an edition; null where it is not at hand. */
export type ReadText = (documentId: string, editionId: string) => Promise<string | null>

/** Texts of a library or an archive; of a document that is in two archives, as the first has it. */
export function textReader({
  documents,
  openDocument,
}: {
  documents(): readonly DocumentSummary[]
  openDocument(documentId: string, edition: number): Promise<{ model: DocumentModel }>
}): ReadText {
  return async (documentId, editionId) => {
    const summary = documents().find(({ id }) => id === documentId)
    const edition = summary?.editions.find(({ id }) => id === editionId)
    if (!edition) return null
    try {
      return (await openDocument(documentId, edition.number)).model.text
    } catch (error) {
      // A text that cannot be had now leaves its notes as they are; whoever opens it has said why.
      if (isAppError(error)) return null
      throw error
    }
  }
}

export interface Finding {
  readonly engine: AnchoringEngine
  readonly readText: ReadText
}

/** The quote that is looked for: the words of the note, or those at the place that a person chose since. */
function quoteOf({ target, from, isConfirmed }: Sought, old: string | null): Quote {
  const { exact, prefix, suffix } = target
  if (!isConfirmed || old === null || from.end > old.length)
    return { exact, prefix, suffix, start: target.start, end: target.end }
  return quoteAt(old, from)
}

/**
 * Rows for what is sought, in no order; what stands in a text that is not at hand is left out. Throws AppError
 * `cancelled`, `crashed`; where `onFailed` is given, it hears what failed, and the rest is placed. Progress counts
 * targets.
 */
export async function placeSought(
  sought: readonly Sought[],
  { engine, readText }: Finding,
  context: CallContext,
  onFailed?: (error: unknown) => void,
): Promise<{ sought: Sought; anchor: Anchor }[]> {
  // Editions hold their texts for this job only: one pair at a time.
  const jobs = new Map<string, Sought[]>()
  for (const one of sought) {
    const key = JSON.stringify([one.target.docId, one.editionId, one.from.editionId])
    const job = jobs.get(key)
    if (job) job.push(one)
    else jobs.set(key, [one])
  }
  const placed: { sought: Sought; anchor: Anchor }[] = []
  let begun = 0

  async function place(first: Sought, job: readonly Sought[]): Promise<void> {
    const { docId } = first.target
    const now = await readText(docId, first.editionId)
    if (now === null) return
    const old = first.from.editionId === '' ? null : await readText(docId, first.from.editionId)
    const done = begun
    const placements: Placement[] = await engine.run(
      { kind: 'place', old, now, quotes: job.map((one) => quoteOf(one, old)) },
      {
        signal: context.signal,
        progress: (part) => context.progress({ stage: part.stage, done: done + part.done, total: sought.length }),
      },
    )
    job.forEach((one, n) => {
      const placement = placements[n]
      if (placement) placed.push({ sought: one, anchor: anchorOf(one, placement) })
    })
  }

  for (const job of jobs.values()) {
    const [first] = job
    if (!first) continue
    if (context.signal.aborted)
      throw new AppError('cancelled', 'Placing the notes was stopped. None of them was changed.')
    try {
      await place(first, job)
    } catch (error) {
      if (!onFailed || (isAppError(error) && error.code === 'cancelled')) throw error
      onFailed(error)
    }
    begun += job.length
    context.progress({ stage: 'anchor', done: begun, total: sought.length })
  }
  return placed
}

/**
 * The rows of a notebook together with those that it has not yet for these editions: found now, kept nowhere. Throws as
 * `placeSought`.
 */
export async function completeAnchors(
  notebook: { readonly annotations: Iterable<Annotation>; readonly anchors: ReadonlyMap<string, Anchor> },
  editions: Editions,
  finding: Finding,
  context: CallContext,
): Promise<ReadonlyMap<string, Anchor>> {
  const sought = soughtTargets(notebook.annotations, notebook.anchors, editions)
  if (sought.length === 0) return notebook.anchors
  const placed = await placeSought(sought, finding, context)
  return new Map([...notebook.anchors, ...placed.map(({ anchor }): [string, Anchor] => [anchor.id, anchor])])
}
