import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCharacters } from './cmap'

const fonts = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/source-serif-4/package.json'))
const serif = readCharacters(readFileSync(join(fonts, '400Regular', 'SourceSerif4_400Regular.ttf')))
const has = (text: string) => [...text].filter((one) => serif.has(one.codePointAt(0) ?? 0)).join('')

/** A font with nothing but one subtable of `cmap`. */
function fontWith(subtable: number[], platform: number, encoding: number): Uint8Array {
  const u16 = (n: number) => [n >> 8, n & 255]
  const u32 = (n: number) => [...u16(n >>> 16), ...u16(n & 0xffff)]
  const cmap = [...u16(0), ...u16(1), ...u16(platform), ...u16(encoding), ...u32(12), ...subtable]
  const tag = [...'cmap'].map((one) => one.charCodeAt(0))
  return Uint8Array.from([
    ...u32(0x10000),
    ...u16(1),
    0,
    0,
    0,
    0,
    0,
    0,
    ...tag,
    ...u32(0),
    ...u32(28),
    ...u32(cmap.length),
    ...cmap,
  ])
}

describe('readCharacters', () => {
  it('knows the letters of the font that is shipped', () => {
    const letters = 'āčēģīķļņōŗšūžĀČĒĢĪĶĻŅŌŖŠŪŽäõöüąęėįųőőßĐđЖжЁёѣ„”“–—…№€'
    expect(has(letters)).toBe(letters)
    expect(has('条אب\u2038')).toBe('')
  })

  it('reads format 4: deltas and tables of glyphs, the missing glyph is no glyph', () => {
    const u16 = (n: number) => [(n >> 8) & 255, n & 255]
    // Segments: a to c by delta; x to z by table, y missing; the end that every font has.
    const head = [4, 46, 0, 6, 0, 0, 0]
    const ends = [0x63, 0x7a, 0xffff]
    const starts = [0x61, 0x78, 0xffff]
    const deltas = [-0x60, 0, 1]
    const ranges = [0, 4, 0]
    const glyphs = [7, 0, 9]
    const words = [...head, ...ends, 0, ...starts, ...deltas, ...ranges, ...glyphs]
    const characters = readCharacters(fontWith(words.flatMap(u16), 3, 1))
    expect(String.fromCodePoint(...characters)).toBe('abcxz')
  })

  it('reads format 12 beyond the first plane', () => {
    const u32 = (n: number) => [(n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]
    const words = [...[0, 12, 0, 0], ...u32(28), ...u32(0), ...u32(1), ...u32(0x1f600), ...u32(0x1f601), ...u32(3)]
    expect([...readCharacters(fontWith(words, 3, 10))]).toEqual([0x1f600, 0x1f601])
  })

  it('says what is wrong with other bytes', () => {
    expect(() => readCharacters(new Uint8Array(12))).toThrow('no table "cmap"')
    expect(() => readCharacters(fontWith([0, 0], 1, 0))).toThrow('no Unicode character map')
  })
})
