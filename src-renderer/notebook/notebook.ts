/** The notebook as the interface sees it: live reads, acts, undo, and whether everything is saved. */
import { computed, type MaybeRefOrGetter, type Ref, type ShallowRef, shallowRef, toRaw, toValue, watch } from 'vue'
import type {
  Anchor,
  Annotation,
  Client,
  Comparison,
  JournalHead,
  Link,
  NotebookStatus,
  Notice,
  Op,
  Tag,
} from '#shared/contract'
import * as acts from './acts'
import type { AnnotationDraft, AnnotationPatch, ComparisonDraft } from './acts'
import { type AnchorLookup, createAnchorMemory } from './anchor-memory'
import { createCommitter } from './committer'
import { createLive } from './live'
import { createAnnotationMemory } from './memory'
import * as queries from './queries'
import type { AnnotationFilter, LinkedEnd } from './queries'
import { createReplica } from './replica'
import { createSaving, type SavedState } from './saving'
import * as tagActs from './tag-acts'
import type { TagDraft, TagPatch, TagWish } from './tag-acts'
import { createTablesReader, type NotebookTablesReader } from './tables-reader'

/** What the notebook needs of a host. */
export interface NotebookHost {
  client: Client
}

/**
 * Live reads end with the scope in which they are called. Acts resolve when the journal has them, and answer what is
 * stored; they throw AppError and then nothing is changed. `label` is the key of the words for the undo menu.
 */
export interface Notebook {
  readonly status: Readonly<Ref<SavedState>>
  /** Takes a notice off the list. */
  dismissNotice(code: Notice['code']): void
  readonly canUndo: Readonly<Ref<boolean>>
  readonly canRedo: Readonly<Ref<boolean>>
  /** Label of what `undo` and `redo` would take back or repeat; null where there is none. */
  readonly undoLabel: Readonly<Ref<string | null>>
  readonly redoLabel: Readonly<Ref<string | null>>
  /** Place in the journal of what `undo` would take back; -1 where there is nothing. */
  readonly undoPlace: Readonly<Ref<number>>
  /** Whether that act was undone and done again: it has a new place then. */
  readonly undoIsRedo: Readonly<Ref<boolean>>
  /** Takes back the newest act of the notebook that is not taken back; its label, or null where there is none. */
  undo(): Promise<string | null>
  redo(): Promise<string | null>
  /**
   * What takes back just this act, whatever was done since: `act` is the promise that the act itself answered, and has
   * resolved. Undefined where it changed nothing; null from the call where it is taken back already.
   */
  undoOf(act: Promise<unknown>): (() => Promise<string | null>) | undefined
  /** An act that the services make, under this label: resolves when it is here, so that it can be taken back. */
  actOfServices<T>(label: string, work: () => Promise<T>): Promise<T>
  /**
   * Announces an edit that waits a moment before it becomes an act (somebody is typing): until the answer is called the
   * state is `saving`, for nothing of it is on the disk, and undo and redo call `flush` first. Call the answer as soon
   * as the act has begun.
   */
  postpone(flush: () => Promise<unknown>): () => void
  /** Makes acts of all edits that wait. */
  settle(): Promise<void>
  /** Result of a query, kept up to date; asked anew, too, when what `source` reads changes. */
  live<T>(query: (tables: NotebookTablesReader) => Promise<T>, initial: T, source?: () => unknown): ShallowRef<T>
  /** Not deleted, in no order: where they stand hangs on the edition. */
  annotationsOf(documentId: MaybeRefOrGetter<string>): ShallowRef<Annotation[]>
  /** Not deleted, newest change first. */
  annotations(filter: () => AnnotationFilter): ShallowRef<Annotation[]>
  /** Answers below a note, the oldest first. */
  repliesTo(id: MaybeRefOrGetter<string>): ShallowRef<Annotation[]>
  /** How many there are now. */
  countReplies(id: string): number
  /** Links from and to a note, with what is at their other end. */
  linkedWith(id: MaybeRefOrGetter<string>): ShallowRef<LinkedEnd[]>
  /** By name. */
  tags(): ShallowRef<Tag[]>
  /** Newest change first. */
  comparisons(): ShallowRef<Comparison[]>
  /** As it is now, once the replica is as far as the journal; null where there is none or it was deleted. */
  comparison(id: string): Promise<Comparison | null>
  countsByDocument(): ShallowRef<Map<string, number>>
  /** Where notes stand in editions that they were not made on. */
  anchors(): Readonly<ShallowRef<AnchorLookup>>
  /** Notes with a target that is in no certain place, and that nobody has decided on: one entry for each target. */
  openPlaces(): ShallowRef<OpenPlace[]>
  /** Whether all rows were read: before, a note without one may have one. */
  readonly anchorsLoaded: Readonly<Ref<boolean>>
  /** Rows as the reader decides, all in one act: each is marked as confirmed. */
  confirmAnchors(rows: readonly Anchor[], label?: string): Promise<void>
  addAnnotation(draft: AnnotationDraft, label?: string): Promise<Annotation>
  /** Answers a note, in its place; an answer to an answer stands below the same note. */
  addReply(id: string, note: string, label?: string): Promise<Annotation>
  updateAnnotation(id: string, patch: AnnotationPatch, label?: string): Promise<void>
  /** One more passage or region of a note; how many it has then. */
  addTarget(id: string, target: Annotation['targets'][number], label?: string): Promise<number>
  /** The rows of the other targets go with them. The last target stays. */
  removeTarget(id: string, target: Annotation['targets'][number], label?: string): Promise<void>
  /**
   * From a note to another one, to one that is made with it, or to a document; answers the link that is there already
   * where there is one.
   */
  addLink(from: string, to: string | AnnotationDraft, label?: string): Promise<Link>
  deleteLink(id: string, label?: string): Promise<void>
  /** With the answers below them, all in one act. */
  deleteAnnotations(ids: readonly string[], label?: string): Promise<void>
  /** Answers the tag of that name in that place where there is one. */
  addTag(draft: TagDraft, label?: string): Promise<Tag>
  updateTag(id: string, patch: TagPatch, label?: string): Promise<void>
  /** With all tags below it; notes lose the mark, not more. */
  deleteTag(id: string, label?: string): Promise<void>
  /** One tag goes into another, with its notes and the tags below it: one act. */
  mergeTags(fromId: string, intoId: string, label?: string): Promise<void>
  /** Puts tags on notes and takes others off, in one act; how many notes it changed. */
  tagAnnotations(ids: readonly string[], wish: TagWish, label?: string): Promise<number>
  saveComparison(draft: ComparisonDraft, label?: string): Promise<Comparison>
  deleteComparison(id: string, label?: string): Promise<void>
  /** Resolves when the replica was compared with the journal for the first time. */
  ready(): Promise<void>
  close(): Promise<void>
}

/** A target whose place is not certain in one edition. */
export interface OpenPlace {
  readonly annotation: Annotation
  readonly anchor: Anchor
}

/** Drafts come from forms, where they may be reactive: neither the wire nor the database takes those. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(toRaw(value))) as T
}

/** Not started: `start` opens the replica. */
export function createNotebook({ client }: NotebookHost, databaseName: string, keptOps?: number) {
  const saving = createSaving()
  const generation = shallowRef(0)
  const historyTick = shallowRef(0)
  let firstSync: Promise<void> | null = null

  const report = (error: unknown) => {
    const known = error instanceof Error ? error : new Error(String(error))
    const entry = { message: `replica: ${known.message}`, ...(known.stack === undefined ? {} : { stack: known.stack }) }
    void client.call('app.logError', entry).catch(() => undefined)
  }

  const replica = createReplica({
    client,
    name: databaseName,
    keptOps,
    onApplied(ops) {
      committer.seen(ops)
      memory.applied(ops)
      places.applied(ops)
      historyTick.value += 1
    },
    onRefilled() {
      void memory.load().catch(report)
      void places.load().catch(report)
    },
    onReopened: () => (generation.value += 1),
    onProgress: saving.progress,
    onRebuilt: saving.rebuilt,
    onError: report,
  })
  const tables = createTablesReader(() => replica.database())
  const memory = createAnnotationMemory(() => replica.database())
  const places = createAnchorMemory(() => replica.database())
  /** What `read` makes of the annotations in memory; made anew when they, or what it depends on, change. */
  function remembered<T>(read: () => T): ShallowRef<T> {
    const found = computed(() => (memory.version.value, read()))
    const result = shallowRef(found.value)
    watch(found, (now) => (result.value = now))
    return result
  }
  const liveOf = createLive({ tables, generation, onError: report })
  const committer = createCommitter({ client, replica, tables, saving, ready })

  function heard(status: NotebookStatus): void {
    committer.identify(status)
    saving.heard(status)
  }

  async function sync(): Promise<void> {
    try {
      heard(await client.call('notebooks.status', {}))
      await replica.sync()
      saving.ready()
    } catch (error) {
      saving.failed(error instanceof Error ? error.message : String(error))
      throw error
    }
  }

  /** The first comparison, tried again by whoever needs it where it failed. */
  function ready(): Promise<void> {
    firstSync ??= sync().catch((error: unknown) => {
      firstSync = null
      throw error
    })
    return firstSync
  }

  const syncQuietly = () => void (firstSync === null ? ready() : sync()).catch(report)
  const unsubscribe = [
    client.on('notebookChanged', ({ ops, head }: { ops: Op[]; head: JournalHead }) => {
      // Before the first comparison nothing is applied: it brings these operations, too.
      if (firstSync) void firstSync.then(() => replica.apply(ops, head)).catch(report)
    }),
    client.on('notebookStatusChanged', (status) => {
      heard(status)
      syncQuietly()
    }),
    client.onInterrupted(() => saving.interrupted(true)),
    client.onResumed(() => {
      saving.interrupted(false)
      syncQuietly()
    }),
  ]

  const history = () => (historyTick.value, replica.history())
  /** Edits that wait to become acts. */
  const postponed = new Set<() => Promise<unknown>>()
  async function settle(): Promise<void> {
    for (const flush of [...postponed]) await flush()
  }

  const undoable = computed(() => history().undoable())
  const redoable = computed(() => history().redoable())

  const notebook: Notebook = {
    status: saving.status,
    dismissNotice: saving.dismiss,
    canUndo: computed(() => undoable.value !== null),
    canRedo: computed(() => redoable.value !== null),
    undoLabel: computed(() => undoable.value?.label ?? null),
    undoPlace: computed(() => undoable.value?.last ?? -1),
    undoIsRedo: computed(() => undoable.value?.kind === 'redo'),
    redoLabel: computed(() => redoable.value?.label ?? null),
    undo: async () => {
      await settle()
      return committer.takeBack(async () => (await replica.certainHistory()).undoable())
    },
    redo: async () => {
      await settle()
      return committer.takeBack(async () => (await replica.certainHistory()).redoable())
    },
    undoOf(act) {
      const key = committer.keyOf(act)
      if (key === null) return undefined
      return async () => {
        await settle()
        return committer.takeBack(() => Promise.resolve(replica.history().standing(key)))
      }
    },
    actOfServices<T>(label: string, work: () => Promise<T>): Promise<T> {
      const done: Promise<T> = ready().then(async () => {
        const before = replica.history().latest(label)
        const result = await work()
        // What the services did is done, whether it can be shown at once or not.
        await replica.sync().catch(report)
        const made = replica.history().latest(label)
        if (made && made.key !== before?.key) committer.setKey(done, made.key)
        return result
      })
      return done
    },
    settle,
    postpone(flush) {
      if (!postponed.has(flush)) {
        postponed.add(flush)
        saving.began()
      }
      return () => {
        if (postponed.delete(flush)) saving.ended(false)
      }
    },
    live: (query, initial, source) => liveOf(query, initial, source ?? (() => null)),
    annotationsOf: (documentId) => remembered(() => memory.list(toValue(documentId))),
    annotations(filter) {
      const tags = notebook.tags()
      return remembered(() => queries.filtered(memory.list(filter().documentId), filter(), tags.value))
    },
    repliesTo: (id) => remembered(() => memory.repliesTo(toValue(id))),
    countReplies: (id) => memory.repliesTo(id).length,
    linkedWith: (id) =>
      liveOf(
        (tables, noteId) => queries.linkedWith(tables, noteId),
        [],
        () => toValue(id),
      ),
    tags: () => liveOf(queries.allTags, [], () => null),
    comparisons: () => liveOf(queries.allComparisons, [], () => null),
    async comparison(id) {
      await ready()
      const found = await tables.comparisons.get(id)
      return found?.deletedAt === null ? found : null
    },
    countsByDocument: () => remembered(memory.counts),
    anchors: () => places.lookup,
    openPlaces: () =>
      remembered(() =>
        places.lookup.value.open.flatMap((anchor) => {
          const annotation = memory.get(anchor.annId)
          // An answer stands where its note stands: there is nothing of its own to decide.
          const isAnswer = annotation?.replyTo !== undefined && memory.get(annotation.replyTo) !== undefined
          return annotation && !isAnswer ? [{ annotation, anchor }] : []
        }),
      ),
    anchorsLoaded: places.isLoaded,
    confirmAnchors: (rows, label = 'undo.confirmPlace') =>
      committer.act(label, (context) => acts.confirmAnchors(context, plain(rows))),
    addAnnotation: (draft, label = 'undo.addAnnotation') =>
      committer.act(label, (context) => acts.addAnnotation(context, plain(draft))),
    addReply: (id, note, label = 'undo.addReply') =>
      committer.act(label, (context) => acts.addReply(context, id, note)),
    addTarget: (id, target, label = 'undo.addPassage') =>
      committer.act(label, (context) => acts.addTarget(context, id, plain(target))),
    removeTarget: (id, target, label = 'undo.removePassage') =>
      committer.act(label, (context) => acts.removeTarget(context, id, plain(target))),
    updateAnnotation: (id, patch, label = 'undo.updateAnnotation') =>
      committer.act(label, (context) => acts.updateAnnotation(context, id, plain(patch))),
    addLink: (from, to, label = 'undo.addLink') =>
      committer.act(label, (context) => acts.addLink(context, from, typeof to === 'string' ? to : plain(to))),
    deleteLink: (id, label = 'undo.deleteLink') => committer.act(label, (context) => acts.deleteLink(context, id)),
    deleteAnnotations: (ids, label = 'undo.deleteAnnotations') =>
      committer.act(label, (context) => acts.deleteAnnotations(context, [...ids])),
    addTag: (draft, label = 'undo.addTag') => committer.act(label, (context) => tagActs.addTag(context, plain(draft))),
    updateTag: (id, patch, label = 'undo.updateTag') =>
      committer.act(label, (context) => tagActs.updateTag(context, id, plain(patch))),
    deleteTag: (id, label = 'undo.deleteTag') => committer.act(label, (context) => tagActs.deleteTag(context, id)),
    mergeTags: (fromId, intoId, label = 'undo.mergeTags') =>
      committer.act(label, (context) => tagActs.mergeTags(context, fromId, intoId)),
    tagAnnotations: (ids, wish, label = 'undo.tagAnnotations') =>
      committer.act(label, (context) => tagActs.tagAnnotations(context, [...ids], plain(wish))),
    saveComparison: (draft, label = 'undo.saveComparison') =>
      committer.act(label, (context) => acts.saveComparison(context, plain(draft))),
    deleteComparison: (id, label = 'undo.deleteComparison') =>
      committer.act(label, (context) => acts.deleteComparison(context, id)),
    ready,
    async close() {
      for (const stop of unsubscribe) stop()
      await firstSync?.catch(() => undefined)
      await replica.close()
    },
  }
  return {
    notebook,
    /** Opens the replica as it is, and begins to compare it with the journal. */
    async start(): Promise<void> {
      await replica.open()
      void memory.load().catch(report)
      void places.load().catch(report)
      void ready().catch(report)
    },
  }
}
