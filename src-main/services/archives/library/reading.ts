/** Reading from the archives of the library: documents, their texts, registers and files. */
import { AppError, type DocumentModel, type DocumentSummary, isAppError, type Registers } from '#shared/contract'
import { type Excerpt, excerptOf, LONG_TEXT } from '#shared/domain/model'
import type { FileLocation } from '../../files'
import { type Catalogue, placeOf, readExcerpt, readModel } from '../catalogue'
import { chooseEdition, type OpenedDocument } from '../sealed'
import { nameOf, type Shelf } from './entries'
import { createModelCache } from './model-cache'
import { shownSummary } from './shown'

type OpenedExcerpt = Omit<OpenedDocument, 'model'> & { readonly excerpt: Excerpt | null }

export interface Reading {
  /** Throws AppError `not-found`. */
  shelfOf(archiveId: string): Shelf
  /** As they are stored. */
  documents(archiveId?: string): DocumentSummary[]
  /** Some of them, as `shownSummary`. */
  listed(archiveId: string | undefined, offset: number, limit: number): DocumentSummary[]
  /** From the first archive that has it. Throws AppError `unknown-document`, `not-found`, `damaged`. */
  openDocument(documentId: string, edition?: number): Promise<OpenedDocument>
  /** A piece of a long text around `at`, null where none is made. Throws likewise. */
  excerpt(documentId: string, at: number, edition?: number): Promise<OpenedExcerpt>
  /** Throws AppError `not-found`. */
  registers(archiveId: string): Registers
  /** Where an archive lies and what it holds. Throws AppError `not-found`, also where it cannot be read now. */
  shelved(archiveId: string): { path: string; catalogue: Catalogue }
  /** Originals and texts of all archives, or of one; null for entries that are packed. */
  locateFile(sha256: string, archiveId?: string): FileLocation | null
  /** Another archive stands where one stood: texts are read anew. */
  forget(): void
}

/** Names the text of an edition: an archive in work may have another one under the same number. */
const modelKey = ({ id, models }: Catalogue, editionId: string) =>
  [id, editionId, models[editionId]?.model.sha256, models[editionId]?.boxes?.sha256].join('/')

/** `onProblem` is called when a text turned out to be damaged or gone, which its shelf says by then. */
export function createReading(shelves: ReadonlyMap<string, Shelf>, onProblem: () => void): Reading {
  const models = createModelCache()

  function shelfOf(archiveId: string): Shelf {
    const shelf = shelves.get(archiveId)
    if (!shelf)
      throw new AppError('not-found', `There is no archive "${archiveId}" in the library any more.`, { archiveId })
    return shelf
  }

  const chosen = (archiveId?: string) => (archiveId === undefined ? [...shelves.values()] : [shelfOf(archiveId)])

  const documents = (archiveId?: string) => chosen(archiveId).flatMap(({ catalogue }) => catalogue?.documents ?? [])

  const missing = (documentId: string) =>
    new AppError('unknown-document', `There is no text of "${documentId}" in the library.`, { documentId })

  function find(documentId: string, number?: number) {
    const shelf = [...shelves.values()].find(({ catalogue }) =>
      catalogue?.documents.some(({ id }) => id === documentId),
    )
    const { summary, edition } = chooseEdition(shelf?.catalogue?.documents ?? [], documentId, number)
    if (!shelf?.catalogue) throw missing(documentId)
    return { shelf, catalogue: shelf.catalogue, summary, edition }
  }

  return {
    shelfOf,
    documents,
    listed: (archiveId, offset, limit) =>
      documents(archiveId)
        .slice(offset, offset + limit)
        .map(shownSummary),
    registers: (archiveId) => shelfOf(archiveId).catalogue?.registers ?? { persons: [], places: [], citations: [] },
    shelved(archiveId) {
      const { path, catalogue, problem } = shelfOf(archiveId)
      if (catalogue) return { path, catalogue }
      throw new AppError('not-found', problem ?? 'The archive cannot be read now.', { archiveId, path })
    },
    async openDocument(documentId, number) {
      const { shelf, catalogue, summary, edition } = find(documentId, number)
      const load = async (): Promise<DocumentModel> => {
        const model = await readModel(shelf.path, nameOf(shelf), catalogue, edition.id)
        if (!model) throw missing(documentId)
        return model
      }
      try {
        return {
          summary: shownSummary(summary),
          edition,
          model: await models.get(modelKey(catalogue, edition.id), load),
        }
      } catch (error) {
        if (isAppError(error) && (error.code === 'damaged' || error.code === 'not-found')) {
          if (error.code === 'damaged') shelf.verification = 'damaged'
          shelf.problem = error.message
          onProblem()
        }
        throw error
      }
    },
    async excerpt(documentId, at, number) {
      const { shelf, catalogue, summary, edition } = find(documentId, number)
      const answer = (excerpt: Excerpt | null) => ({ summary: shownSummary(summary), edition, excerpt })
      if (edition.length < LONG_TEXT) return answer(null)
      const model = models.known(modelKey(catalogue, edition.id))
      return answer(model ? excerptOf(model, at) : await readExcerpt(shelf.path, nameOf(shelf), catalogue, edition, at))
    },
    locateFile(sha256, archiveId) {
      for (const { catalogue, path } of chosen(archiveId)) {
        const file = catalogue?.files.find((one) => one.sha256 === sha256)
        const place = catalogue && file ? placeOf(path, catalogue, file) : null
        if (file && place) return { ...place, length: file.length, mediaType: file.mediaType, name: file.name }
      }
      return null
    },
    forget: () => models.clear(),
  }
}
