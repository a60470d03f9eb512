/** What the lines of a journal add up to. Pure: the same lines, the same state. */
import { formatIdOf, type ImportOutcome, type Registers } from '#shared/contract'
import {
  type DocumentLine,
  type ImportOptions,
  isAnew,
  type Line,
  type LineOf,
  type Original,
  type Sums,
  type WorkEdition,
} from './lines'

export interface ImportItem extends Omit<LineOf<'queued'>, 't'> {
  /** Set when its bytes are in the archive. */
  stored?: Sums
  /** Set when it is done. */
  outcome?: ImportOutcome
  /** The document that it brought, with its very file: another import may bring the same id later. Or the merge. */
  brought?: { document: string; original: Original } | { merge: number }
}

export interface ImportBatch {
  id: number
  /** ISO instant: the time of everything that it brings in. */
  at: string
  inputs: readonly string[]
  options: ImportOptions
  /** All of its files are queued. */
  scanned: boolean
  finished: boolean
  /** What it brought was taken out, and none of it came back. */
  undone?: boolean
  /** Editions that documents which were there got. */
  editions: number
  /** Files and the documents inside them, by `keyOf`. */
  items: Map<string, ImportItem>
}

export interface WorkDocument extends DocumentLine {
  /** Place in the order of the lists. */
  order: readonly number[]
  removed: boolean
}

/** A merge with what undoes it. */
export interface WorkMerge extends Omit<LineOf<'merged'>, 't'> {
  undone: boolean
  /** By id, as they came. */
  added: Map<string, DocumentLine>
  /** What documents were before and after it, by id. */
  joined: Map<string, { before: DocumentLine; after: DocumentLine; wasRemoved: boolean }>
  registersBefore: Registers | null
}

export interface WorkState {
  archive: LineOf<'archive'>
  documents: Map<string, WorkDocument>
  batches: ImportBatch[]
  merges: WorkMerge[]
  /** A person changed what it says of itself or of a document. */
  edited: boolean
  /** ISO instant of the last change. */
  modified: string
  /** Seal of the bag as written, or null where something changed since. */
  seal: string | null
  /** Lines so far: the state is another where it is. */
  revision: number
}

/** Name of an item within its batch. */
export const keyOf = ({ n, part }: { n: number; part: readonly number[] }) => [n, ...part].join('.')

export function compareOrder(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? -1) - (b[index] ?? -1)
    if (difference !== 0) return difference
  }
  return 0
}

/** Files that the originals of a document lie in, first one first. */
export function originalsOf({ original, editions }: DocumentLine): Original[] {
  return [original, ...editions.flatMap(({ from }) => from ?? [])]
}

/** Documents in the order of the lists. */
export function liveDocuments(state: WorkState): WorkDocument[] {
  return [...state.documents.values()].filter(({ removed }) => !removed).sort((a, b) => compareOrder(a.order, b.order))
}

/** Documents that were taken out and can be put back; not what an undone merge had brought. */
export function takenOut({ documents, merges }: WorkState): WorkDocument[] {
  const undone = merges.flatMap((merge) => (merge.undone ? [...merge.added.values()] : []))
  // Compared as objects: the same file may have been imported since.
  const brought = new Set(undone.map(({ original }) => original))
  return [...documents.values()].filter(({ removed, original }) => removed && !brought.has(original))
}

/** True where the document that an item brought is in the archive: by its file, for its id may have come again. */
export function isThere({ documents }: WorkState, { brought }: ImportItem): boolean {
  if (!brought || !('document' in brought)) return false
  const document = documents.get(brought.document)
  return document !== undefined && !document.removed && document.original === brought.original
}

/**
 * True where an archive holds nothing: nothing came into it, or all that came was undone, and no person changed
 * anything in it.
 */
export function isEmptied(state: WorkState): boolean {
  const isOver = ({ undone }: { undone?: boolean }) => undone === true
  return (
    !state.edited &&
    state.batches.every(isOver) &&
    state.merges.every(isOver) &&
    [...state.documents.values()].every(({ removed }) => removed)
  )
}

/** The state before any line but the first. */
export function newState(archive: LineOf<'archive'>): WorkState {
  const nothing = { documents: new Map(), batches: [], merges: [], edited: false, seal: null, revision: 0 }
  return { archive, ...nothing, modified: archive.created }
}

/** Takes one line in. Lines that name what is not there are without effect. */
export function apply(state: WorkState, line: Line): void {
  state.seal = null
  state.revision += 1
  switch (line.t) {
    case 'archive':
      return
    case 'described':
      state.archive = { ...state.archive, title: line.title, description: line.description }
      state.edited = true
      state.modified = line.at
      return
    case 'adopted':
      state.documents.set(line.document.id, {
        ...line.document,
        order: line.order ?? [0, state.documents.size],
        removed: false,
      })
      if (line.order) lastMerge(state)?.added.set(line.document.id, line.document)
      return
    case 'merged':
    case 'joined':
    case 'registers':
    case 'unmerged':
      applyMerge(state, line)
      return
    case 'metadata':
      for (const [id, metadata] of Object.entries(line.set)) {
        const document = state.documents.get(id)
        if (document) document.metadata = metadata
      }
      state.edited = true
      state.modified = line.at
      return
    case 'removed':
    case 'restored':
      for (const id of line.ids) {
        const document = state.documents.get(id)
        if (document) document.removed = line.t === 'removed'
      }
      if (line.t === 'restored') {
        for (const batch of state.batches)
          if (batch.undone && [...batch.items.values()].some((item) => isThere(state, item))) delete batch.undone
      }
      state.modified = line.at
      return
    case 'undone': {
      const batch = state.batches.find(({ id }) => id === line.batch)
      if (batch) batch.undone = true
      return
    }
    case 'settled':
      state.seal = line.seal
      return
    case 'batch':
      // One that was cut off before its files were known never happened.
      if (state.batches.at(-1)?.scanned === false) state.batches.pop()
      state.batches.push({ ...line, scanned: false, finished: false, editions: 0, items: new Map() })
      return
    default:
      applyImport(state, line)
  }
}

/** The merge that can be undone: the latest that was not. */
export const lastMerge = ({ merges }: WorkState) => merges.findLast(({ undone }) => !undone)

/** The notes that are sealed with the archive: of the latest merge that brought some, else its own (`id` 0). */
export function notebookOf({ archive, merges }: WorkState): { id: number; sums: Sums } | null {
  for (const { id, notebook, undone } of [...merges].reverse()) if (notebook && !undone) return { id, sums: notebook }
  return archive.notebook ? { id: 0, sums: archive.notebook } : null
}

const linePart = ({ id, original, metadata, editions, refusal, record }: DocumentLine): DocumentLine => ({
  id,
  original,
  metadata,
  editions,
  ...(refusal ? { refusal } : {}),
  ...(record ? { record } : {}),
})

function applyMerge(state: WorkState, line: LineOf<'merged' | 'joined' | 'registers' | 'unmerged'>): void {
  if (line.t === 'merged') {
    const { t: _, ...rest } = line
    state.merges.push({ ...rest, undone: false, added: new Map(), joined: new Map(), registersBefore: null })
    state.modified = line.at
    return
  }
  const merge = lastMerge(state)
  if (!merge) return
  if (line.t === 'registers') {
    merge.registersBefore ??= state.archive.registers
    state.archive = { ...state.archive, registers: line.registers }
  } else if (line.t === 'joined') {
    const document = state.documents.get(line.doc)
    if (!document) return
    const known = merge.joined.get(line.doc)
    const before = known?.before ?? linePart(document)
    const wasRemoved = known?.wasRemoved ?? document.removed
    if (line.restored) document.removed = false
    if (line.metadata) document.metadata = line.metadata
    if (line.editions.length > 0) {
      document.editions = [...document.editions, ...line.editions]
      delete document.refusal
    }
    if (line.record) document.record = line.record
    merge.joined.set(line.doc, { before, after: linePart(document), wasRemoved })
  } else if (merge.id === line.id) undoMerge(state, merge, line.at)
}

function undoMerge(state: WorkState, merge: WorkMerge, at: string): void {
  merge.undone = true
  state.modified = at
  for (const id of merge.added.keys()) {
    const document = state.documents.get(id)
    if (document) document.removed = true
  }
  for (const [id, { before, wasRemoved }] of merge.joined) {
    const document = state.documents.get(id)
    if (!document) continue
    const { order, removed } = document
    state.documents.set(id, { ...before, order, removed: removed || wasRemoved })
  }
  if (merge.registersBefore) state.archive = { ...state.archive, registers: merge.registersBefore }
}

type ImportLine = LineOf<
  'queued' | 'scanned' | 'stored' | 'extracted' | 'refused' | 'duplicate' | 'tied' | 'pictured' | 'took' | 'finished'
>

function applyImport(state: WorkState, line: ImportLine): void {
  const batch = state.batches.at(-1)
  if (!batch) return
  if (line.t === 'scanned') batch.scanned = true
  else if (line.t === 'finished') batch.finished = true
  else if (line.t === 'queued') {
    const { t: _, ...item } = line
    batch.items.set(keyOf(line), item)
  } else if (line.t === 'pictured') addEdition(state, batch, line.doc, line.edition)
  else {
    const item = batch.items.get(keyOf(line))
    if (!item) return
    if (line.t === 'stored') item.stored = { sha256: line.sha256, crc32: line.crc32, size: line.size }
    else finishItem(state, batch, item, line)
  }
}

function addEdition(state: WorkState, batch: ImportBatch, documentId: string, edition: WorkEdition): void {
  const known = state.documents.get(documentId)
  if (!known) return
  known.editions = [...known.editions, edition]
  delete known.refusal
  batch.editions += 1
  state.modified = batch.at
}

function finishItem(
  state: WorkState,
  batch: ImportBatch,
  item: ImportItem,
  line: LineOf<'extracted' | 'refused' | 'duplicate' | 'tied' | 'took'>,
): void {
  const sha256 = item.stored === undefined ? {} : { sha256: item.stored.sha256 }
  const base = { path: item.path, ...sha256, warnings: [] }
  if (line.t === 'duplicate') {
    const { refusal } = state.documents.get(line.doc) ?? {}
    const why = refusal ? { code: refusal.code, message: refusal.message } : {}
    item.outcome = { ...base, ...why, status: 'duplicate', documentId: line.doc }
    return
  }
  if (line.t === 'tied') {
    const { doc, what, pages } = line
    const to = state.documents.get(doc)?.original.fileName ?? doc
    const message = tiedSentence(item.name, to, what, pages)
    item.outcome = { ...base, status: 'ok', documentId: doc, message, tied: { what, pages, to } }
    return
  }
  if (line.t === 'took') {
    const { added, editions, same } = line
    const isNew = added + editions > 0
    item.outcome = { ...base, status: isNew ? 'ok' : 'duplicate', archive: { added, editions, same } }
    if (line.merge !== undefined) item.brought = { merge: line.merge }
    return
  }
  const { document } = line
  if (document) {
    item.brought = { document: document.id, original: document.original }
    state.documents.set(document.id, { ...document, order: [item.n, ...item.part], removed: false })
    state.modified = batch.at
  }
  if (line.t === 'refused') {
    const { code, message } = line
    const kept = document ? { documentId: document.id } : line.doc ? { documentId: line.doc, refusedBefore: true } : {}
    const before = state.documents.get(line.doc ?? '')
    // Another version of the program may see another reason.
    if (before?.refusal && before.refusal.code !== code) before.refusal = { code, message, at: batch.at }
    item.outcome = { ...base, status: 'refused', code, message, ...kept }
    return
  }
  const { refusal, original } = state.documents.get(line.doc) ?? {}
  const isReadNow = refusal !== undefined && original?.sha256 === item.stored?.sha256
  if (line.edition) addEdition(state, batch, line.doc, line.edition)
  const known = state.documents.get(line.doc)
  if (line.metadata && known) known.metadata = line.metadata
  const isNewEdition = line.edition !== undefined && known !== undefined && !isAnew(batch.options)
  const edition = line.edition ?? document?.editions[0]
  const language = edition?.lang ?? known?.metadata.languages[0]
  item.outcome = {
    ...base,
    status: line.warnings.length > 0 ? 'partial' : 'ok',
    documentId: line.doc,
    ...(isNewEdition ? { edition: known.editions.length } : {}),
    ...(isNewEdition && isReadNow ? { refusedBefore: true } : {}),
    format: formatIdOf(line.extractor),
    ...(language === undefined ? {} : { language }),
    ...(edition ? { characters: edition.characters, blocks: edition.blocks } : {}),
    ...(edition && edition.pages > 0 ? { pages: edition.pages } : {}),
    warnings: line.warnings,
  }
}

function tiedSentence(name: string, to: string, what: 'image' | 'text', pages: readonly number[]): string {
  const where = `${pages.length === 1 ? 'page' : 'pages'} ${pages.join(', ')} of "${to}"`
  return what === 'image' ? `"${name}" is the image of ${where}.` : `"${name}" is the text of ${where}.`
}
