/** The highlights and notes that stand on the panes of a comparison. */
import type { Anchor, Annotation, CallContext, Colour, ComparisonInput, Tag } from '#shared/contract'
import { standingOf } from '#shared/domain/anchoring'
import { anchorIdOf, correctionOf } from '#shared/domain/records'
import { completeAnchors, type Finding } from '../../anchoring'
import type { Source } from './check'

export interface PlacedAnnotation {
  id: string
  pane: number
  start: number
  end: number
  colour: Colour | null
  kind: Annotation['kind']
  /** Of a question. */
  answered: boolean
  /** Words of the passage as they should read; empty for what is no correction. */
  correction: string
  /** CommonMark. */
  note: string
  tags: string[]
}

export interface NotebookView {
  annotations: ReadonlyMap<string, Annotation>
  anchors: ReadonlyMap<string, Anchor>
  tags: ReadonlyMap<string, Tag>
}

const byPlace = (a: PlacedAnnotation, b: PlacedAnnotation) =>
  a.pane - b.pane || a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1)

/** Names of live tags by id; a deleted tag is not printed. */
export function tagNames(ids: readonly string[], tags: ReadonlyMap<string, Tag>): string[] {
  return ids.flatMap((id) => {
    const tag = tags.get(id)
    return tag && tag.deletedAt === null ? [tag.name] : []
  })
}

/** The notebook with places for all of its notes in the texts that are printed; nothing of it is kept. */
export async function completed(
  notebook: NotebookView,
  comparison: ComparisonInput,
  sources: readonly Source[],
  anchoring: Finding,
  context: CallContext,
): Promise<NotebookView> {
  if (comparison.annotations) return notebook
  const editions = new Map<string, string[]>()
  for (const { summary, edition } of sources) {
    const own = editions.get(summary.id) ?? []
    if (!own.includes(edition.id)) editions.set(summary.id, [...own, edition.id])
  }
  const { annotations } = notebook
  const anchors = await completeAnchors(
    { annotations: annotations.values(), anchors: notebook.anchors },
    editions,
    anchoring,
    context,
  )
  return { ...notebook, anchors }
}

/** Those of a script, or the notebook's. `unplaced` counts notes that have no certain place in the text of their pane. */
export function placeAnnotations(
  comparison: ComparisonInput,
  sources: readonly Source[],
  notebook: NotebookView,
): { placed: PlacedAnnotation[]; unplaced: number } {
  if (comparison.annotations) return { placed: scripted(comparison.annotations, sources), unplaced: 0 }
  const placed: PlacedAnnotation[] = []
  let unplaced = 0
  for (const annotation of notebook.annotations.values()) {
    if (annotation.deletedAt !== null || annotation.kind === 'reply') continue
    annotation.targets.forEach((target, n) => {
      if (target.kind !== 'text') return
      sources.forEach((source, pane) => {
        if (source.summary.id !== target.docId) return
        const anchor = notebook.anchors.get(anchorIdOf(annotation.id, n, source.edition.id))
        const { range } = standingOf(target, source.edition.id, anchor, source.model.text)
        if (!range) {
          unplaced += 1
          return
        }
        const { start, end } = range
        const { id, colour, note, tagIds, kind, answered = false } = annotation
        const correction = correctionOf(annotation) ?? ''
        const tags = tagNames(tagIds, notebook.tags)
        placed.push({ id: `${id}/${n}`, pane, start, end, colour, kind, answered, correction, note, tags })
      })
    })
  }
  return { placed: placed.toSorted(byPlace), unplaced }
}

function scripted(
  annotations: NonNullable<ComparisonInput['annotations']>,
  sources: readonly Source[],
): PlacedAnnotation[] {
  const placed: PlacedAnnotation[] = []
  annotations.forEach(({ documentId, edition, start, end, colour, note = '', tags = [] }, n) => {
    sources.forEach((source, pane) => {
      const wanted = edition ?? source.summary.current
      if (source.summary.id !== documentId || source.edition.number !== wanted) return
      const kind = { kind: 'note' as const, answered: false, correction: '' }
      placed.push({ id: `script/${n}`, pane, start, end, colour, ...kind, note, tags: [...tags] })
    })
  })
  return placed.toSorted(byPlace)
}
