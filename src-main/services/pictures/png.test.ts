import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readPngHeader } from '../documents'
import { writePng } from './png'

let folder = ''
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'avots-png-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Red of each pixel, row by row, as a reader of PNG finds it. */
function redsOf(file: Buffer, width: number): number[][] {
  const parts: Buffer[] = []
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at)
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(file.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  const bytes = inflateSync(Buffer.concat(parts))
  const rows: number[][] = []
  for (let at = 0; at < bytes.length; at += 1 + width * 3) {
    rows.push(Array.from({ length: width }, (_, x) => bytes[at + 1 + x * 3] ?? -1))
  }
  return rows
}

/** The pixels 1 2 3 over 4 5 6, as a picture with this orientation stores them. */
const shown = [
  [1, 2, 3],
  [4, 5, 6],
]
const stored: Readonly<Record<number, number[][]>> = {
  1: shown,
  2: [
    [3, 2, 1],
    [6, 5, 4],
  ],
  3: [
    [6, 5, 4],
    [3, 2, 1],
  ],
  4: [
    [4, 5, 6],
    [1, 2, 3],
  ],
  5: [
    [1, 4],
    [2, 5],
    [3, 6],
  ],
  6: [
    [3, 6],
    [2, 5],
    [1, 4],
  ],
  7: [
    [6, 3],
    [5, 2],
    [4, 1],
  ],
  8: [
    [4, 1],
    [5, 2],
    [6, 3],
  ],
}

it.each([1, 2, 3, 4, 5, 6, 7, 8])('stands upright, whatever its orientation (%i)', async (orientation) => {
  const rows = stored[orientation] ?? []
  const rgba = Uint8Array.from(rows.flat().flatMap((red) => [red, 0, 0, 255]))
  const path = join(folder, 'picture.png')
  await writePng(path, { rgba, width: rows[0]?.length ?? 0, height: rows.length, orientation })
  const file = readFileSync(path)
  expect(readPngHeader(file)?.[0]).toMatchObject({ width: 3, height: 2 })
  expect(redsOf(file, 3)).toEqual(shown)
})

it('is on white where it is clear, and of any height', async () => {
  const rgba = new Uint8Array(2 * 500 * 4)
  const path = join(folder, 'clear.png')
  await writePng(path, { rgba, width: 2, height: 500, orientation: 1 })
  expect(redsOf(readFileSync(path), 2)).toEqual(Array.from({ length: 500 }, () => [255, 255]))
})

it('fails where a file is there already, which stays', async () => {
  const rgba = new Uint8Array(4 * 4 * 4)
  const path = join(folder, 'there.png')
  writeFileSync(path, 'before')
  await expect(writePng(path, { rgba, width: 4, height: 4, orientation: 1 })).rejects.toMatchObject({ code: 'EEXIST' })
  expect(readFileSync(path, 'utf8')).toBe('before')
})
