/** Implementation of the contract's `exchange` service. */
import { readFile, stat } from 'node:fs/promises'
import { basename, isAbsolute } from 'node:path'
import {
  AppError,
  type CallContext,
  type DocumentSummary,
  type Input,
  type NoteExport,
  type NoteImport,
  type Services,
} from '#shared/contract'
import { IMPORT_LABEL } from '#shared/domain/records'
import type { AnchoringEngine } from '../../anchoring'
import { hasErrorCode } from '../../files'
import { commitChanges, type Notebook } from '..'
import type { InFile, Source } from './format'
import { LARGEST, packFiles } from './packing'
import { viewOf } from './views'
import { type NotebookSide, type Understood, understandNotes, writeNotes, type Written } from './run'

export interface ExchangeDependencies {
  readonly notebook: Notebook
  /** Documents of one archive, or of the library. */
  documents(archiveId?: string): readonly DocumentSummary[]
  openDocument(documentId: string, edition?: number): Promise<Source>
  /** Keeps a finished file until the program ends and answers the SHA-256 of its bytes. */
  keep(bytes: Uint8Array, file: { extension: string; mediaType: string; name: string }): Promise<string>
  readonly version: string
  readonly engine: AnchoringEngine
  now?(): Date
}

/** Files of notes. Throws AppError `not-found`, `not-readable`, `file-too-large`, `bad-request`. */
export async function readNoteFiles(paths: readonly string[]): Promise<InFile[]> {
  const files: InFile[] = []
  for (const path of paths) {
    const name = basename(path)
    if (!isAbsolute(path)) throw new AppError('bad-request', `"${path}" is not a whole path.`, { path })
    try {
      const { size } = await stat(path)
      if (size > LARGEST) {
        const message = `"${name}" has ${size} bytes; files of notes are read up to ${LARGEST} bytes. Export fewer notes at a time.`
        throw new AppError('file-too-large', message, { path: name, limit: LARGEST, found: size })
      }
      files.push({ name, bytes: await readFile(path) })
    } catch (cause) {
      if (cause instanceof AppError) throw cause
      const isMissing = hasErrorCode(cause, 'ENOENT')
      const why = isMissing ? 'There is no such file any more. Choose it again.' : 'Check that you may read it.'
      throw new AppError(
        isMissing ? 'not-found' : 'not-readable',
        `"${name}" could not be read. ${why}`,
        { path: name },
        { cause },
      )
    }
  }
  return files
}

/** One file as it is, several as a zip: what can be saved under one name. */
export async function oneFile({
  format,
  files,
}: Written): Promise<{ name: string; bytes: Uint8Array; mediaType: string }> {
  const [only] = files
  if (only && files.length === 1) {
    const name = only.path.split('/').at(-1) ?? only.path
    return { name, bytes: only.bytes, mediaType: format.mediaType }
  }
  return { name: `notes-${format.id}.zip`, bytes: await packFiles(files), mediaType: 'application/zip' }
}

/** Puts what was understood into the notebook, as one act. Throws AppError as `commit` does. */
export async function applyNotes(
  notebook: Notebook,
  understood: Understood,
  now: Date,
  context: CallContext,
): Promise<void> {
  await commitChanges(notebook, understood.changes, { label: IMPORT_LABEL, now }, context)
}

const summaryOf = ({ changes, ...rest }: Understood): NoteImport => ({ ...rest, changes: changes.length })

export function createExchange(dependencies: ExchangeDependencies): Services['exchange'] {
  const { notebook, documents, openDocument, keep, version, engine, now = () => new Date() } = dependencies

  const sideOf = (archiveId?: string): NotebookSide => ({
    view: viewOf(notebook),
    shelf: { documents: () => documents(archiveId), open: openDocument },
    engine,
  })

  async function understand(input: Input<'exchange.import'>, time: Date, context: CallContext): Promise<Understood> {
    const files = await readNoteFiles(input.paths)
    const request = { format: input.format, archiveId: input.archiveId, time: time.toISOString() }
    return understandNotes(sideOf(input.archiveId), files, request, context)
  }

  return {
    async export(input, context): Promise<NoteExport> {
      const { actor } = await notebook.service.status({}, context)
      const written = await writeNotes(
        sideOf(),
        { format: input.format, ids: input.annotationIds, options: input.options, author: actor, version },
        context,
      )
      const { name, bytes, mediaType } = await oneFile(written)
      const extension = name.split('.').at(-1) ?? 'bin'
      const sha256 = await keep(bytes, { extension, mediaType, name })
      const { outcomes, losses } = written
      return { sha256, mediaType, name, bytes: bytes.byteLength, outcomes, losses }
    },
    async preview(input, context) {
      return summaryOf(await understand(input, now(), context))
    },
    async import(input, context) {
      const time = now()
      const understood = await understand(input, time, context)
      await applyNotes(notebook, understood, time, context)
      return summaryOf(understood)
    },
  }
}
