/** One sealed archive, opened for reading. */
import { basename, resolve } from 'node:path'
import * as v from 'valibot'
import {
  AppError,
  type DocumentModel,
  type DocumentSummary,
  type Edition,
  editionIdOf,
  type ErrorCode,
  isAppError,
  type Registers,
  type SealedNotebook,
  sealedNotebookSchema,
  type VerifyFinding,
} from '#shared/contract'
import { checkHashes, Findings, openTree, profileVersion, readStructure } from './bag'
import { buildCatalogue, type Catalogue, readCatalogued, readModel } from './catalogue'

export interface OpenedDocument {
  summary: DocumentSummary
  edition: Edition
  model: DocumentModel
}

export interface SealedArchive {
  readonly path: string
  readonly name: string
  readonly catalogue: Catalogue
  readonly documents: readonly DocumentSummary[]
  readonly registers: Registers
  /** AppError `unknown-document`, `damaged`, `not-found`. */
  openDocument(documentId: string, edition?: number): Promise<OpenedDocument>
  /** The notes that came with the archive, or null. */
  notebook(): Promise<SealedNotebook | null>
}

/** The first fault as the reason why an archive is not opened. */
export function refusal(name: string, errors: readonly VerifyFinding[]): AppError {
  const [first] = errors
  const reason = first ? first.message.replace(/\.$/, '') : 'it does not verify'
  const where = first?.path === undefined ? '' : ` (${first.path})`
  const more = errors.length > 1 ? ` There are ${errors.length - 1} more faults.` : ''
  const noArchive = first?.code === 'bag-root' || first?.code === 'bagit-missing'
  const code: ErrorCode = noArchive ? 'not-an-archive' : 'bag-invalid'
  return new AppError(
    code,
    `"${name}" was not opened: ${reason}${where}.${more} ${noArchive ? 'Choose a sealed archive.' : 'Ask for a new copy of it.'}`,
    { name, reason, fault: first?.code ?? 'unknown', faults: errors.length },
  )
}

/**
 * Checks the structure of an archive and reads its catalogue; payload that is not read here is not hashed either. Throws
 * AppError with a sentence that names the file and the reason: a code of the zip gate, `not-an-archive`, `bag-invalid`,
 * `version-newer`, `model-invalid`, `damaged`, `not-found`.
 */
export async function readArchive(path: string, name = basename(path)): Promise<Catalogue> {
  const tree = await openTree(path, name)
  try {
    const found = new Findings()
    const structure = await readStructure(tree, found)
    if (structure?.profile && structure.profile > profileVersion) {
      throw new AppError(
        'version-newer',
        `"${name}" was not opened: it was sealed by a newer Avots (archive version ${structure.profile}; this one reads up to ${profileVersion}). Update Avots to open it.`,
        { name, version: structure.profile, known: profileVersion },
      )
    }
    if (structure) await checkHashes(tree, structure.tags, found)
    if (!structure || found.errors.length > 0) throw refusal(name, found.errors)
    return await buildCatalogue({ tree, structure })
  } catch (error) {
    // Faults of a document name the document; the reader has to hear which archive it is in.
    if (!isAppError(error) || error.message.includes(`"${name}"`)) throw error
    throw new AppError(
      error.code,
      `"${name}" was not opened. ${error.message}`,
      { ...error.details, name },
      { cause: error },
    )
  } finally {
    await tree.close()
  }
}

/** Which document and edition are meant. Throws AppError `unknown-document`. */
export function chooseEdition(
  documents: readonly DocumentSummary[],
  documentId: string,
  number?: number,
): { summary: DocumentSummary; edition: Edition } {
  const summary = documents.find((one) => one.id === documentId)
  if (!summary) {
    throw new AppError(
      'unknown-document',
      `There is no document "${documentId}" here. The list of documents shows which there are.`,
      { documentId },
    )
  }
  if (summary.editions.length === 0) {
    throw new AppError(
      'unknown-document',
      `"${summary.metadata.title.text}" is kept as a file only, without a text. ${summary.refusal?.message ?? ''}`.trim(),
      { documentId, refusal: summary.refusal?.code ?? '' },
    )
  }
  const wanted = number ?? summary.current
  const edition = summary.editions.find((one) => one.number === wanted)
  if (!edition) {
    throw new AppError(
      'unknown-document',
      `"${summary.metadata.title.text}" has no edition ${wanted}; it has ${summary.editions.length}.`,
      {
        documentId,
        edition: wanted,
      },
    )
  }
  return { summary, edition }
}

/** The notes of an archive by its catalogue, or null when it has none. Throws AppError `damaged`, `version-newer`. */
export async function readSealedNotebook(
  path: string,
  name: string,
  catalogue: Catalogue,
): Promise<SealedNotebook | null> {
  if (!catalogue.notebook) return null
  const bytes = await readCatalogued(path, name, catalogue, catalogue.notebook)
  let value: unknown = null
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    // The schema refuses null.
  }
  const version = typeof value === 'object' && value !== null && 'v' in value ? value.v : undefined
  if (typeof version === 'number' && version > 1) {
    throw new AppError(
      'version-newer',
      `The notes in "${name}" were written by a newer Avots. Update Avots to get them.`,
      { name, version },
    )
  }
  const parsed = v.safeParse(sealedNotebookSchema, value)
  if (!parsed.success)
    throw new AppError('damaged', `The notes in "${name}" cannot be read. The documents are not affected.`, { name })
  return parsed.output
}

/** Opens one archive file (or folder) for reading; nothing is registered anywhere. Errors as `readArchive`. */
export async function openSealed(file: string): Promise<SealedArchive> {
  const path = resolve(file)
  return archiveOver(path, await readArchive(path, basename(path)))
}

/** An archive whose catalogue is known, for reading. */
export function archiveOver(path: string, catalogue: Catalogue): SealedArchive {
  const name = basename(path)
  return {
    path,
    name,
    catalogue,
    documents: catalogue.documents,
    registers: catalogue.registers,
    async openDocument(documentId, number) {
      const { summary, edition } = chooseEdition(catalogue.documents, documentId, number)
      const model = await readModel(path, name, catalogue, editionIdOf(documentId, edition.number))
      if (!model)
        throw new AppError('unknown-document', `There is no text of "${documentId}" in "${name}".`, { documentId })
      return { summary, edition, model }
    },
    notebook: () => readSealedNotebook(path, name, catalogue),
  }
}
