import { type Annotation, type DocumentModel, editionParts, type Range } from '#shared/contract'
import { standingOf } from '#shared/domain/anchoring'
import { anchorIdOf } from '#shared/domain/records'
import { useHost } from '@/host'
import { useNotebook } from '@/notebook'
import { computed, type ComputedRef, watch } from 'vue'

/** An annotation with its place in the edition that is open. */
export interface PlacedAnnotation extends Range {
  readonly annotation: Annotation
  /** Index of the target that stands here. */
  readonly target: number
  /** Its further passages in this document that have a certain place. */
  readonly others: readonly Range[]
}

interface Open {
  readonly editionId: string
  readonly model: DocumentModel
}
type Standing = ReturnType<typeof standingOf> & { readonly target: number }

/** Each passage of each note: what is marked in the text. */
export function everyPassage<T extends PlacedAnnotation>(placed: readonly T[]): T[] {
  return placed.flatMap((note) => [note, ...note.others.map((range) => ({ ...note, ...range }))])
}

/**
 * Annotations that have a certain place in an edition, by place; the others (`unplaced`) are never guessed. Notes that
 * were not looked for in this edition yet, as in an older one than the current, are placed in it.
 */
export function usePlacedAnnotations(
  annotations: () => readonly Annotation[],
  edition: () => Open | null,
): { placed: ComputedRef<PlacedAnnotation[]>; unplaced: ComputedRef<Annotation[]> } {
  const notebook = useNotebook()
  const anchors = notebook.anchors()
  const { client } = useHost()

  /** Of notes that did not change since, for these rows and this text. */
  let known = new WeakMap<Annotation, Standing[]>()
  let knownIn: { lookup: object | null; model: DocumentModel | null } = { lookup: null, model: null }

  function standingsOf({ id, targets }: Annotation, { editionId, model }: Open): Standing[] {
    const { documentId } = editionParts(editionId)
    return targets.flatMap((target, index) => {
      if (target.kind !== 'text' || target.docId !== documentId) return []
      const row = anchors.value.get(anchorIdOf(id, index, editionId))
      return [{ target: index, ...standingOf(target, editionId, row, model.text) }]
    })
  }

  const found = computed(() => {
    const open = edition()
    const placed: PlacedAnnotation[] = []
    const unplaced: Annotation[] = []
    const waiting: string[] = []
    if (!open) return { placed, unplaced, waiting }
    if (anchors.value !== knownIn.lookup || open.model !== knownIn.model) {
      known = new WeakMap()
      knownIn = { lookup: anchors.value, model: open.model }
    }
    for (const annotation of annotations()) {
      let standings = known.get(annotation)
      if (!standings) known.set(annotation, (standings = standingsOf(annotation, open)))
      if (standings.length === 0) continue
      // The first passage in this document stands for the note.
      const [first, ...others] = standings.flatMap(({ target, range }) => (range ? [{ target, range }] : []))
      if (first)
        placed.push({ annotation, ...first.range, target: first.target, others: others.map(({ range }) => range) })
      else unplaced.push(annotation)
      if (standings.some(({ state }) => state === 'waiting')) waiting.push(annotation.id)
    }
    placed.sort(
      (a, b) => a.start - b.start || a.end - b.end || a.annotation.created.localeCompare(b.annotation.created),
    )
    return { placed, unplaced, waiting }
  })

  /** Editions that were asked for: one answer, or refusal, is enough for a visit. */
  const asked = new Set<string>()
  watch(
    () => {
      const open = edition()
      return open && notebook.anchorsLoaded.value && found.value.waiting.length > 0 ? open : null
    },
    async (open) => {
      if (!open || asked.has(open.editionId)) return
      asked.add(open.editionId)
      // Where the notebook can only be read, they stay in the list without a place.
      await client.call('anchors.place', editionParts(open.editionId)).catch(() => undefined)
    },
    { immediate: true },
  )

  return { placed: computed(() => found.value.placed), unplaced: computed(() => found.value.unplaced) }
}
