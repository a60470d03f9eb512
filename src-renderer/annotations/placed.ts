import { type Anchor, type Annotation, type DocumentModel, editionParts, type Range } from '#shared/contract'
import { standingOf } from '#shared/domain/anchoring'
import { anchorIdOf } from '#shared/domain/records'
import { useHost } from '@/host'
import { type AnchorLookup, useNotebook } from '@/notebook'
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

/** What was found of a note in the text that is open. */
interface Found {
  /** Null where none of its passages here has a certain place. */
  readonly placed: PlacedAnnotation | null
  /** It has a passage in this document. */
  readonly isHere: boolean
  readonly isWaiting: boolean
  /** Rows that it was found by; undefined for a target that has none. */
  readonly rows: readonly { readonly id: string; readonly row: Anchor | undefined }[]
  /** In these they were last seen to be the same. */
  checked: Rows
}

interface Placing {
  readonly placed: readonly PlacedAnnotation[]
  /** Those with a passage here, but in no certain place; the oldest first. */
  readonly unplaced: readonly Annotation[]
  /** There are some that were not looked for in this edition. */
  readonly isWaiting: boolean
}

/** Rows by id; another object after every change. */
type Rows = Pick<AnchorLookup, 'get'>

/** Each passage of each note: what is marked in the text. */
export function everyPassage<T extends PlacedAnnotation>(placed: readonly T[]): T[] {
  return placed.flatMap((note) => [note, ...note.others.map((range) => ({ ...note, ...range }))])
}

const byPlace = (a: PlacedAnnotation, b: PlacedAnnotation): number =>
  a.start - b.start || a.end - b.end || a.annotation.created.localeCompare(b.annotation.created)

function find(annotation: Annotation, documentId: string, { editionId, model }: Open, lookup: Rows): Found {
  const rows: { id: string; row: Anchor | undefined }[] = []
  const certain: { target: number; range: Range }[] = []
  let isWaiting = false
  annotation.targets.forEach((target, index) => {
    if (target.kind !== 'text' || target.docId !== documentId) return
    const id = anchorIdOf(annotation.id, index, editionId)
    const row = lookup.get(id)
    rows.push({ id, row })
    const { state, range } = standingOf(target, editionId, row, model.text)
    if (range) certain.push({ target: index, range })
    if (state === 'waiting') isWaiting = true
  })
  // The first passage in this document stands for the note.
  const [first, ...others] = certain
  const placed = first
    ? { annotation, ...first.range, target: first.target, others: others.map(({ range }) => range) }
    : null
  return { placed, isHere: rows.length > 0, isWaiting, rows, checked: lookup }
}

/**
 * Places notes again and again as they change. Most stay what and where they were: of ten thousand only the others are
 * looked for, and who stayed is the same object as before.
 */
export function createPlacing(): (annotations: readonly Annotation[], open: Open, lookup: Rows) => Placing {
  let known = new WeakMap<Annotation, Found>()
  let last: { open: Open; placed: readonly PlacedAnnotation[] } | null = null

  return (annotations, open, lookup) => {
    if (open.model !== last?.open.model || open.editionId !== last.open.editionId) {
      known = new WeakMap()
      last = null
    }
    const { documentId } = editionParts(open.editionId)
    const stay = new Set<PlacedAnnotation>()
    const added: PlacedAnnotation[] = []
    const unplaced: Annotation[] = []
    let isWaiting = false
    for (const annotation of annotations) {
      const before = known.get(annotation)
      const isKnown =
        before && (before.checked === lookup || before.rows.every(({ id, row }) => lookup.get(id) === row))
      const one = isKnown ? before : find(annotation, documentId, open, lookup)
      one.checked = lookup
      known.set(annotation, one)
      if (one.placed) {
        if (isKnown) stay.add(one.placed)
        else added.push(one.placed)
      } else if (one.isHere) unplaced.push(annotation)
      if (one.isWaiting) isWaiting = true
    }
    const kept = (last?.placed ?? []).filter((one) => stay.delete(one))
    // Sorting what is in order already, with a few at its end, costs one walk.
    const placed = [...kept, ...[...stay, ...added].sort(byPlace)].sort(byPlace)
    last = { open, placed }
    return { placed, unplaced: unplaced.sort((a, b) => a.created.localeCompare(b.created)), isWaiting }
  }
}

/**
 * Annotations that have a certain place in an edition, by place; the others (`unplaced`) are never guessed. Notes that
 * were not looked for in this edition yet, as in an older one than the current, are placed in it.
 */
export function usePlacedAnnotations(
  annotations: () => readonly Annotation[],
  edition: () => Open | null,
): { placed: ComputedRef<readonly PlacedAnnotation[]>; unplaced: ComputedRef<readonly Annotation[]> } {
  const notebook = useNotebook()
  const anchors = notebook.anchors()
  const { client } = useHost()
  const place = createPlacing()
  const found = computed((): Placing => {
    const open = edition()
    return open ? place(annotations(), open, anchors.value) : { placed: [], unplaced: [], isWaiting: false }
  })

  /** Editions that were asked for: one answer, or refusal, is enough for a visit. */
  const asked = new Set<string>()
  watch(
    () => {
      const open = edition()
      return open && notebook.anchorsLoaded.value && found.value.isWaiting ? open : null
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
