/**
 * Size and orientation of images from their headers alone: JPEG (ITU-T T.81), PNG (ISO 15948), WebP (RFC 9649), TIFF
 * 6.0. No pixel is decoded. Each reader answers with the images of the file, or null where there is no sound header.
 */
import { ByteReader } from './bytes'

export interface ImageHeader {
  /** Pixels as stored, before the orientation is applied. */
  width: number
  height: number
  /** EXIF and TIFF orientation, 1 to 8. */
  orientation: number
}

/** More pages than this are not looked for in a TIFF. */
const mostPages = 5000

const sound = (width: number | null, height: number | null): boolean =>
  width !== null && height !== null && width > 0 && height > 0

/** Frame headers of JPEG: all `SOF` markers but the tables among them. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

export function readJpegHeader(bytes: Uint8Array): ImageHeader[] | null {
  const reader = new ByteReader(bytes)
  let orientation = 1
  let at = 2
  while (at + 4 <= bytes.length) {
    if (reader.u8(at) !== 0xff) {
      at += 1
      continue
    }
    const marker = reader.u8(at + 1) ?? 0
    // Fill bytes and markers without a length.
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2
      continue
    }
    // The picture itself begins, or the file ends, and no frame was found.
    if (marker === 0xda || marker === 0xd9) return null
    const length = reader.u16(at + 2) ?? 0
    if (isFrame(marker)) {
      const [height, width] = [reader.u16(at + 5), reader.u16(at + 7)]
      return sound(width, height) ? [{ width: width ?? 0, height: height ?? 0, orientation }] : null
    }
    if (marker === 0xe1 && reader.ascii(at + 4, 6) === 'Exif\0\0') {
      orientation = orientationOf(bytes.subarray(at + 10, at + 2 + length))
    }
    at += 2 + Math.max(2, length)
  }
  return null
}

export function readPngHeader(bytes: Uint8Array): ImageHeader[] | null {
  const reader = new ByteReader(bytes)
  if (reader.ascii(12, 4) !== 'IHDR') return null
  const [width, height] = [reader.u32(16), reader.u32(20)]
  if (!sound(width, height)) return null
  let orientation = 1
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = reader.u32(at) ?? 0
    const type = reader.ascii(at + 4, 4)
    if (type === 'eXIf') orientation = orientationOf(bytes.subarray(at + 8, at + 8 + length))
    if (type === 'IEND') break
    at += 12 + length
  }
  return [{ width: width ?? 0, height: height ?? 0, orientation }]
}

/** The chunks of a WebP file: type, where the data begin, and their length. */
function* webpChunks(reader: ByteReader): Generator<{ type: string; data: number; length: number }> {
  for (let at = 12; at + 8 <= reader.bytes.length;) {
    const length = reader.u32(at + 4) ?? 0
    yield { type: reader.ascii(at, 4), data: at + 8, length }
    at += 8 + length + (length % 2)
  }
}

export function readWebpHeader(bytes: Uint8Array): ImageHeader[] | null {
  const reader = new ByteReader(bytes, true)
  let found: ImageHeader | null = null
  for (const { type, data } of webpChunks(reader)) found ??= webpSize(reader, type, data)
  if (!found || !sound(found.width, found.height)) return null
  return [{ ...found, orientation: orientationOf(webpExif(bytes)) }]
}

/** The block of EXIF of a WebP file; empty where there is none. */
export function webpExif(bytes: Uint8Array): Uint8Array {
  const reader = new ByteReader(bytes, true)
  for (const { type, data, length } of webpChunks(reader)) {
    if (type !== 'EXIF') continue
    // Some writers put the mark of JPEG in front of it.
    const start = reader.ascii(data, 6) === 'Exif\0\0' ? data + 6 : data
    return bytes.subarray(start, data + length)
  }
  return new Uint8Array()
}

/** The size in a chunk of a WebP file, or null where the chunk tells none. */
function webpSize(reader: ByteReader, type: string, data: number): ImageHeader | null {
  const three = (at: number) => {
    const [low, high] = [reader.u16(at), reader.u8(at + 2)]
    return low === null || high === null ? null : low + high * 65536
  }
  if (type === 'VP8X') {
    const [width, height] = [three(data + 4), three(data + 7)]
    return width === null || height === null ? null : { width: width + 1, height: height + 1, orientation: 1 }
  }
  if (type === 'VP8 ' && reader.ascii(data + 3, 3) === '\x9d\x01\x2a') {
    const [width, height] = [reader.u16(data + 6), reader.u16(data + 8)]
    return width === null || height === null ? null : { width: width & 0x3fff, height: height & 0x3fff, orientation: 1 }
  }
  if (type === 'VP8L' && reader.u8(data) === 0x2f) {
    const bits = reader.u32(data + 1)
    return bits === null ? null : { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, orientation: 1 }
  }
  return null
}

interface Directory {
  /** First values of the entries, by tag. */
  values: Map<number, number>
  /** Place of the next directory; 0 where there is none. */
  next: number
}

/** Image file directories of TIFF, one after the other; a ring of them ends where it closes. */
function directoriesOf(bytes: Uint8Array, most: number): Directory[] {
  const order = new ByteReader(bytes).ascii(0, 2)
  if (order !== 'II' && order !== 'MM') return []
  const reader = new ByteReader(bytes, order === 'II')
  if (reader.u16(2) !== 42) return []
  const directories: Directory[] = []
  const seen = new Set<number>()
  let at = reader.u32(4) ?? 0
  while (at >= 8 && !seen.has(at) && directories.length < most) {
    seen.add(at)
    const count = reader.u16(at)
    if (count === null || count === 0) break
    const values = new Map<number, number>()
    for (let index = 0; index < count; index += 1) {
      const entry = at + 2 + 12 * index
      const [tag, type] = [reader.u16(entry), reader.u16(entry + 2)]
      const value = type === 3 ? reader.u16(entry + 8) : type === 1 ? reader.u8(entry + 8) : reader.u32(entry + 8)
      if (tag === null || value === null) return directories
      values.set(tag, value)
    }
    const next = reader.u32(at + 2 + 12 * count) ?? 0
    directories.push({ values, next })
    at = next
  }
  return directories
}

const orientationFrom = (value: number | undefined) => (value !== undefined && value >= 1 && value <= 8 ? value : 1)

/** The orientation in a block of EXIF, which is a TIFF without a picture. */
function orientationOf(exif: Uint8Array): number {
  return orientationFrom(directoriesOf(exif, 1)[0]?.values.get(0x0112))
}

/** The pages of a TIFF; small copies for previews (reduced images, tag 254) are no pages. */
export function readTiffHeader(bytes: Uint8Array): ImageHeader[] | null {
  const images = directoriesOf(bytes, mostPages + 1).flatMap(({ values }) => {
    const [width, height] = [values.get(256) ?? 0, values.get(257) ?? 0]
    const isReduced = ((values.get(254) ?? 0) & 1) === 1
    if (width <= 0 || height <= 0) return []
    return [{ width, height, orientation: orientationFrom(values.get(274)), isReduced }]
  })
  const pages = images.some(({ isReduced }) => !isReduced) ? images.filter(({ isReduced }) => !isReduced) : images
  if (pages.length === 0) return null
  return pages.map(({ width, height, orientation }) => ({ width, height, orientation }))
}
