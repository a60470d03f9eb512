/** Small images written by hand, for tests and for the conformance suite. Their pixels mean nothing. */
import { crc32, deflateSync } from 'node:zlib'

/** EXIF and TIFF entries: tag to text, or to short numbers. */
export type Entries = Readonly<Record<number, string | number>>

export interface ExifSample {
  ifd0?: Entries
  exif?: Entries
  /** Degrees of latitude and longitude, north and east. */
  gps?: readonly [number, number]
}

const u16 = (value: number) => Buffer.from([value & 255, value >> 8])
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
const big32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

interface Entry {
  tag: number
  type: number
  count: number
  data: Buffer
}

const entryOf = (tag: number, value: string | number): Entry => {
  if (typeof value === 'number') return { tag, type: 4, count: 1, data: u32(value) }
  const data = Buffer.from(`${value}\0`)
  return { tag, type: 2, count: data.length, data }
}

/** A directory at `at`: its entries sorted, values longer than four bytes behind it. */
function directory(entries: readonly Entry[], at: number, next = 0): Buffer {
  const sorted = [...entries].sort((a, b) => a.tag - b.tag)
  const head = [u16(sorted.length)]
  const tail: Buffer[] = []
  let place = at + 2 + 12 * sorted.length + 4
  for (const { tag, type, count, data } of sorted) {
    head.push(u16(tag), u16(type), u32(count))
    if (data.length <= 4) head.push(Buffer.concat([data, Buffer.alloc(4 - data.length)]))
    else {
      head.push(u32(place))
      tail.push(data)
      place += data.length
    }
  }
  return Buffer.concat([...head, u32(next), ...tail])
}

const fromRecord = (record: Entries): Entry[] =>
  Object.entries(record).map(([tag, value]) => entryOf(Number(tag), value))

const degrees = (value: number): Buffer => {
  const whole = Math.floor(value)
  return Buffer.concat([whole, 1, Math.round((value - whole) * 60 * 10_000), 10_000, 0, 1].map(u32))
}

/** A block of EXIF: a little-endian TIFF without a picture. */
export function exifOf({ ifd0 = {}, exif, gps }: ExifSample): Buffer {
  const pointers = (exif ? 1 : 0) + (gps ? 1 : 0)
  const main = fromRecord(ifd0)
  const length = directory([...main, ...Array.from({ length: pointers }, (_, n) => entryOf(0x8769 + n, 0))], 8).length
  const exifDirectory = exif ? directory(fromRecord(exif), 8 + length) : Buffer.alloc(0)
  const gpsAt = 8 + length + exifDirectory.length
  const gpsDirectory = gps
    ? directory(
        [
          entryOf(1, 'N'),
          { tag: 2, type: 5, count: 3, data: degrees(gps[0]) },
          entryOf(3, 'E'),
          { tag: 4, type: 5, count: 3, data: degrees(gps[1]) },
        ],
        gpsAt,
      )
    : Buffer.alloc(0)
  if (exif) main.push(entryOf(0x8769, 8 + length))
  if (gps) main.push(entryOf(0x8825, gpsAt))
  return Buffer.concat([Buffer.from('II\x2a\0'), u32(8), directory(main, 8), exifDirectory, gpsDirectory])
}

/** A JPEG that has a frame header and the blocks given, and no picture. */
export function jpegOf(width: number, height: number, blocks: { exif?: Buffer; xmp?: string } = {}): Uint8Array {
  const segment = (marker: number, data: Buffer) => {
    const length = data.length + 2
    return Buffer.concat([Buffer.from([0xff, marker, length >> 8, length & 255]), data])
  }
  const frame = Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0])
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([0xff, 0xd8]),
      ...(blocks.exif ? [segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), blocks.exif]))] : []),
      ...(blocks.xmp ? [segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${blocks.xmp}`))] : []),
      segment(0xc0, frame),
      Buffer.from([0xff, 0xd9]),
    ]),
  )
}

/** A grey PNG; `blocks` go in front of the picture. */
export function pngOf(width: number, height: number, blocks: { exif?: Buffer; rows?: number } = {}): Uint8Array {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    return Buffer.concat([big32(data.length), body, big32(crc32(body))])
  }
  const head = Buffer.concat([big32(width), big32(height), Buffer.from([8, 0, 0, 0, 0])])
  const pixels = Buffer.alloc((width + 1) * (blocks.rows ?? height))
  return new Uint8Array(
    Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      chunk('IHDR', head),
      ...(blocks.exif ? [chunk('eXIf', blocks.exif)] : []),
      chunk('IDAT', deflateSync(pixels)),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  )
}

/** The head of a lossless WebP, in the extended form where it has EXIF. */
export function webpOf(width: number, height: number, exif?: Buffer): Uint8Array {
  const chunk = (type: string, data: Buffer) =>
    Buffer.concat([Buffer.from(type), u32(data.length), data, Buffer.alloc(data.length % 2)])
  const three = (value: number) => u32(value).subarray(0, 3)
  const bits = (width - 1) | ((height - 1) << 14)
  const lossless = chunk('VP8L', Buffer.concat([Buffer.from([0x2f]), u32(bits >>> 0), Buffer.alloc(3)]))
  const body = exif
    ? Buffer.concat([
        chunk('VP8X', Buffer.concat([Buffer.from([8, 0, 0, 0]), three(width - 1), three(height - 1)])),
        lossless,
        chunk('EXIF', exif),
      ])
    : lossless
  return new Uint8Array(Buffer.concat([Buffer.from('RIFF'), u32(body.length + 4), Buffer.from('WEBP'), body]))
}

/** A TIFF with one directory for each page; `entries` go into the first. */
export function tiffOf(
  pages: readonly { width: number; height: number; reduced?: true }[],
  entries: Entries = {},
): Uint8Array {
  const parts: Buffer[] = [Buffer.from('II\x2a\0'), u32(8)]
  let at = 8
  pages.forEach(({ width, height, reduced }, index) => {
    const own = fromRecord({
      254: reduced ? 1 : 0,
      256: width,
      257: height,
      258: 8,
      259: 1,
      262: 1,
      ...(index === 0 ? entries : {}),
    })
    const { length } = directory(own, at)
    parts.push(directory(own, at, index + 1 < pages.length ? at + length : 0))
    at += length
  })
  return new Uint8Array(Buffer.concat(parts))
}
