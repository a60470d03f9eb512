/** Which byte of a small zip is what: for choosing bytes to change, and for saying which one was not noticed. */

const fields = {
  local: [
    [0, 'signature'],
    [4, 'version needed'],
    [6, 'flags'],
    [8, 'method'],
    [10, 'time'],
    [12, 'date'],
    [14, 'checksum'],
    [18, 'packed size'],
    [22, 'size'],
    [26, 'length of the name'],
    [28, 'length of the extra field'],
    [30, 'name'],
  ],
  directory: [
    [0, 'signature'],
    [4, 'version made by'],
    [6, 'version needed'],
    [8, 'flags'],
    [10, 'method'],
    [12, 'time'],
    [14, 'date'],
    [16, 'checksum'],
    [20, 'packed size'],
    [24, 'size'],
    [28, 'length of the name'],
    [30, 'length of the extra field'],
    [32, 'length of the comment'],
    [34, 'disk'],
    [36, 'internal attributes'],
    [38, 'external attributes'],
    [42, 'place of the local header'],
    [46, 'name'],
  ],
  end: [
    [0, 'signature'],
    [4, 'disk'],
    [6, 'disk of the directory'],
    [8, 'entries on the disk'],
    [10, 'entries'],
    [12, 'size of the directory'],
    [16, 'place of the directory'],
    [20, 'length of the comment'],
  ],
}

/** Regions of a zip without zip64 and comment, in order: `{start, end, kind, path, fields}`. They cover every byte. */
export function regionsOf(bytes) {
  const endAt = bytes.length - 22
  if (bytes.readUInt32LE(endAt) !== 0x06054b50) throw new Error('The zip does not end with its end record.')
  const regions = []
  let at = bytes.readUInt32LE(endAt + 16)
  while (at < endAt) {
    const nameLength = bytes.readUInt16LE(at + 28)
    const next = at + 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    const path = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    const header = bytes.readUInt32LE(at + 42)
    const content = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28)
    const kind = /^[^/]+\/data\//.test(path) ? 'payload' : 'tag file'
    regions.push({ start: header, end: content, kind: 'local header', path, fields: fields.local })
    regions.push({ start: content, end: content + bytes.readUInt32LE(at + 20), kind, path, fields: [] })
    regions.push({ start: at, end: next, kind: 'directory', path, fields: fields.directory })
    at = next
  }
  regions.push({ start: endAt, end: bytes.length, kind: 'end record', path: '', fields: fields.end })
  regions.sort((a, b) => a.start - b.start || a.end - b.end)
  let expected = 0
  for (const { start, end } of regions) {
    if (start !== expected) throw new Error(`The zip has bytes at ${expected} that belong to nothing.`)
    expected = end
  }
  return regions
}

/** In words, where the byte at `position` stands. */
export function placeOf(regions, position) {
  const { start, kind, path, fields: named } = regions.find(({ start, end }) => position >= start && position < end)
  const field = named.findLast(([at]) => at <= position - start)?.[1]
  return `${kind}${field ? `, ${field}` : ''}${path ? ` (${path})` : ''}`
}
