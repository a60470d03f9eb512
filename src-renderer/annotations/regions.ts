/** Notes on regions of pages beside those on passages: one list in the order of the text. */
import type { Annotation, DocumentModel } from '#shared/contract'
import type { RegionShape } from '@/reader'
import type { PlacedAnnotation } from './placed'

/**
 * A note with its place: a passage, or the region of a page, whose range is then the empty one where its page begins. A
 * note on both stands at its passage.
 */
export interface PlacedNote extends PlacedAnnotation {
  readonly region?: { readonly page: number; readonly shape: RegionShape }
}

/** The annotations of a document that stand on a region of a page which this edition has. */
export function placedRegions(
  annotations: readonly Annotation[],
  documentId: string,
  { pages }: Pick<DocumentModel, 'pages'>,
): PlacedNote[] {
  if (pages.length === 0) return []
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

/** The note stands on words of the text, maybe on a region too. */
export const hasPassage = ({ start, end, region }: PlacedNote): boolean => !region || end > start

/** Both kinds, each note once, in the order of the text; regions of a page stand before its words, from above. */
export function inOrder(passages: readonly PlacedAnnotation[], regions: readonly PlacedNote[]): PlacedNote[] {
  if (regions.length === 0) return [...passages]
  const byNote = new Map(regions.map((one) => [one.annotation.id, one]))
  const onBoth = passages.map((one): PlacedNote => {
    const region = byNote.get(one.annotation.id)?.region
    byNote.delete(one.annotation.id)
    return region ? { ...one, region } : one
  })
  return [...onBoth, ...byNote.values()].sort((a, b) => {
    const [pageA, topA] = onPage(a)
    const [pageB, topB] = onPage(b)
    return a.start - b.start || pageA - pageB || topA - topB || a.end - b.end
  })
}

/** Page and height of what stands on a region only; words come after all of these. */
function onPage(note: PlacedNote): readonly [page: number, top: number] {
  if (!note.region || hasPassage(note)) return [Number.MAX_SAFE_INTEGER, 0]
  const { page, shape } = note.region
  return [page, shape.type === 'rect' ? shape.y : Math.min(...shape.points.map(([, y]) => y))]
}
