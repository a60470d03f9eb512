/** Notes out and in, over any notebook and any documents: what the hosts and the command line share. */
import {
  type Annotation,
  AppError,
  type CallContext,
  type NoteExportOptions,
  type NoteFormat,
  type NoteLoss,
  type NoteOutcome,
} from '#shared/contract'
import type { Change } from '#shared/domain/records'
import type { AnchoringEngine } from '../../anchoring'
import { collectNotes, type NotebookView } from './collect'
import { type ExchangeFormat, type ExportSet, type InFile, type OutFile, wordsOf } from './format'
import { formatFor, formatOf, unfold } from './formats'
import { idOf } from './identity'
import { createLosses, type Losses } from './losses'
import { receive } from './receive'
import { sentence } from './sentences'
import { createSources, type Shelf } from './sources'

export interface NotebookSide {
  readonly view: NotebookView
  readonly shelf: Shelf
  /** Finds places, in a thread of its own where the program has one. */
  readonly engine: AnchoringEngine
}

export interface WriteRequest {
  readonly format: NoteFormat
  readonly ids?: readonly string[] | undefined
  /** Only notes for which this holds. */
  readonly includes?: ((annotation: Annotation) => boolean) | undefined
  readonly options?: NoteExportOptions | undefined
  readonly author: string
  readonly version: string
}

export interface Written {
  readonly format: ExchangeFormat
  readonly files: OutFile[]
  readonly outcomes: NoteOutcome[]
  readonly losses: NoteLoss[]
}

const wordsOfNote = ({ annotation, targets }: ExportSet['notes'][number]) => {
  const text = targets.find(({ target }) => target.kind === 'text')?.target
  return wordsOf(text?.kind === 'text' ? text.exact : '', annotation.note)
}

function exportOutcomes(set: ExportSet, losses: Losses): NoteOutcome[] {
  return set.notes.map((note): NoteOutcome => {
    const { id } = note.annotation
    const lost = losses.of(id)
    const documentId = note.targets.find(({ source }) => source)?.source?.summary.id
    return {
      id,
      status: lost.length > 0 ? 'partial' : 'ok',
      words: wordsOfNote(note),
      ...(documentId === undefined ? {} : { documentId }),
      ...(lost[0] === undefined ? {} : { code: lost[0], message: lost.map((code) => sentence(code, {})).join(' ') }),
    }
  })
}

/** A code book has tags for what it holds. */
const tagOutcomes = (tags: readonly { id: string; name: string }[]): NoteOutcome[] =>
  tags.map(({ id, name }) => ({ id, status: 'ok', words: name }))

/** Throws AppError `cancelled`, `empty` (no tags for a code book), `export-failed`. */
export async function writeNotes(side: NotebookSide, request: WriteRequest, context: CallContext): Promise<Written> {
  const format = formatOf(request.format)
  const losses = createLosses()
  const isCodeBook = format.id === 'qdc'
  const set = await collectNotes(
    side.view,
    createSources(side.shelf),
    {
      ids: isCodeBook ? [] : request.ids,
      includes: request.includes,
      allTags: isCodeBook,
      author: request.author,
      version: request.version,
      engine: side.engine,
    },
    context,
  )
  const files = await format.write(set, losses, request.options ?? {})
  if (context.signal.aborted) throw new AppError('cancelled', 'The export of the notes was cancelled.')
  return {
    format,
    files,
    outcomes: isCodeBook ? tagOutcomes(set.tags) : exportOutcomes(set, losses),
    losses: losses.list(),
  }
}

export interface ReadRequest {
  /** What the content says where absent. */
  readonly format?: NoteFormat | undefined
  readonly archiveId?: string | undefined
  /** ISO instant of the act. */
  readonly time: string
}

export interface Understood {
  readonly format: NoteFormat
  readonly changes: Change[]
  readonly outcomes: NoteOutcome[]
  readonly losses: NoteLoss[]
  readonly tags: number
  readonly links: number
}

/**
 * What the notebook would become by these files; nothing is changed. Throws AppError `unsupported-format`, `cancelled`,
 * and, where a file as a whole is none of the format, `damaged` or a code of the zip and XML gates.
 */
export async function understandNotes(
  side: NotebookSide,
  files: readonly InFile[],
  request: ReadRequest,
  context: CallContext,
): Promise<Understood> {
  const unfolded = await unfold(files)
  const format = request.format === undefined ? formatFor(unfolded) : formatOf(request.format)
  const losses = createLosses()
  const read = await format.read(unfolded, losses)
  const { time, archiveId } = request
  const received = await receive(read, {
    format: format.id,
    view: side.view,
    sources: createSources(side.shelf),
    engine: side.engine,
    archiveId,
    time,
    losses,
    context,
  })
  const isCodeBook = read.notes.length === 0 && read.tags.length > 0
  return {
    format: format.id,
    changes: received.changes,
    outcomes: isCodeBook ? codeBookOutcomes(read.tags, received.changes) : received.outcomes,
    losses: losses.list(),
    tags: received.tags,
    links: received.links,
  }
}

function codeBookOutcomes(tags: readonly { key: string; name: string }[], changes: readonly Change[]): NoteOutcome[] {
  const made = new Set(changes.map(({ after }) => after?.id))
  return tags.map(({ key, name }): NoteOutcome => {
    if (made.has(idOf('tag', key))) return { id: key, status: 'ok', words: name }
    return { id: key, status: 'duplicate', words: name, code: 'same', message: sentence('same', {}), details: {} }
  })
}
