/** Pixels as a PNG file (W3C PNG, third edition): colour without transparency, turned upright, written piece by piece. */
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { crc32, createDeflate } from 'node:zlib'
import type { Pixels } from './tiff'

/** Rows that are compressed at once. */
const BAND = 64

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const bytes = Buffer.alloc(body.length + 8)
  bytes.writeUInt32BE(data.length, 0)
  body.copy(bytes, 4)
  bytes.writeUInt32BE(crc32(body), body.length + 4)
  return bytes
}

/** Where the pixel that is shown at `x`, `y` is stored, by EXIF orientation. */
function placeOf({ width, height, orientation }: Pixels): (x: number, y: number) => number {
  const [right, bottom] = [width - 1, height - 1]
  switch (orientation) {
    case 2:
      return (x, y) => y * width + right - x
    case 3:
      return (x, y) => (bottom - y) * width + right - x
    case 4:
      return (x, y) => (bottom - y) * width + x
    case 5:
      return (x, y) => x * width + y
    case 6:
      return (x, y) => (bottom - x) * width + y
    case 7:
      return (x, y) => (bottom - x) * width + right - y
    case 8:
      return (x, y) => x * width + right - y
    default:
      return (x, y) => y * width + x
  }
}

/** Rows `[from, to)` as PNG wants them: a byte for the filter, then red, green and blue on white. */
function rowsOf(pixels: Pixels, across: number, from: number, to: number): Buffer {
  const { rgba } = pixels
  const place = placeOf(pixels)
  const rows = Buffer.alloc((to - from) * (1 + across * 3))
  let at = 0
  for (let y = from; y < to; y += 1) {
    at += 1
    for (let x = 0; x < across; x += 1) {
      const source = place(x, y) * 4
      const alpha = rgba[source + 3] ?? 255
      for (let channel = 0; channel < 3; channel += 1) {
        const value = rgba[source + channel] ?? 0
        rows[at] = alpha === 255 ? value : 255 + ((value - 255) * alpha) / 255
        at += 1
      }
    }
  }
  return rows
}

/** Writes the picture to a new file at `path`. */
export async function writePng(path: string, pixels: Pixels): Promise<void> {
  const isTurned = pixels.orientation >= 5
  const [across, down] = isTurned ? [pixels.height, pixels.width] : [pixels.width, pixels.height]
  function* bands(): Generator<Buffer> {
    for (let from = 0; from < down; from += BAND) yield rowsOf(pixels, across, from, Math.min(down, from + BAND))
  }
  async function* chunks(compressed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    yield Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    const head = Buffer.alloc(13)
    head.writeUInt32BE(across, 0)
    head.writeUInt32BE(down, 4)
    // Eight bits, red green blue.
    head.set([8, 2, 0, 0, 0], 8)
    yield chunk('IHDR', head)
    for await (const piece of compressed) yield chunk('IDAT', piece)
    yield chunk('IEND', Buffer.alloc(0))
  }
  await pipeline(
    bands,
    createDeflate({ level: 3, chunkSize: 1 << 18 }),
    chunks,
    createWriteStream(path, { flags: 'wx', mode: 0o600 }),
  )
}
