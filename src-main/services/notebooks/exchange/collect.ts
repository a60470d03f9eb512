/** From records of the notebook to what formats write: placed, in order, with the tags and links that go along. */
import { AppError, type CallContext, type Anchor, type Annotation, type Link, type Tag } from '#shared/contract'
import { currentEditions, standingOf } from '#shared/domain/anchoring'
import { anchorIdOf, fromTheRoot } from '#shared/domain/records'
import { type AnchoringEngine, completeAnchors } from '../../anchoring'
import type { ExportNote, ExportSet, ExportTarget, Source, Target } from './format'
import type { Sources } from './sources'

/** Records by id, deleted ones included. */
export interface NotebookView {
  readonly annotations: ReadonlyMap<string, Annotation>
  readonly anchors: ReadonlyMap<string, Anchor>
  readonly tags: ReadonlyMap<string, Tag>
  readonly links: ReadonlyMap<string, Link>
}

export interface CollectOptions {
  /** Chosen notes; all where absent. Their replies go along. */
  readonly ids?: readonly string[] | undefined
  /** Only notes about documents for which this holds. */
  readonly includes?: ((annotation: Annotation) => boolean) | undefined
  /** All tags, not only those of the notes. */
  readonly allTags: boolean
  readonly author: string
  readonly version: string
  /** Finds what has no place yet in a current edition. */
  readonly engine: AnchoringEngine
}

async function placeTarget(
  annotation: Annotation,
  target: Target,
  index: number,
  anchors: ReadonlyMap<string, Anchor>,
  sources: Sources,
): Promise<ExportTarget> {
  const source = await sources.current(target.docId)
  if (target.kind !== 'text') return { target, source, range: null, state: source ? 'anchored' : 'orphan' }
  if (!source) return { target, source, range: null, state: 'orphan' }
  const { edition, model } = source
  const anchor = anchors.get(anchorIdOf(annotation.id, index, edition.id))
  const { state, range } = standingOf(target, edition.id, anchor, model.text)
  return { target, source, range, state: state === 'waiting' ? 'review' : state }
}

const startOf = (note: ExportNote) => note.targets[0]?.range?.start ?? Number.MAX_SAFE_INTEGER
const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Throws AppError `cancelled`. */
export async function collectNotes(
  view: NotebookView,
  sources: Sources,
  options: CollectOptions,
  context: CallContext,
): Promise<ExportSet> {
  const living = [...view.annotations.values()].filter(({ deletedAt }) => deletedAt === null)
  const chosen = new Set(options.ids ?? living.map(({ id }) => id))
  for (let grown = true; grown;) {
    grown = false
    for (const { id, replyTo } of living) {
      if (replyTo !== undefined && chosen.has(replyTo) && !chosen.has(id)) {
        chosen.add(id)
        grown = true
      }
    }
  }
  const taken = living.filter((one) => chosen.has(one.id) && (options.includes?.(one) ?? true))
  // Document by document, so that each text is opened once.
  taken.sort((a, b) => order(a.targets[0]?.docId ?? '', b.targets[0]?.docId ?? ''))
  const ranks = new Map(sources.summaries().map(({ id }, index) => [id, index]))
  const rankOf = (note: ExportNote) => ranks.get(note.targets[0]?.target.docId ?? '') ?? ranks.size
  const anchors = await completeAnchors(
    { annotations: taken, anchors: view.anchors },
    currentEditions(sources.summaries()),
    {
      engine: options.engine,
      readText: async (documentId, editionId) => (await sources.edition(documentId, editionId))?.model.text ?? null,
    },
    context,
  )
  const notes: ExportNote[] = []
  for (const annotation of taken) {
    if (context.signal.aborted) throw new AppError('cancelled', 'The export of the notes was cancelled.')
    const targets: ExportTarget[] = []
    for (const [index, target] of annotation.targets.entries()) {
      targets.push(await placeTarget(annotation, target, index, anchors, sources))
    }
    const tags = annotation.tagIds.flatMap((id) => {
      const tag = view.tags.get(id)
      return tag && tag.deletedAt === null ? [tag] : []
    })
    notes.push({ annotation, targets, tags })
    context.progress({ stage: 'notes', done: notes.length, total: taken.length })
  }
  notes.sort(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      order(a.targets[0]?.target.docId ?? '', b.targets[0]?.target.docId ?? '') ||
      startOf(a) - startOf(b) ||
      order(a.annotation.created, b.annotation.created) ||
      order(a.annotation.id, b.annotation.id),
  )
  const used = new Map<string, Source>()
  for (const { targets } of notes) {
    for (const { source } of targets) if (source) used.set(source.summary.id, source)
  }
  const going = new Set(notes.map(({ annotation }) => annotation.id))
  // A document is there whether or not it has notes; a link between two of them goes along with notes on both.
  const isEnd = (id: string) => going.has(id) || !view.annotations.has(id)
  const goes = ({ from, to }: Link) =>
    isEnd(from) && isEnd(to) && ([from, to].some((id) => going.has(id)) || [from, to].every((id) => used.has(id)))
  return {
    notes,
    tags: tagsFor(notes, view.tags, options.allTags),
    links: [...view.links.values()]
      .filter((link) => link.deletedAt === null && goes(link))
      .sort((a, b) => order(a.created, b.created) || order(a.id, b.id)),
    sources: [...used.values()],
    author: options.author,
    version: options.version,
    time: notes.reduce((latest, { annotation }) => (annotation.updated > latest ? annotation.updated : latest), ''),
  }
}

function tagsFor(notes: readonly ExportNote[], tags: ReadonlyMap<string, Tag>, all: boolean): Tag[] {
  const living = [...tags.values()].filter(({ deletedAt }) => deletedAt === null)
  living.sort((a, b) => order(a.nameKey, b.nameKey) || order(a.id, b.id))
  if (all) return fromTheRoot(living)
  const used = new Set<string>()
  for (const note of notes) {
    for (const tag of note.tags) {
      for (let at: Tag | undefined = tag; at && !used.has(at.id); at = tags.get(at.parentId)) used.add(at.id)
    }
  }
  return fromTheRoot(living.filter(({ id }) => used.has(id)))
}
