import { expect, test } from 'vitest'
import { AppError } from '#shared/contract'
import { extractDocument, sniffFormat } from '../index'
import { edtfOfImageDate } from './metadata'
import { type Entries, exifOf, jpegOf, pngOf, tiffOf, webpOf } from './sample'

const read = async (bytes: Uint8Array, fileName = 'a.bin') => extractDocument(bytes, { fileName })
const errorOf = async (bytes: Uint8Array): Promise<AppError> => {
  try {
    await read(bytes)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('It was read.')
}

/** Tags of EXIF by what they say. */
const tags = { description: 0x010e, make: 0x010f, orientation: 0x0112, artist: 0x013b, rights: 0x8298, taken: 0x9003 }
const turned: Entries = { [tags.orientation]: 6 }

test('the formats are told by their first bytes', () => {
  expect(sniffFormat(jpegOf(4, 3), 'a.txt')?.id).toBe('jpeg')
  expect(sniffFormat(pngOf(4, 3), 'a.jpg')?.id).toBe('png')
  expect(sniffFormat(webpOf(4, 3), 'a.png')?.id).toBe('webp')
  expect(sniffFormat(tiffOf([{ width: 4, height: 3 }]), 'a.png')?.id).toBe('tiff')
})

test('one page with the size in pixels and the file as its picture', async () => {
  for (const bytes of [jpegOf(640, 480), pngOf(640, 480), webpOf(640, 480), tiffOf([{ width: 640, height: 480 }])]) {
    const { model, resources } = await read(bytes)
    expect(model.pages).toEqual([
      {
        n: 1,
        label: '1',
        start: 0,
        end: 0,
        width: 640,
        height: 480,
        unit: 'px',
        image: model.originalSha256,
        rotation: 0,
      },
    ])
    expect(model).toMatchObject({ text: '', blocks: [], boxes: [] })
    expect(model.warnings.map(({ code }) => code)).toEqual(['no-text-layer'])
    expect(model.resources).toEqual([
      { sha256: model.originalSha256, role: 'page-image', mediaType: model.mediaType, from: 'original' },
    ])
    expect([...resources.values()]).toEqual([bytes])
  }
})

test('the size is that of the picture as it is shown', async () => {
  const exif = exifOf({ ifd0: turned })
  for (const bytes of [
    jpegOf(640, 480, { exif }),
    pngOf(640, 480, { exif }),
    webpOf(640, 480, exif),
    tiffOf([{ width: 640, height: 480 }], turned),
  ]) {
    expect((await read(bytes)).model.pages[0]).toMatchObject({ width: 480, height: 640, rotation: 90 })
  }
})

test('a TIFF of several pages; small copies for previews are none', async () => {
  const bytes = tiffOf([
    { width: 2000, height: 3000 },
    { width: 200, height: 300, reduced: true },
    { width: 1000, height: 500 },
  ])
  const { model } = await read(bytes)
  expect(model.pages.map(({ n, width, height, image }) => [n, width, height, image !== undefined])).toEqual([
    [1, 2000, 3000, true],
    [2, 1000, 500, false],
  ])
})

test('EXIF and XMP become metadata', async () => {
  const exif = exifOf({
    ifd0: {
      [tags.description]: 'Daugavas krasts',
      [tags.make]: 'Leica',
      [tags.artist]: 'A. Bērziņš; B. Kalns',
      [tags.rights]: 'CC0',
    },
    exif: { [tags.taken]: '1939:10:05 12:30:00' },
    gps: [56.9489, 24.1064],
  })
  for (const bytes of [jpegOf(4, 3, { exif }), pngOf(4, 3, { exif }), webpOf(4, 3, exif)]) {
    expect((await read(bytes)).model.meta).toEqual({
      creators: ['A. Bērziņš', 'B. Kalns'],
      date: '1939-10-05',
      description: 'Daugavas krasts',
      coordinates: '56.9489, 24.1064',
      rights: 'CC0',
      camera: 'Leica',
    })
  }
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description photoshop:DateCreated="1938-07" photoshop:City="Rīga" photoshop:Country="Latvija"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">Tilts</rdf:li></rdf:Alt></dc:title><dc:subject><rdf:Bag><rdf:li>tilti</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>`
  expect((await read(jpegOf(4, 3, { exif, xmp }))).model.meta).toMatchObject({
    title: 'Tilts',
    date: '1938-07',
    places: ['Rīga, Latvija'],
    subjects: ['tilti'],
    description: 'Daugavas krasts',
  })
})

test('dates of images', () => {
  expect(edtfOfImageDate('1939:10:05 12:00:00')).toBe('1939-10-05')
  expect(edtfOfImageDate('19391005')).toBe('1939-10-05')
  expect(edtfOfImageDate('1939:00:00')).toBe('1939')
  expect(edtfOfImageDate('1939-02-31T00:00')).toBe('1939-02')
  expect(edtfOfImageDate('0000:00:00 00:00:00')).toBeNull()
  expect(edtfOfImageDate('    :  :  ')).toBeNull()
})

test('absurd sizes are refused by the header alone', async () => {
  const large = await errorOf(pngOf(20_000, 20_000, { rows: 1 }))
  expect([large.code, large.details]).toEqual([
    'image-too-large',
    { name: 'a.bin', format: 'png', width: 20_000, height: 20_000, limit: 100_000_000, found: 400_000_000 },
  ])
  const long = await errorOf(pngOf(40_000, 1, { rows: 1 }))
  expect([long.code, long.details['limit'], long.details['found']]).toEqual(['image-too-large', 32_767, 40_000])
})

test('broken files: a code, or what can be told', async () => {
  const start = (bytes: Uint8Array, length: number) => bytes.slice(0, length)
  for (const bytes of [
    start(jpegOf(4, 3), 6),
    start(pngOf(4, 3), 20),
    start(webpOf(4, 3), 18),
    start(tiffOf([{ width: 4, height: 3 }]), 12),
    pngOf(0, 3),
  ]) {
    expect((await errorOf(bytes)).code).toBe('damaged')
  }
  // Directories in a ring.
  const ring = Buffer.from(tiffOf([{ width: 4, height: 3 }]))
  ring.writeUInt32LE(8, 8 + 2 + 12 * 6)
  expect((await read(ring)).model.pages).toHaveLength(1)
  // EXIF that points outside of itself.
  const exif = exifOf({ ifd0: turned, exif: { [tags.taken]: '1939:10:05 12:30:00' } })
  exif.writeUInt32LE(0xfffffff0, 4)
  expect((await read(jpegOf(4, 3, { exif }))).model.pages).toHaveLength(1)
})

test('the same bytes give the same model', async () => {
  const bytes = jpegOf(4, 3, { exif: exifOf({ ifd0: turned }) })
  expect(JSON.stringify((await read(bytes)).model)).toBe(JSON.stringify((await read(bytes)).model))
})
