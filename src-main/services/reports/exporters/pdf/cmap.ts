/** Which characters a TrueType or OpenType font has: its `cmap` table (OpenType specification 1.9, formats 4 and 12). */

/** Code points of a font. Throws Error when the bytes are no font with a Unicode map. */
export function readCharacters(font: Uint8Array): Set<number> {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength)
  const cmap = tableAt(view, 'cmap')
  const subtables = view.getUint16(cmap + 2)
  let best: { offset: number; format: number } | null = null
  for (let n = 0; n < subtables; n += 1) {
    const record = cmap + 4 + n * 8
    const platform = view.getUint16(record)
    const encoding = view.getUint16(record + 2)
    const isUnicode = platform === 0 ? encoding !== 5 : platform === 3 && (encoding === 1 || encoding === 10)
    const offset = cmap + view.getUint32(record + 4)
    const format = view.getUint16(offset)
    // Format 12 reaches beyond the Basic Multilingual Plane and has all that format 4 has.
    if (isUnicode && (format === 4 || format === 12) && format > (best?.format ?? 0)) best = { offset, format }
  }
  if (!best) throw new Error('the font has no Unicode character map')
  return best.format === 12 ? readGroups(view, best.offset) : readSegments(view, best.offset)
}

function tableAt(view: DataView, wanted: string): number {
  const count = view.getUint16(4)
  for (let n = 0; n < count; n += 1) {
    const record = 12 + n * 16
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((byte) => view.getUint8(record + byte)))
    if (tag === wanted) return view.getUint32(record + 8)
  }
  throw new Error(`the font has no table "${wanted}"`)
}

function readGroups(view: DataView, offset: number): Set<number> {
  const characters = new Set<number>()
  const groups = view.getUint32(offset + 12)
  for (let n = 0; n < groups; n += 1) {
    const group = offset + 16 + n * 12
    const start = view.getUint32(group)
    const end = Math.min(view.getUint32(group + 4), 0x10ffff)
    const glyph = view.getUint32(group + 8)
    for (let code = start; code <= end; code += 1) if (glyph + code - start !== 0) characters.add(code)
  }
  return characters
}

function readSegments(view: DataView, offset: number): Set<number> {
  const characters = new Set<number>()
  const size = view.getUint16(offset + 6)
  const ends = offset + 14
  const starts = ends + size + 2
  const deltas = starts + size
  const ranges = deltas + size
  for (let at = 0; at < size; at += 2) {
    const start = view.getUint16(starts + at)
    const end = view.getUint16(ends + at)
    const delta = view.getUint16(deltas + at)
    const range = view.getUint16(ranges + at)
    for (let code = start; code <= end && code < 0xffff; code += 1) {
      const glyph =
        range === 0 ? (code + delta) & 0xffff : glyphAt(view, ranges + at + range + (code - start) * 2, delta)
      if (glyph !== 0) characters.add(code)
    }
  }
  return characters
}

function glyphAt(view: DataView, offset: number, delta: number): number {
  if (offset + 2 > view.byteLength) return 0
  const glyph = view.getUint16(offset)
  return glyph === 0 ? 0 : (glyph + delta) & 0xffff
}
