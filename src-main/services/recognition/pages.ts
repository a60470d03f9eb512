/** Pictures of the pages of a document, one at a time, for the formats whose pages can be pictures. */
import { readJpegHeader, readPngHeader, readWebpHeader } from '../documents'
import type { PageImage } from './grey'
import { openPdfPages } from './pdf-pages'
import { openTiffPages } from './tiff-pages'

export interface PageSource {
  /** The picture of page `n`, counted from 1. Throws where this page cannot be drawn. */
  image(n: number): PageImage
  close(): void
}

type Open = (bytes: Uint8Array, name: string) => PageSource | Promise<PageSource>

/** The engine reads these files itself, within WebAssembly; sizes and orientation are known from the header. */
const whole =
  (readHeader: typeof readJpegHeader): Open =>
  (bytes) => ({
    image() {
      const header = readHeader(bytes)?.[0]
      if (!header) throw new Error('its header tells no size')
      const { width, height, orientation } = header
      const isTurned = orientation >= 5
      return { bytes, width: isTurned ? height : width, height: isTurned ? width : height, orientation }
    },
    close: () => undefined,
  })

const sources: Readonly<Record<string, Open>> = {
  pdf: openPdfPages,
  tiff: openTiffPages,
  jpeg: whole(readJpegHeader),
  png: whole(readPngHeader),
  webp: whole(readWebpHeader),
}

/** How the pages of a format are opened; null where they are no pictures. */
export const pageSourceOf = (format: string): Open | null => sources[format] ?? null
