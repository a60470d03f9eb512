/** Transcriptions and the images of their pages end as one document, whoever comes first. */
import { startNodeChild } from '#main/services/children'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DocumentModel } from '#shared/contract'
import {
  adoptSealed,
  createWork,
  newArchive,
  openArchive,
  openWork,
  sealArchive,
  verifyBag,
  type Work,
} from '#main/services/archives'
import { createExtractor } from '#main/services/documents'
import { runImport } from '#main/services/imports'
import { writeFiles } from '../support/import-files'
import { alto, hocr, iiif, mets, pageXml, scan, tei } from '../support/page-scans'
import { rawZip } from '../support/raw-zip'

let folder = ''
let count = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'avots-page-images-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function newWork(): Promise<string> {
  const place = join(folder, `arhivs-${(count += 1)}`)
  await createWork(place, newArchive({ id: `a-${count}`, title: { lv: 'A' }, language: 'lv' }, new Date(0)))
  return place
}

async function within<T>(place: string, act: (work: Work) => Promise<T>): Promise<T> {
  const work = await openWork(place, { version: '0.1.0', host: 'cli' })
  return act(work).finally(() => work.close())
}

const run = (work: Work, inputs: string[], options = {}) =>
  runImport(
    work,
    { inputs, options },
    {
      signal: new AbortController().signal,
      mayGoOn: () => Promise.resolve(),
      onProgress: () => undefined,
      createExtractor: () => createExtractor('nowhere', startNodeChild),
    },
  )

function sources(files: Readonly<Record<string, string | Uint8Array>>): string {
  const place = mkdtempSync(join(folder, 'avoti-'))
  writeFiles(place, files)
  return place
}

interface Result {
  outcomes: (readonly [string, string, string])[]
  models: { name: string; model: DocumentModel }[]
}

/** Imports each list of inputs in turn and tells what is in the archive then. */
async function importAll(place: string, ...inputs: string[][]): Promise<Result> {
  return within(place, async (work) => {
    let outcomes: Result['outcomes'] = []
    for (const one of inputs) {
      const report = await run(work, one)
      outcomes = report.outcomes.map(({ path, status, tied }) => [
        basename(path),
        status,
        tied ? `${tied.what} ${tied.pages.join(' ')} of ${tied.to}` : '',
      ])
    }
    const models: Result['models'] = []
    for (const { id, fileName } of work.catalogue().documents) {
      const model = await work.ledger.modelOf(id)
      if (model) models.push({ name: fileName, model })
    }
    return { outcomes, models }
  })
}

const imagesOf = (model: DocumentModel | undefined) =>
  model?.pages.map(({ image }) => model.resources.find(({ sha256: hash }) => hash === image)?.from ?? null)

test('ALTO, PAGE and hOCR by the name that they give, or by their own', async () => {
  const place = sources({
    'alto/0001.xml': alto('Pirmā lapa', '../skeni/0001.png'),
    'skeni/0001.png': scan(80, 120, 'a'),
    'page/b.jpg.xml': pageXml('Otrā lapa', 'b.png'),
    'page/b.png': scan(80, 120, 'b'),
    'hocr/c.hocr': hocr('Trešā', '/tmp/x/c.tif'),
    'hocr/c.png': scan(80, 120, 'c'),
    'alto/d.xml': alto('Ceturtā', ''),
    'alto/d.png': scan(160, 240, 'd'),
    'skeni/viena.png': scan(10, 10, 'e'),
  })
  const { outcomes, models } = await importAll(await newWork(), [place])
  expect(outcomes).toEqual([
    ['0001.xml', 'ok', ''],
    ['d.png', 'ok', 'image 1 of d.xml'],
    ['d.xml', 'ok', ''],
    ['c.hocr', 'ok', ''],
    ['c.png', 'ok', 'image 1 of c.hocr'],
    ['b.jpg.xml', 'ok', ''],
    ['b.png', 'ok', 'image 1 of b.jpg.xml'],
    ['0001.png', 'ok', 'image 1 of 0001.xml'],
    ['viena.png', 'partial', ''],
  ])
  expect(models.map(({ name, model }) => [name, imagesOf(model)])).toEqual([
    ['0001.xml', ['../skeni/0001.png']],
    ['d.xml', ['d.png']],
    ['c.hocr', ['c.png']],
    ['b.jpg.xml', ['b.png']],
    ['viena.png', ['original']],
  ])
})

test('boxes stay in the unit of the page; what does not look like the page is told', async () => {
  const tenths = { width: 2100, height: 2970, unit: 'mm10' }
  const place = sources({
    'a.xml': alto('Viens', 'a.png', tenths),
    'a.png': scan(1654, 2339, 'a'),
    'b.xml': alto('Divi', 'b.png', tenths),
    'b.png': scan(400, 100, 'b'),
    'c.xml': alto('Trīs', 'nav.png', tenths),
    'c.png': scan(400, 100, 'c'),
    'd.xml': alto('Četri', 'd.png', { width: 0, height: 0, unit: 'mm10' }),
    'd.png': scan(400, 100, 'd'),
    'e.xml': alto('Pieci', 'e.png', { width: 0, height: 0 }),
    'e.png': scan(400, 100, 'e'),
  })
  const { outcomes, models } = await importAll(await newWork(), [place])
  const of = (name: string) => models.find((one) => one.name === name)?.model
  expect(of('a.xml')?.pages[0]).toMatchObject({ width: 2100, height: 2970, unit: 'mm10' })
  expect(of('b.xml')?.warnings).toMatchObject([{ code: 'page-image-size' }])
  expect(of('e.xml')?.pages[0]).toMatchObject({ width: 400, height: 100, unit: 'px' })
  expect(outcomes.filter(([, , tied]) => tied !== '').map(([name]) => name)).toEqual(['a.png', 'b.png', 'e.png'])
  expect(outcomes.find(([name]) => name === 'b.xml')?.[1]).toBe('partial')
})

test('TEI by its facsimile, IIIF by the last parts of its addresses', async () => {
  const place = sources({
    'tei/vestule.xml': tei(['att/1.png', 'att/2.png']),
    'tei/att/1.png': scan(30, 40, '1'),
    'tei/att/2.png': scan(31, 40, '2'),
    'iiif/manifest.json': iiif([
      'https://example.org/iiif/lapa1/full/max/0/default.jpg',
      'https://example.org/x/lapa2.png',
    ]),
    'iiif/skeni/lapa1.png': scan(80, 120, 'l1'),
    'iiif/lapa2.png': scan(80, 120, 'l2'),
  })
  const { outcomes, models } = await importAll(await newWork(), [place])
  expect(models.map(({ name, model }) => [name, imagesOf(model)])).toEqual([
    ['manifest.json', ['skeni/lapa1.png', 'lapa2.png']],
    ['vestule.xml', ['att/1.png', 'att/2.png']],
  ])
  expect(models[1]?.model.pages).toMatchObject([
    { n: 1, label: '1', start: 0, end: 7, width: 30, height: 40 },
    { n: 2, label: '2', start: 9, end: 16, width: 31, height: 40 },
  ])
  expect(outcomes.map(([name, , tied]) => [name, tied])).toContainEqual(['2.png', 'image 2 of vestule.xml'])
})

test('METS makes one document of its pages, in their order', async () => {
  const place = sources({
    'mets.xml': mets([
      { image: 'img/b.png', text: 'alto/z.xml' },
      { image: 'img/nav.png', text: 'alto/nav.xml' },
      { image: 'file://img/a.png', text: 'alto/a.xml' },
    ]),
    'img/a.png': scan(80, 120, 'a'),
    'img/b.png': scan(80, 120, 'b'),
    'alto/a.xml': alto('Trešā lapa', ''),
    'alto/z.xml': alto('Pirmā lapa', ''),
    'alto/cita.xml': alto('Cita lapa', ''),
  })
  const archive = await newWork()
  const { outcomes, models } = await importAll(archive, [place])
  expect(outcomes).toEqual([
    ['a.xml', 'ok', 'text 3 of mets.xml'],
    ['cita.xml', 'ok', ''],
    ['z.xml', 'ok', 'text 1 of mets.xml'],
    ['a.png', 'ok', 'image 3 of mets.xml'],
    ['b.png', 'ok', 'image 1 of mets.xml'],
    ['mets.xml', 'partial', ''],
  ])
  const model = models.find(({ name }) => name === 'mets.xml')?.model
  expect(model?.text).toBe('Pirmā lapa\n\nTrešā lapa')
  expect(model?.blocks.map(({ id, kind, start }) => [id, kind, start])).toEqual([
    ['b1', 'para', 0],
    ['b2', 'para', 12],
  ])
  expect(model?.pages.map(({ n, label, start, end }) => [n, label, start, end])).toEqual([
    [1, '1', 0, 10],
    [2, '2', 10, 10],
    [3, '3', 12, 22],
  ])
  expect(imagesOf(model)).toEqual(['img/b.png', null, 'img/a.png'])
  const words = model?.boxes
    .filter(({ level }) => level === 'word')
    .map((box) => [box.page, model.text.slice(box.start, box.end)])
  expect(words).toEqual([
    [1, 'Pirmā'],
    [1, 'lapa'],
    [3, 'Trešā'],
    [3, 'lapa'],
  ])
  expect(model?.meta['title']).toBe('Brīvā Zeme')
  // Nothing is lost, and the same files once more are known.
  for (const file of ['alto/a.xml', 'img/b.png']) {
    const hash = sha256(readFileSync(join(place, file)))
    expect(model?.resources.map((one) => one.sha256)).toContain(hash)
  }
  const again = await importAll(archive, [sources({ 'x/z.xml': alto('Pirmā lapa', ''), 'b.png': scan(80, 120, 'b') })])
  expect(again.outcomes.map(([, status]) => status)).toEqual(['duplicate', 'duplicate'])
  expect(again.models).toHaveLength(2)
  // Read again, it is made of what the archive has.
  await within(archive, async (work) => {
    const id = work.catalogue().documents.find(({ fileName }) => fileName === 'mets.xml')?.id ?? ''
    const report = await run(work, [join(place, 'mets.xml')], { editionOf: id })
    expect(report.outcomes).toMatchObject([{ status: 'duplicate', documentId: id }])
  })
})

test('the archive with its images seals, verifies and comes back', async () => {
  const image = scan(80, 120, 'x')
  const place = sources({ 'lapa.xml': alto('Viena lapa', 'lapa.png'), 'lapa.png': image })
  const archive = await newWork()
  await importAll(archive, [place])
  const sealed = join(folder, 'aizz.avots.zip')
  await within(archive, async (work) => sealArchive(await work.content(), sealed, { version: '0.1.0' }))
  expect(await verifyBag(archive)).toMatchObject({ valid: true, errors: [], warnings: [] })
  expect(await verifyBag(sealed)).toMatchObject({ valid: true, errors: [], warnings: [] })
  const hash = sha256(image)
  const { catalogue } = await openArchive(sealed)
  expect(catalogue.documents).toHaveLength(1)
  expect(catalogue.files.find((file) => file.sha256 === hash)).toMatchObject({
    name: 'lapa.png',
    mediaType: 'image/png',
  })
  const adopted = join(folder, 'pieņemts')
  await adoptSealed(sealed, adopted)
  // The image is known as a part of its document here, too.
  const { outcomes, models } = await importAll(adopted, [place])
  expect(outcomes.map(([, status]) => status)).toEqual(['duplicate', 'duplicate'])
  expect(models).toHaveLength(1)
  expect(await verifyBag(adopted)).toMatchObject({ valid: true, errors: [] })
})

test('an image that comes later ties as well: one more edition with the same text', async () => {
  const place = sources({
    'alto/1.xml': alto('Pirmā lapa', '../img/1.png'),
    'tei.xml': tei(['img/2.png', 'img/3.png']),
  })
  const archive = await newWork()
  await importAll(archive, [place])
  writeFiles(place, { 'img/1.png': scan(80, 120, '1'), 'img/2.png': scan(8, 12, '2'), 'img/3.png': scan(8, 12, '3') })
  const { outcomes, models } = await importAll(archive, [join(place, 'img')])
  expect(outcomes).toEqual([
    ['1.png', 'ok', 'image 1 of 1.xml'],
    ['2.png', 'ok', 'image 1 of tei.xml'],
    ['3.png', 'ok', 'image 2 of tei.xml'],
  ])
  expect(models.map(({ model }) => imagesOf(model))).toEqual([['../img/1.png'], ['img/2.png', 'img/3.png']])
  await within(archive, async (work) => {
    const documents = work.catalogue().documents
    expect(documents.map(({ current }) => current)).toEqual([2, 2])
    for (const { editions } of documents) expect(editions[0]?.sha256).toBe(editions[1]?.sha256)
    // Read again, a document keeps its images.
    const id = documents[0]?.id ?? ''
    writeFileSync(join(place, 'labots.xml'), alto('Pirmā lapa labota', '../img/1.png'))
    await run(work, [join(place, 'labots.xml')], { editionOf: id })
    expect(imagesOf((await work.ledger.modelOf(id)) ?? undefined)).toEqual(['img/1.png'])
  })
  expect(await verifyBag(archive)).toMatchObject({ valid: true, errors: [], warnings: [] })
})

test('a transcription that comes later takes its image, which stays the document that it is', async () => {
  const place = sources({ 'lapa.png': scan(80, 120, 'p') })
  const archive = await newWork()
  await importAll(archive, [place])
  writeFiles(place, { 'lapa.xml': alto('Lapa', 'lapa.png') })
  const { models } = await importAll(archive, [join(place, 'lapa.xml')])
  expect(models.map(({ name, model }) => [name, imagesOf(model)])).toEqual([
    ['lapa.png', ['original']],
    ['lapa.xml', ['lapa.png']],
  ])
  expect(await verifyBag(archive)).toMatchObject({ valid: true, errors: [], warnings: [] })
})

test('a damaged text of an earlier import stops nothing: others get their images, and itself a new text', async () => {
  const place = sources({ '1.xml': alto('Pirmā lapa', '1.png'), '2.xml': alto('Otrā lapa', '2.png') })
  const archive = await newWork()
  await importAll(archive, [place])
  const { id, other } = await within(archive, (work) => {
    const [first, second] = work.catalogue().documents
    return Promise.resolve({ id: first?.id ?? '', other: second?.id ?? '' })
  })
  writeFileSync(join(archive, 'data', 'derived', id, '1', 'model.json'), '{ "schema": "avots-docu')
  writeFiles(place, { '1.png': scan(80, 120, '1'), '2.png': scan(80, 120, '2') })
  await within(archive, async (work) => {
    await expect(work.ledger.modelOf(id)).rejects.toMatchObject({ code: 'damaged' })
    const images = await run(work, [join(place, '1.png'), join(place, '2.png')])
    expect(images.outcomes.map(({ path, status }) => [basename(path), status])).toEqual([
      // An image without a text of its own.
      ['1.png', 'partial'],
      ['2.png', 'ok'],
    ])
    expect(imagesOf((await work.ledger.modelOf(other)) ?? undefined)).toEqual(['2.png'])
    writeFileSync(join(place, 'labots.xml'), alto('Pirmā lapa labota', '1.png'))
    const again = await run(work, [join(place, 'labots.xml')], { editionOf: id })
    expect(again.outcomes).toMatchObject([{ status: 'ok', documentId: id }])
    expect(imagesOf((await work.ledger.modelOf(id)) ?? undefined)).toEqual(['1.png'])
  })
})

test('a zip is as the folder in it, and no name leads out of what is imported', async () => {
  const outside = sources({ 'slepens.png': scan(80, 120, 's'), 'x/mape/a.xml': alto('Ārā', '../../slepens.png') })
  writeFiles(outside, { 'x/mape/b.xml': alto('Ceļš', join(outside, 'slepens.png')) })
  const { models } = await importAll(await newWork(), [join(outside, 'x')])
  expect(models.map(({ model }) => imagesOf(model))).toEqual([[null], [null]])
  const files = { 'mape/alto/1.xml': alto('Viens', '../img/1.png'), 'mape/img/1.png': scan(80, 120, 'z') }
  const zip = join(folder, 'mape.zip')
  writeFileSync(zip, rawZip(Object.entries(files).map(([name, content]) => ({ name, content: Buffer.from(content) }))))
  const packed = await importAll(await newWork(), [zip])
  expect(packed.models.map(({ name, model }) => [name, imagesOf(model)])).toEqual([['1.xml', ['../img/1.png']]])
})

test('the order in which files are named does not matter', async () => {
  const files = { 'a.xml': alto('Viens', 'a.png'), 'a.png': scan(80, 120, 'o'), 'b.xml': pageXml('Divi', 'a.png') }
  const place = sources(files)
  const paths = Object.keys(files).map((name) => join(place, name))
  const results = []
  for (const inputs of [paths, paths.toReversed()]) {
    const { models } = await importAll(await newWork(), inputs)
    results.push(models.map(({ name, model }) => [name, imagesOf(model)]).sort())
  }
  expect(results[0]).toEqual([
    ['a.xml', ['a.png']],
    ['b.xml', ['a.png']],
  ])
  expect(results[1]).toEqual(results[0])
})
