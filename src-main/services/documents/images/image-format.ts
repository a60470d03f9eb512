/** Images as documents: their pages with size and picture, and what the file says of itself. No text, no decoding. */
import { createHash } from 'node:crypto'
import { AppError } from '#shared/contract'
import type { Format, ModelParts } from '../format'
import type { ImageHeader } from './headers'
import { readImageMetadata } from './metadata'

/** Limits of formats.md section 5. */
const maxPixels = 100_000_000
const maxSide = 32_767
const maxPages = 5000
const maxBytes = 300 * 1024 * 1024

export interface ImageKind extends Pick<Format, 'id' | 'label' | 'extensions' | 'mediaType' | 'storedExtension'> {
  /** How sure the kind is of a file by its first bytes as Latin-1. */
  sniffHead(head: string): number
  readHeader(bytes: Uint8Array): ImageHeader[] | null
  /** The block of EXIF, where the container is not one that the EXIF reader knows. */
  exifOf?(bytes: Uint8Array): Uint8Array
}

/** Degrees clockwise by which an image is turned for showing, by EXIF orientation; mirrored ones as the others. */
const turns: readonly number[] = [0, 0, 0, 180, 180, 90, 90, 270, 270]

/**
 * A format of images: one page for each image of the file, as large as it is shown. The file itself is the picture of
 * its first page. Throws AppError `damaged` for a header that tells no size, `image-too-large` and `too-many-pages`.
 */
export function imageFormat(kind: ImageKind): Format {
  return {
    id: kind.id,
    version: 1,
    label: kind.label,
    extensions: kind.extensions,
    mediaType: kind.mediaType,
    storedExtension: kind.storedExtension,
    maxBytes,
    sniff: ({ head }) => kind.sniffHead(head),
    async extract(bytes, hints) {
      const name = hints.fileName ?? 'The image'
      const headers = kind.readHeader(bytes)
      if (!headers) {
        throw new AppError('damaged', `"${name}" is no sound ${kind.label}: its header tells no size.`, { name })
      }
      checkSizes(headers, name)
      const { meta, warnings } = await readImageMetadata(bytes, kind.exifOf?.(bytes))
      return {
        text: '',
        blocks: [],
        marks: [],
        anchors: [],
        meta,
        warnings: [
          {
            code: 'no-text-layer',
            message: 'An image has no text of its own. Character recognition can give it one.',
          },
          ...warnings,
        ],
        pages: pagesOf(headers, bytes),
        resources: [{ bytes, role: 'page-image', mediaType: kind.mediaType, from: 'original' }],
      }
    },
  }
}

function checkSizes(headers: readonly ImageHeader[], name: string): void {
  if (headers.length > maxPages) {
    throw new AppError('too-many-pages', `"${name}" has more than ${maxPages} pages. Divide it and add the parts.`, {
      name,
      limit: maxPages,
      found: headers.length,
    })
  }
  for (const { width, height } of headers) {
    const isLong = Math.max(width, height) > maxSide
    if (!isLong && width * height <= maxPixels) continue
    const [limit, found] = isLong ? [maxSide, Math.max(width, height)] : [maxPixels, width * height]
    throw new AppError(
      'image-too-large',
      `"${name}" has ${width} × ${height} pixels; images are read up to ${maxPixels / 1_000_000} million pixels and ${maxSide} on a side. Add a smaller copy.`,
      { name, width, height, limit, found },
    )
  }
}

/** Pages of several images in one file share it; only the first can be shown from it as it is. */
function pagesOf(headers: readonly ImageHeader[], bytes: Uint8Array): NonNullable<ModelParts['pages']> {
  const image = createHash('sha256').update(bytes).digest('hex')
  return headers.map(({ width, height, orientation }, index) => {
    const isTurned = orientation >= 5
    return {
      n: index + 1,
      label: String(index + 1),
      start: 0,
      end: 0,
      width: isTurned ? height : width,
      height: isTurned ? width : height,
      unit: 'px',
      ...(index === 0 ? { image } : {}),
      rotation: turns[orientation] ?? 0,
    }
  })
}
