/** Notes on regions of pages beside those on passages: one list in the order of the text. */
import type { Annotation, DocumentModel } from '#shared/contract'
import type { PlacedAnnotation } from '@/annotations'
import type { RegionShape } from '@/reader'

/** A note with its place: a passage, or the region of a page, whose range is then the empty one where its page begins. */
export interface PlacedNote extends PlacedAnnotation {
  readonly region?: { readonly page: number; readonly shape: RegionShape }
}

/** The annotations of a document that stand on a region of a page which this edition has. */
export function placedRegions(
  annotations: readonly Annotation[],
  documentId: string,
  { pages }: Pick<DocumentModel, 'pages'>,
): PlacedNote[] {
  return annotations.flatMap((annotation) => {
    const index = annotation.targets.findIndex((one) => one.kind === 'region' && one.docId === documentId)
    const target = annotation.targets[index]
    if (target?.kind !== 'region') return []
    const page = pages.find(({ n }) => n === target.page)
    if (!page) return []
    const { start } = page
    return [{ annotation, start, end: start, target: index, others: [], region: { page: page.n, shape: target.shape } }]
  })
}

const topOf = ({ region }: PlacedNote) => {
  if (!region) return 0
  const { shape } = region
  return shape.type === 'rect' ? shape.y : Math.min(...shape.points.map(([, y]) => y))
}

/** Both kinds in the order of the text; regions of a page stand before its words, from above. */
export function inOrder(passages: readonly PlacedAnnotation[], regions: readonly PlacedNote[]): PlacedNote[] {
  if (regions.length === 0) return [...passages]
  return [...passages, ...regions].sort(
    (a: PlacedNote, b: PlacedNote) =>
      a.start - b.start ||
      (a.region?.page ?? Infinity) - (b.region?.page ?? Infinity) ||
      topOf(a) - topOf(b) ||
      a.end - b.end,
  )
}
