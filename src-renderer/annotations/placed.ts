import { type Anchor, type Annotation, type DocumentModel, editionParts, type Range } from '#shared/contract'
import { standingOf } from '#shared/domain/anchoring'
import { anchorIdOf } from '#shared/domain/records'
import { useHost } from '@/host'
import { type AnchorLookup, useNotebook } from '@/notebook'
import { type Breather, eachInSlices, useSliced } from '@/slices'
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

/** Notes above this that were never looked for in a text are looked for in slices. */
const MANY = 500

const nothing: Placing = { placed: [], unplaced: [], isWaiting: false }

interface PlaceNotes {
  /** All of them, in order. Those that are not known, or whose rows changed, are looked for at once. */
  place(annotations: readonly Annotation[], open: Open, lookup: Rows): Placing
  /** So many were never looked for here that looking for them at once would be felt. */
  areMany(annotations: readonly Annotation[], open: Open): boolean
  /** Makes them known, in slices. */
  look(annotations: readonly Annotation[], open: Open, lookup: Rows, breathe: Breather): Promise<void>
  /** What was placed last in this text. */
  last(open: Open): Placing
}

/**
 * Places notes again and again as they change. Most stay what and where they were: of ten thousand only the others are
 * looked for, and who stayed is the same object as before.
 */
export function createPlacing(): PlaceNotes {
  let known = new WeakMap<Annotation, Found>()
  let of: Open | null = null
  let last = nothing

  function begin(open: Open): void {
    if (open.model === of?.model && open.editionId === of.editionId) return
    known = new WeakMap()
    of = open
    last = nothing
  }

  /** Null where it is not known, or stands elsewhere by now. */
  function knownOf(annotation: Annotation, lookup: Rows): Found | null {
    const before = known.get(annotation)
    if (!before) return null
    const isSame = before.checked === lookup || before.rows.every(({ id, row }) => lookup.get(id) === row)
    if (!isSame) return null
    before.checked = lookup
    return before
  }

  function lookFor(annotation: Annotation, open: Open, lookup: Rows): Found {
    const found = find(annotation, editionParts(open.editionId).documentId, open, lookup)
    known.set(annotation, found)
    return found
  }

  return {
    place(annotations, open, lookup) {
      begin(open)
      const stay = new Set<PlacedAnnotation>()
      const unplaced: Annotation[] = []
      let isWaiting = false
      for (const annotation of annotations) {
        const one = knownOf(annotation, lookup) ?? lookFor(annotation, open, lookup)
        if (one.placed) stay.add(one.placed)
        else if (one.isHere) unplaced.push(annotation)
        if (one.isWaiting) isWaiting = true
      }
      const kept = last.placed.filter((one) => stay.delete(one))
      // Sorting what is in order already, with a few at its end, costs one walk.
      const placed = [...kept, ...[...stay].sort(byPlace)].sort(byPlace)
      last = { placed, unplaced: unplaced.sort((a, b) => a.created.localeCompare(b.created)), isWaiting }
      return last
    },
    areMany(annotations, open) {
      begin(open)
      let count = 0
      for (const annotation of annotations) if (!known.has(annotation) && (count += 1) > MANY) return true
      return false
    },
    async look(annotations, open, lookup, breathe) {
      const lookOnce = (one: Annotation) => {
        if (!known.has(one)) lookFor(one, open, lookup)
      }
      await eachInSlices(annotations, lookOnce, breathe)
    },
    last(open) {
      begin(open)
      return last
    },
  }
}

interface PlacedAnnotations {
  readonly placed: ComputedRef<readonly PlacedAnnotation[]>
  readonly unplaced: ComputedRef<readonly Annotation[]>
  /** So many are being looked for that those before are still answered; none where another text was before. */
  readonly isPlacing: ComputedRef<boolean>
}

/**
 * Annotations that have a certain place in an edition, by place; the others (`unplaced`) are never guessed. Notes that
 * were not looked for in this edition yet, as in an older one than the current, are placed in it.
 */
export function usePlacedAnnotations(
  annotations: () => readonly Annotation[],
  edition: () => Open | null,
): PlacedAnnotations {
  const notebook = useNotebook()
  const anchors = notebook.anchors()
  const { client } = useHost()
  const placing = createPlacing()
  const many = () => {
    const open = edition()
    const list = annotations()
    return open && placing.areMany(list, open) ? { open, list } : null
  }
  // Looking for ten thousand notes at once would hold up the text that they stand in.
  let looks = 0
  const { result: looked } = useSliced(
    many,
    async (wanted, breathe) => {
      if (!wanted) return looks
      await placing.look(wanted.list, wanted.open, anchors.value, breathe)
      return (looks += 1)
    },
    looks,
  )
  const found = computed((): Placing => {
    const open = edition()
    if (!open) return nothing
    // Asked anew when they were looked for.
    void looked.value
    const list = annotations()
    return placing.areMany(list, open) ? placing.last(open) : placing.place(list, open, anchors.value)
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

  return {
    placed: computed(() => found.value.placed),
    unplaced: computed(() => found.value.unplaced),
    isPlacing: computed(() => (void found.value, many() !== null)),
  }
}
