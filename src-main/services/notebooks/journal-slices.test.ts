import { expect, it } from 'vitest'
import { create } from '../../../tests/support/notebook-drafts'
import { genesisHash, headerLine, opLine, readLines } from './journal-lines'
import { readSoundLines } from './journal-slices'

const lines = [
  headerLine(genesisHash('n'), {
    schema: 'avots-journal',
    v: 1,
    notebookId: 'n',
    segment: 1,
    firstSeq: 1,
    prev: genesisHash('n'),
    created: '2026-11-20T10:00:00.000Z',
  }),
]
for (let seq = 1; seq <= 12; seq += 1) {
  // Some end within a slice, one is longer than a slice.
  const op = create({ note: 'vārdi '.repeat(seq === 5 ? 80_000 : 9000) })
  lines.push(opLine(lines.at(-1)?.hash ?? '', { ...op, v: 1, seq }, 0))
}
const sound = Buffer.from(lines.map(({ text }) => text).join(''))

it('reads a segment in slices as in one go, with rests, however it ends', async () => {
  for (const bytes of [sound, sound.subarray(0, sound.length - 9), sound.subarray(0, 40), Buffer.alloc(0)]) {
    let rests = 0
    const content = await readSoundLines(bytes, 'x', () => {
      rests += 1
      return Promise.resolve()
    })
    expect(content).toEqual(readLines(bytes, 'x', null))
    expect(rests).toBeGreaterThanOrEqual(Math.floor(bytes.length / 700_000))
  }
})

it('stops at the slice with a damaged line, and says which one it is', async () => {
  const bytes = Buffer.from(sound)
  const at = sound.length - 2000
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
  const { damaged, lines: read } = await readSoundLines(bytes, 'x', () => Promise.resolve())
  expect(damaged).toEqual(readLines(bytes, 'x', null).damaged)
  expect(damaged[0]?.line).toBe(13)
  expect(read).toHaveLength(11)
})
