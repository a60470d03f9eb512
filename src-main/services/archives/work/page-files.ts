/** Files that belong to pages of a document: its page images, and the texts of a package. They are kept as its resources. */
import { readFile } from 'node:fs/promises'
import { AppError, type DocumentModel } from '#shared/contract'
import { parseModel, withBoxes } from '../models'
import type { DocumentLine, Stored, Sums, WorkEdition } from './lines'
import { derivedPath, type Places, whereIs } from './places'
import { type ImportItem, liveDocuments, type WorkDocument, type WorkState } from './state'

/** A file of an import, or one that the archive has, that becomes part of a document. */
export interface TiedFile {
  /** Null where it is in the archive already. */
  item: ImportItem | null
  sums: Sums
  what: 'image' | 'text'
  /** Numbers of the pages that it belongs to, from 1. */
  pages: readonly number[]
  fileName: string
  mediaType: string
  /** Letters and digits, for where the archive has not got it. */
  storedExtension: string
}

/** Files that came for pages, of all editions. */
export const tiedResources = ({ editions }: Pick<WorkDocument, 'editions'>): (Stored & { fileName: string })[] =>
  editions.flatMap(({ resources }) =>
    resources.flatMap(({ fileName, ...stored }) => (fileName === undefined ? [] : [{ ...stored, fileName }])),
  )

/** The model of the current edition with its positions, or null where there is none. Throws AppError `damaged`. */
export async function readCurrentModel(places: Places, document: WorkDocument): Promise<DocumentModel | null> {
  const number = document.editions.length
  const edition = document.editions.at(-1)
  if (!edition) return null
  const { fileName } = document.original
  const read = (file: 'model.json' | 'boxes.json') =>
    readFile(whereIs(places, derivedPath(document.id, number, file)), 'utf8').catch((cause: unknown) => {
      const message = `The text of "${fileName}" is no longer in the archive.`
      throw new AppError('damaged', message, { name: fileName }, { cause })
    })
  const model = parseModel(await read('model.json'), fileName)
  return edition.boxes ? withBoxes(model, await read('boxes.json'), fileName) : model
}

/** Documents whose extractor is one of these and that have more pages than images, in the order of the lists. */
export function withoutImages(state: WorkState, isWanted: (extractor: string) => boolean): string[] {
  return liveDocuments(state).flatMap(({ id, editions }) => {
    const current = editions.at(-1)
    if (!current || !isWanted(current.extractor)) return []
    const images = current.resources.filter(
      ({ fileName, mediaType }) => fileName !== undefined && mediaType.startsWith('image/'),
    )
    return current.pages > images.length ? [id] : []
  })
}

/** The file that the current edition came from, where that is another than the first. */
export function fromOf(document: DocumentLine | undefined): Pick<WorkEdition, 'from'> {
  const from = document?.editions.at(-1)?.from
  return from ? { from } : {}
}
