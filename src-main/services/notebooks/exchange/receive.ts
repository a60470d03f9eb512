/** From what a file says to changes of the notebook: note by note, each with its outcome; one bad note spoils no other. */
import * as v from 'valibot'
import {
  type Anchor,
  type Annotation,
  annotationSchema,
  AppError,
  type CallContext,
  type Link,
  type NoteFormat,
  type NoteOutcome,
} from '#shared/contract'
import { type Change, sameJson } from '#shared/domain/records'
import type { AnchoringEngine } from '../../anchoring'
import type { NotebookView } from './collect'
import { type Details, type ForeignNote, isRefused, type ReadNotes, type RefusedNote, wordsOf } from './format'
import { idOf } from './identity'
import type { Losses } from './losses'
import { type PlacedNote, placeNotes } from './place-notes'
import { sentence } from './sentences'
import type { Sources } from './sources'
import { receiveTags } from './receive-tags'

export interface ReceiveOptions {
  readonly format: NoteFormat
  readonly view: NotebookView
  readonly sources: Sources
  readonly engine: AnchoringEngine
  /** Archive that the notes are meant for, if one was named. */
  readonly archiveId?: string | undefined
  /** ISO instant of the act. */
  readonly time: string
  readonly losses: Losses
  readonly context: CallContext
}

export interface Received {
  readonly changes: Change[]
  readonly outcomes: NoteOutcome[]
  readonly tags: number
  readonly links: number
}

const quoteOf = (note: ForeignNote) => {
  for (const { place } of note.targets) if (place.kind === 'text' && place.exact) return place.exact
  return ''
}

/** What the file calls the note, or, where it has no name, what it says: the same twice is the same note. */
export function noteId(format: NoteFormat, note: ForeignNote): string {
  const { key, targets, note: text, created } = note
  return idOf(`${format} note`, key ?? JSON.stringify([targets, text ?? '', created ?? '']))
}

/** Throws AppError `cancelled`. */
export async function receive(read: ReadNotes, options: ReceiveOptions): Promise<Received> {
  const { view, sources, engine, format, time, losses, context } = options
  const changes: Change[] = []
  const tags = receiveTags(read.tags, view.tags, time)
  changes.push(...tags.changes)

  const outcomes = new Map<ForeignNote | RefusedNote, NoteOutcome>()
  const outcome = (
    note: ForeignNote | RefusedNote,
    id: string,
    words: string,
    status: NoteOutcome['status'],
    more: { code?: string | undefined; details?: Details | undefined; documentId?: string | undefined } = {},
  ) => {
    const { code, details = {}, documentId } = more
    outcomes.set(note, {
      id,
      status,
      words,
      ...(documentId === undefined ? {} : { documentId }),
      ...(code === undefined ? {} : { code, message: sentence(code, details), details }),
    })
  }

  /** Ids of the file's notes by their names, and the notes in the order in which answers follow what they answer. */
  const ids = new Map<string, string>()
  const taken = new Map<string, ForeignNote>()
  for (const note of read.notes) {
    if (isRefused(note)) {
      outcome(note, note.key ?? '', note.words, 'refused', note)
      continue
    }
    const id = noteId(format, note)
    if (taken.has(id)) {
      outcome(note, id, wordsOf(quoteOf(note), note.note ?? ''), 'duplicate', { code: 'twice-in-file' })
      continue
    }
    taken.set(id, note)
    if (note.key !== null) ids.set(note.key, id)
  }
  const placed = await placeNotes([...taken.values()], { sources, engine, losses, context })

  /** Rows of notes that were deleted: few notes come back, so that nothing is gathered before one does. */
  let former: Map<string, Anchor[]> | null = null
  const formerAnchors = (id: string): readonly Anchor[] => {
    if (!former) {
      former = new Map()
      for (const anchor of view.anchors.values()) {
        former.set(anchor.annId, [...(former.get(anchor.annId) ?? []), anchor])
      }
    }
    return former.get(id) ?? []
  }

  /** Records as they will be, to find what an answer answers. */
  const made = new Map<string, Annotation>()
  const build = (id: string, note: ForeignNote, ring: ReadonlySet<string>): Annotation | null => {
    const known = made.get(id)
    if (known) return known
    const place = placed.get(note)
    if (!place) return null
    const parent = note.replyTo === undefined ? null : parentOf(note.replyTo, new Set([...ring, id]))
    if (note.replyTo !== undefined && !parent) losses.add('reply-parent', id)
    const isAlone = place.targets.length === 0 && !parent
    const targets = isAlone ? [lostParent(note)] : place.targets.length > 0 ? place.targets : (parent?.targets ?? [])
    const record = recordOf(id, note, targets, parent?.id, place)
    const words = wordsOf(quoteOf(note), note.note ?? '')
    if (record.change && !isSound(record.after)) {
      outcome(note, id, words, 'refused', { code: 'malformed' })
      return null
    }
    made.set(id, record.after)
    // An answer without a place of its own stands, or is lost, with what it answers.
    const above = place.targets.length === 0 && note.replyTo !== undefined ? outcomeOf(note.replyTo) : undefined
    const lost = above?.status === 'orphan' || above?.status === 'review' ? above : undefined
    const documentId = place.documentId ?? (place.targets.length === 0 ? parent?.targets[0]?.docId : undefined)
    outcome(note, id, words, record.status ?? (isAlone ? 'orphan' : (lost?.status ?? place.status)), {
      code: record.code ?? (isAlone ? 'reply-alone' : (lost?.code ?? place.code)),
      details: lost?.details ?? place.details,
      documentId: lost ? lost.documentId : documentId,
    })
    if (record.change) {
      changes.push(record.change)
      if (record.isNew) changes.push(...anchorsOf(record.after, place))
    }
    return record.after
  }
  const outcomeOf = (key: string): NoteOutcome | undefined => {
    const note = taken.get(ids.get(key) ?? idOf(`${format} note`, key))
    return note && outcomes.get(note)
  }
  const parentOf = (key: string, above: ReadonlySet<string>): Annotation | null => {
    const id = ids.get(key) ?? idOf(`${format} note`, key)
    // A ring of answers: whoever comes first is no answer.
    if (above.has(id)) return null
    const inFile = taken.get(id)
    if (inFile) return build(id, inFile, above)
    const here = view.annotations.get(id)
    return here?.deletedAt === null ? here : null
  }

  /** The record as it becomes, and the change that makes it so; no change where there is nothing to do. */
  function recordOf(
    id: string,
    note: ForeignNote,
    targets: Annotation['targets'],
    replyTo: string | undefined,
    place: PlacedNote,
  ): { after: Annotation; change: Change | null; isNew: boolean; code?: string; status?: NoteOutcome['status'] } {
    const text = note.note?.replace(/\r\n?/g, '\n')
    const tagIds = note.tags && [...new Set(note.tags.flatMap((key) => tags.ids.get(key) ?? []))]
    const foreign = foreignOf(note, place)
    const before = view.annotations.get(id)
    if (!before || before.deletedAt !== null) {
      const created = note.created ?? note.updated ?? time
      const kind = replyTo !== undefined ? 'reply' : note.kind === 'reply' ? undefined : note.kind
      const after: Annotation = {
        id,
        targets,
        kind: kind ?? ((text ?? '') === '' ? 'highlight' : 'note'),
        colour: note.colour ?? null,
        tagIds: tagIds ?? [],
        note: text ?? '',
        ...(note.answered ? { answered: true } : {}),
        ...(note.correction === undefined ? {} : { correction: note.correction }),
        ...(replyTo === undefined ? {} : { replyTo }),
        ...(foreign === undefined ? {} : { foreign }),
        created,
        updated: note.updated ?? created,
        rev: (before?.rev ?? 0) + 1,
        deletedAt: null,
      }
      const change: Change = { table: 'annotations', before: before ?? null, after }
      return { after, change, isNew: true, ...(before ? { code: 'restored' } : {}) }
    }
    const isAnswered = before.answered ?? false
    // What the file does not speak of stays as it is; so does the place: it was made here.
    const proposed: Annotation = {
      ...before,
      note: text ?? before.note,
      ...((note.answered ?? isAnswered) === isAnswered ? {} : { answered: !isAnswered }),
      ...(note.correction === undefined ? {} : { correction: note.correction }),
      kind: note.kind ?? (before.kind === 'highlight' && (text ?? '') !== '' ? 'note' : before.kind),
      colour: note.colour === undefined ? before.colour : note.colour,
      tagIds: tagIds === undefined || sameSet(tagIds, livingTags(before.tagIds)) ? before.tagIds : tagIds,
      ...(replyTo === undefined ? {} : { replyTo }),
    }
    if (before.kind === 'reply' || proposed.kind === 'reply') proposed.kind = before.kind
    if (sameJson(before, proposed)) {
      return { after: before, change: null, isNew: false, code: 'same', status: 'duplicate' }
    }
    if (note.updated !== undefined && note.updated < before.updated) {
      return { after: before, change: null, isNew: false, code: 'newer-here', status: 'duplicate' }
    }
    const after = { ...proposed, updated: time, rev: before.rev + 1 }
    return { after, change: { table: 'annotations', before, after }, isNew: false, code: 'changed', status: 'ok' }
  }

  const livingTags = (of: readonly string[]) => of.filter((id) => view.tags.get(id)?.deletedAt === null)

  function foreignOf(note: ForeignNote, place: PlacedNote): Record<string, unknown> | undefined {
    const isHomeless = place.documentId === undefined && (place.targets.length > 0 || note.replyTo !== undefined)
    if (!note.foreign && !(isHomeless && options.archiveId !== undefined)) return undefined
    return {
      ...(note.foreign ? { [format]: note.foreign } : {}),
      // A note without a document would belong to no archive, and go along with none.
      ...(isHomeless && options.archiveId !== undefined ? { archive: options.archiveId } : {}),
    }
  }

  /** Rows of the places of a new note; of one that was deleted, those that it had are forgotten. */
  function anchorsOf(annotation: Annotation, place: PlacedNote): Change[] {
    const made = new Map(
      place.anchors.map(({ target, editionId, ...rest }) => {
        const id = `${annotation.id}/${target}/${editionId}`
        return [id, { id, annId: annotation.id, target, editionId, ...rest }]
      }),
    )
    const gone = (view.annotations.has(annotation.id) ? formerAnchors(annotation.id) : []).filter(
      ({ id }) => !made.has(id),
    )
    return [
      ...gone.map((before): Change => ({ table: 'anchors', before, after: null })),
      ...[...made.values()].map((after): Change => ({
        table: 'anchors',
        before: view.anchors.get(after.id) ?? null,
        after,
      })),
    ]
  }

  for (const [id, note] of taken) {
    if (context.signal.aborted)
      throw new AppError('cancelled', 'The import of the notes was cancelled. Nothing was changed.')
    if (!made.has(id)) build(id, note, new Set())
  }

  const linkChanges = receiveLinks()
  changes.push(...linkChanges)
  return {
    changes,
    outcomes: read.notes.flatMap((note) => outcomes.get(note) ?? []),
    tags: tags.changes.length,
    links: linkChanges.length,
  }

  function receiveLinks(): Change[] {
    const found: Change[] = []
    const end = (key: string): string | null => {
      const id = ids.get(key) ?? idOf(`${format} note`, key)
      if (made.has(id) || view.annotations.get(id)?.deletedAt === null) return id
      return sources.resolve({ names: [key] })
    }
    for (const link of read.links) {
      const from = end(link.from)
      const to = end(link.to)
      const id = idOf(`${format} link`, link.key)
      if (from === null || to === null) {
        losses.add('link-end', null)
        continue
      }
      const before = view.links.get(id)
      if (before?.deletedAt === null || found.some((change) => change.after?.id === id)) continue
      const rev = (before?.rev ?? 0) + 1
      const created = link.created ?? time
      const updated = link.updated ?? created
      const after: Link = { id, from, to, type: link.type, created, updated, rev, deletedAt: null }
      found.push({ table: 'links', before: before ?? null, after })
    }
    return found
  }
}

/** Whether the journal, which is JSON, could be read with it: a number that is none would damage it. */
const isSound = (record: Annotation) => v.is(annotationSchema, JSON.parse(JSON.stringify(record)))

/** An answer to something that is not here: it keeps the name of what it answers. */
const lostParent = (note: ForeignNote): Annotation['targets'][number] => ({
  kind: 'document',
  docId: note.replyTo ?? '',
  editionId: '',
})

const sameSet = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((one) => b.includes(one))
