import type { Annotation, DocumentModel, Range } from '#shared/contract'
import { type Placement, resolveTarget } from '#shared/domain/anchoring'
import { computed, type ComputedRef } from 'vue'
import { textTargetOf } from './texts'

/** An annotation with its place in the edition that is open. */
export interface PlacedAnnotation extends Range {
  readonly annotation: Annotation
}

/**
 * Annotations that have a certain place in an edition, by place; the others (`unplaced`) are never guessed. Places are
 * found once per annotation and edition.
 */
export function usePlacedAnnotations(
  annotations: () => readonly Annotation[],
  edition: () => { editionId: string; model: DocumentModel } | null,
): { placed: ComputedRef<PlacedAnnotation[]>; unplaced: ComputedRef<Annotation[]> } {
  const cache = new Map<string, Placement>()

  const found = computed(() => {
    const open = edition()
    const placed: PlacedAnnotation[] = []
    const unplaced: Annotation[] = []
    if (!open) return { placed, unplaced }
    for (const annotation of annotations()) {
      const target = textTargetOf(annotation)
      if (!target) continue
      const key = `${annotation.id}/${open.editionId}/${target.start}/${target.end}`
      let placement = cache.get(key)
      if (!placement) {
        placement = resolveTarget(target, { editionId: open.editionId, text: open.model.text })
        cache.set(key, placement)
      }
      if (placement.start === null || placement.end === null) unplaced.push(annotation)
      else placed.push({ annotation, start: placement.start, end: placement.end })
    }
    placed.sort(
      (a, b) => a.start - b.start || a.end - b.end || a.annotation.created.localeCompare(b.annotation.created),
    )
    return { placed, unplaced }
  })

  return { placed: computed(() => found.value.placed), unplaced: computed(() => found.value.unplaced) }
}
