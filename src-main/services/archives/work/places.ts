/** Where things lie in the folder of an archive in work. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Stored } from './lines'

export interface Places {
  folder: string
  /** The part that is never sealed. */
  own: string
  journal: string
  lock: string
  /** What is half written; emptied at every start. */
  temporary: string
  /** Whole originals whose type is not known yet, by their item of the import. */
  stored: string
  /** Files of removed documents, with the same paths as below the archive. */
  removed: string
  /** Notes that came with archives that were merged in, by the merge; `0.json` are those of the archive itself. */
  notebooks: string
}

export function placesOf(folder: string): Places {
  const own = join(folder, '.avots')
  return {
    folder,
    own,
    journal: join(own, 'journal.ndjson'),
    lock: join(own, 'lock'),
    temporary: join(own, 'tmp'),
    stored: join(own, 'stored'),
    removed: join(own, 'removed'),
    notebooks: join(own, 'notebooks'),
  }
}

/** Where a file of the archive lies now: what came back after it was taken out lies aside until the bag is written. */
export function whereIs(places: Pick<Places, 'folder' | 'removed'>, inside: string): string {
  const here = join(places.folder, inside)
  return existsSync(here) ? here : join(places.removed, inside)
}

/** Paths below the archive, as in a bag. */
export const originalPath = ({ sha256, extension }: Pick<Stored, 'sha256' | 'extension'>) =>
  `data/originals/${sha256.slice(0, 2)}/${sha256}.${extension}`
export const derivedPath = (documentId: string, edition: number, file: 'model.json' | 'text.txt' | 'boxes.json') =>
  `data/derived/${documentId}/${edition}/${file}`
export const recordPath = (documentId: string, extension: string) => `data/metadata/${documentId}.source.${extension}`

/** Letters and digits of an extension, lower case; `bin` where there are none. */
export function extensionOf(text: string): string {
  const plain = text.replace(/[^A-Za-z0-9]/g, '').toLowerCase()
  return plain === '' || plain.length > 10 ? 'bin' : plain
}

const byMediaType: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/tiff': 'tif',
  'image/bmp': 'bmp',
  'image/svg+xml': 'svg',
  'image/jp2': 'jp2',
  'application/pdf': 'pdf',
}

/** Extension for a file of which only the media type is known. */
export const extensionOfMediaType = (mediaType: string) => byMediaType[mediaType.toLowerCase()] ?? 'bin'
