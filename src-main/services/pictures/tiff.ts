/** The pictures of a TIFF, decoded: CCITT, LZW, deflate, JPEG, PackBits and plain, in grey, colour and black and white. */
import utif, { type TiffImage } from 'utif2'
import { AppError } from '#shared/contract'
import { readTiffHeader } from '../documents'

export interface Pixels {
  /** Four bytes a pixel, as stored: not turned yet. */
  readonly rgba: Uint8Array
  readonly width: number
  readonly height: number
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number
}

const numberOf = (image: TiffImage, tag: `t${number}`) => Number(image[tag]?.[0] ?? 0)

/**
 * Answers with what decodes page `n`, counted from 1, which throws where it cannot. Throws AppError `damaged` where the
 * decoder does not find the pages that the header names.
 */
export function openTiff(bytes: Uint8Array, name: string): (n: number) => Pixels {
  const headers = readTiffHeader(bytes) ?? []
  // The decoder wants a buffer of its own.
  const buffer = bytes.slice().buffer
  let images: TiffImage[] = []
  try {
    images = utif.decode(buffer)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('damaged', `"${name}" is no sound TIFF: ${reason}.`, { name, reason }, { cause })
  }
  const sized = images.filter((image) => numberOf(image, 't256') > 0 && numberOf(image, 't257') > 0)
  // As the header is read: small copies for previews are no pages.
  const whole = sized.filter((image) => (numberOf(image, 't254') & 1) === 0)
  const pages = whole.length > 0 ? whole : sized
  return (n) => {
    const [image, header] = [pages[n - 1], headers[n - 1]]
    if (!image || !header) throw new Error('the decoder finds no such page')
    utif.decodeImage(buffer, image, images)
    const { width, height } = image
    // What the decoder makes must be what the header was let in for.
    if (width !== header.width || height !== header.height) throw new Error('its size is another than its header says')
    const rgba = utif.toRGBA8(image)
    delete image.data
    return { rgba, width, height, orientation: header.orientation }
  }
}
