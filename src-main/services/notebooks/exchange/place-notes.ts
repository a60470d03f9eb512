/** Finds the places of a file's notes in our documents. What finds none is kept with its words, and says why. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Anchor, type Annotation, AppError, type CallContext, type Range } from '#shared/contract'
import { describeTarget, type Placement, type SoughtPassage, tidyRange } from '#shared/domain/anchoring'
import type { AnchoringEngine } from '../../anchoring'
import { type CodePoints, codePointsOf } from './code-points'
import type { Details, ForeignNote, ForeignTarget, ForeignText, Source, Target } from './format'
import type { Losses } from './losses'
import type { Sources } from './sources'
import { createWordTest } from './word-test'

export interface PlacedNote {
  readonly targets: Annotation['targets']
  readonly status: 'ok' | 'review' | 'orphan'
  /** Why it is not placed, or what was done to place it. */
  readonly code?: string | undefined
  readonly details?: Details | undefined
  /** Of the first target that has a document here. */
  readonly documentId: string | undefined
  /** Rows for targets that are not placed. */
  readonly anchors: readonly Omit<Anchor, 'id' | 'annId'>[]
}

interface PlacedTarget {
  readonly target: Target
  readonly status: PlacedNote['status']
  readonly code?: string
  readonly details?: Details
  readonly documentId?: string
  readonly anchor?: Omit<Anchor, 'id' | 'annId' | 'target'>
}

interface PlaceOptions {
  readonly sources: Sources
  readonly engine: AnchoringEngine
  readonly losses: Losses
  readonly context: CallContext
}

const rank = { ok: 0, review: 1, orphan: 2 } as const

/** Throws AppError `cancelled`. */
export async function placeNotes(
  notes: readonly ForeignNote[],
  { sources, engine, context }: PlaceOptions,
): Promise<Map<ForeignNote, PlacedNote>> {
  const turn = createTurns(context.signal)
  const homes = await findHomes(notes, sources, turn)
  const targets = await placeTargets(notes, homes, sources, { turn, engine, context })
  return new Map(notes.map((note) => [note, asOne(note.targets.flatMap((target) => targets.get(target) ?? []))]))
}

/** Between steps of long work: lets a wish to stop be heard, now and then, and throws `cancelled` where there is one. */
type Turn = () => Promise<void>

const stopped = () => new AppError('cancelled', 'The import of the notes was cancelled. Nothing was changed.')

/** Longest time without listening, in milliseconds. */
const LISTEN_EVERY = 50

function createTurns(signal: CallContext['signal']): Turn {
  let heard = performance.now()
  return async () => {
    if (performance.now() - heard > LISTEN_EVERY) {
      await nextTurn()
      heard = performance.now()
    }
    if (signal.aborted) throw stopped()
  }
}

/** Document by document, so that each text is opened, and indexed in its thread, once, and not kept. */
async function placeTargets(
  notes: readonly ForeignNote[],
  homes: ReadonlyMap<ForeignTarget, Home>,
  sources: Sources,
  { turn, engine, context }: { turn: Turn; engine: AnchoringEngine; context: CallContext },
): Promise<Map<ForeignTarget, PlacedTarget>> {
  const byDocument = new Map<string | undefined, ForeignTarget[]>()
  let total = 0
  for (const target of notes.flatMap((note) => note.targets)) {
    const documentId = sources.resolve(target.source) ?? homes.get(target)?.documentId
    const group = byDocument.get(documentId)
    if (group) group.push(target)
    else byDocument.set(documentId, [target])
    total += 1
  }
  const placed = new Map<ForeignTarget, PlacedTarget>()
  for (const [documentId, group] of byDocument) {
    const source = documentId === undefined ? null : await sources.current(documentId)
    const text = source?.model.text ?? ''
    let points: CodePoints | null = null
    const offsetOf = (position: number) => (points ??= codePointsOf(text)).toUtf16(position)
    const positions = new Map(
      group.map((target) => [
        target,
        target.place.kind === 'text' ? positionOf(target.place.position, offsetOf) : undefined,
      ]),
    )
    const before = placed.size
    const found = source
      ? await findWords(group, positions, text, engine, {
          signal: context.signal,
          progress: ({ done }) => context.progress({ stage: 'notes', done: before + done, total }),
        })
      : new Map<ForeignTarget, Placement>()
    for (const target of group) {
      await turn()
      const home = homes.get(target)
      const surroundings = { source, home, found: found.get(target) ?? null, position: positions.get(target), sources }
      placed.set(
        target,
        documentId === undefined ? homeless(target, home) : placeTarget(target, { documentId, ...surroundings }),
      )
      context.progress({ stage: 'notes', done: placed.size, total })
    }
  }
  return placed
}

/** Where the words of these targets stand in a text; what has no words is left out. */
async function findWords(
  group: readonly ForeignTarget[],
  positions: ReadonlyMap<ForeignTarget, Range | undefined>,
  text: string,
  engine: AnchoringEngine,
  context: CallContext,
): Promise<Map<ForeignTarget, Placement>> {
  const sought: ForeignTarget[] = []
  const passages: SoughtPassage[] = []
  for (const target of group) {
    const { place } = target
    if (place.kind !== 'text' || place.exact === null) continue
    sought.push(target)
    passages.push({
      exact: place.exact,
      prefix: place.prefix,
      suffix: place.suffix,
      position: positions.get(target),
    })
  }
  if (passages.length === 0) return new Map()
  try {
    const placements = await engine.run({ kind: 'find', text, passages }, context)
    return new Map(placements.flatMap((placement, n) => (sought[n] ? [[sought[n], placement]] : [])))
  } catch (error) {
    // Said as an import says it.
    if (error instanceof AppError && error.code === 'cancelled') throw stopped()
    throw error
  }
}

/** What is said of a note is said of its worst place. */
function asOne(targets: readonly PlacedTarget[]): PlacedNote {
  const worst = targets.reduce<PlacedTarget | null>((a, b) => (a && rank[a.status] >= rank[b.status] ? a : b), null)
  const said = worst?.code === undefined ? targets.find(({ code }) => code !== undefined) : worst
  return {
    targets: targets.map(({ target }) => target),
    status: worst?.status ?? 'ok',
    code: said?.code,
    details: said?.details,
    documentId: targets.find(({ documentId }) => documentId !== undefined)?.documentId,
    anchors: targets.flatMap(({ anchor }, target) => (anchor ? [{ ...anchor, target }] : [])),
  }
}

interface Home {
  /** The one document in which the words stand; undefined where they stand in several. */
  documentId: string | undefined
  count: number
}

/** For places whose document is not named as we know it: the documents in which the words stand to the letter. */
async function findHomes(
  notes: readonly ForeignNote[],
  sources: Sources,
  turn: Turn,
): Promise<Map<ForeignTarget, Home>> {
  const homes = new Map<ForeignTarget, Home>()
  const homeless = notes
    .flatMap(({ targets }) => targets)
    .flatMap((target) => {
      const { place: text, source } = target
      if (text.kind !== 'text' || !text.exact?.trim() || sources.resolve(source) !== null) return []
      return [{ target, words: text.exact }]
    })
  if (homeless.length === 0) return homes
  for (const { id, editions } of sources.summaries()) {
    await turn()
    if (editions.length === 0) continue
    const source = await sources.current(id)
    if (!source) continue
    const has = createWordTest(source.model.text)
    for (const { target, words } of homeless) {
      await turn()
      if (!has(words)) continue
      const home = homes.get(target)
      homes.set(target, { documentId: home ? undefined : id, count: (home?.count ?? 0) + 1 })
    }
  }
  return homes
}

const titleOf = ({ summary }: Source) => summary.metadata.title.text

function homeless({ source: hint, place: wanted }: ForeignTarget, home: Home | undefined): PlacedTarget {
  const named = hint.names[0] ?? ''
  const target = homelessTarget(wanted, named)
  if (home) return { target, status: 'orphan', code: 'several-documents', details: { count: home.count } }
  return { target, status: 'orphan', code: 'no-document', details: { source: named } }
}

interface Surroundings {
  readonly documentId: string
  readonly source: Source | null
  /** Where the document was found by the words themselves. */
  readonly home: Home | undefined
  /** Where the words of the target stand; null where it has none. */
  readonly found: Placement | null
  /** Where the file says that it stands, in our units. */
  readonly position: Range | undefined
  readonly sources: Sources
}

function placeTarget(
  { source: hint, place: wanted }: ForeignTarget,
  { documentId, source, home, found: words, position, sources }: Surroundings,
): PlacedTarget {
  if (wanted.kind === 'document') {
    return {
      target: { kind: 'document', docId: documentId, editionId: source?.edition.id ?? '' },
      status: 'ok',
      documentId,
    }
  }
  if (wanted.kind === 'region') return placeRegion(wanted, documentId, source)
  if (!source) {
    const title = sources.summaries().find(({ id }) => id === documentId)?.metadata.title.text ?? documentId
    return {
      target: homelessTarget(wanted, documentId),
      status: 'orphan',
      code: 'no-text',
      details: { title },
      documentId,
    }
  }
  const found = placeText(wanted, hint.names, source, { found: words, position })
  return {
    ...found,
    documentId,
    ...(found.status === 'ok' && home ? { code: 'found-by-words', details: { title: titleOf(source) } } : {}),
  }
}

/** Offsets in our units; the text is gone through once for all of them. */
function positionOf(position: ForeignText['position'], offsetOf: (position: number) => number): Range | undefined {
  if (!position) return undefined
  if (position.unit === 'utf-16') return { start: position.start, end: position.end }
  return { start: offsetOf(position.start), end: offsetOf(position.end) }
}

function placeText(
  wanted: ForeignText,
  names: readonly string[],
  source: Source,
  { found, position }: Pick<Surroundings, 'found' | 'position'>,
): PlacedTarget {
  const { model, edition, summary } = source
  const { text } = model
  const described = { ...model, docId: summary.id, editionId: edition.id }
  if (!found) return placePosition(wanted, position, names, source)
  const title = titleOf(source)
  if (found.start !== null && found.end !== null && tidyRange(text, found.start, found.end)) {
    const target = describeTarget(described, found.start, found.end)
    return { target, status: 'ok', ...(found.score < 1 ? { code: 'altered-words', details: { title } } : {}) }
  }
  const details = { title, count: found.candidates.length }
  const status = found.candidates.length > 0 ? 'review' : 'orphan'
  return {
    target: unplaced(wanted, position, summary.id),
    status,
    code: found.candidates.length > 1 ? 'several-places' : status === 'review' ? 'unsure-place' : 'no-place',
    details,
    anchor: {
      editionId: edition.id,
      start: null,
      end: null,
      state: status,
      score: found.score,
      method: 'import',
      candidates: found.candidates,
    },
  }
}

/** A position without words is believed where the file names the very edition; else somebody has to look. */
function placePosition(
  wanted: ForeignText,
  position: Range | undefined,
  names: readonly string[],
  source: Source,
): PlacedTarget {
  const { model, edition, summary } = source
  const range = position && tidyRange(model.text, position.start, Math.min(position.end, model.text.length))
  const details = { title: titleOf(source) }
  if (!range) {
    return { target: unplaced(wanted, position, summary.id), status: 'orphan', code: 'no-place', details }
  }
  if (names.some((name) => name.includes(edition.sha256) || name === edition.id)) {
    const described = { ...model, docId: summary.id, editionId: edition.id }
    return { target: describeTarget(described, range.start, range.end), status: 'ok' }
  }
  return {
    // Without the words that stand here: they would be found again, and taken for certain by whoever looks for them.
    target: unplaced(wanted, position, summary.id),
    status: 'review',
    code: 'no-words',
    details,
    anchor: {
      editionId: edition.id,
      start: null,
      end: null,
      state: 'review',
      score: 0,
      method: 'import',
      candidates: [{ start: range.start, end: range.end, score: 0 }],
    },
  }
}

/** Offsets of another text: no edition of ours, so that nobody takes the words there for the ones that are meant. */
function unplaced(wanted: ForeignText, position: Range | undefined, docId: string): Target {
  const exact = (wanted.exact ?? '').normalize('NFC')
  const start = Math.max(0, position?.start ?? wanted.position?.start ?? 0)
  const end = Math.max(start, position?.end ?? wanted.position?.end ?? start + exact.length)
  return { kind: 'text', docId, editionId: '', start, end, exact, prefix: wanted.prefix, suffix: wanted.suffix }
}

function homelessTarget(wanted: ForeignTarget['place'], docId: string): Target {
  if (wanted.kind === 'text') return unplaced(wanted, undefined, docId)
  if (wanted.kind === 'document') return { kind: 'document', docId, editionId: '' }
  return { kind: 'region', docId, editionId: '', page: wanted.page, shape: wanted.shape }
}

function placeRegion(
  wanted: Extract<ForeignTarget['place'], { kind: 'region' }>,
  documentId: string,
  source: Source | null,
): PlacedTarget {
  const page = source?.model.pages.find(({ n }) => n === wanted.page)
  const target = { kind: 'region', docId: documentId, editionId: source?.edition.id ?? '', page: wanted.page } as const
  if (source && source.model.pages.length > 0 && !page) {
    const details = { page: wanted.page, title: titleOf(source) }
    return { target: { ...target, shape: wanted.shape }, status: 'orphan', code: 'no-page', details, documentId }
  }
  if (!wanted.percent) return { target: { ...target, shape: wanted.shape }, status: 'ok', documentId }
  if (!page) return { target: { ...target, shape: wanted.shape }, status: 'orphan', code: 'no-page-size', documentId }
  const x = (value: number) => (value * page.width) / 100
  const y = (value: number) => (value * page.height) / 100
  const shape: typeof wanted.shape =
    wanted.shape.type === 'rect'
      ? { type: 'rect', x: x(wanted.shape.x), y: y(wanted.shape.y), w: x(wanted.shape.w), h: y(wanted.shape.h) }
      : { type: 'polygon', points: wanted.shape.points.map(([left, top]): [number, number] => [x(left), y(top)]) }
  return { target: { ...target, shape }, status: 'ok', documentId }
}
