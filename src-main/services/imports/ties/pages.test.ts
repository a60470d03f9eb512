import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DocumentModel } from '#shared/contract'
import { checkModel } from '#shared/domain/model'
import { alto, mets, pageXml } from '../../../../tests/support/page-scans'
import { extractDocument } from '../../documents'
import { joinPages } from './join-pages'
import { fitOf, imageNames, isUnplaceable, keptImages, type PageImage, textNames, withImages } from './pages'

const read = async (text: string): Promise<DocumentModel> =>
  (await extractDocument(Buffer.from(text), { fileName: 'a.xml' })).model
const image = (width: number, height: number, more: Partial<PageImage> = {}): PageImage => ({
  ...{ sha256: 'a'.repeat(64), mediaType: 'image/png', width, height, rotation: 0, from: 'a.png' },
  ...more,
})

test('an image fits a page by its proportions, as it is shown or before it is turned', () => {
  expect(fitOf({ width: 2100, height: 2970 }, image(1654, 2339))).toBe('same')
  expect(fitOf({ width: 80, height: 120 }, image(120, 80))).toBe('other')
  expect(fitOf({ width: 80, height: 120 }, image(120, 80, { rotation: 90 }))).toBe('turned')
  expect(fitOf({ width: 0, height: 0 }, image(120, 80))).toBe('unknown')
  fc.assert(
    fc.property(
      fc.integer({ min: 50, max: 9000 }),
      fc.integer({ min: 50, max: 9000 }),
      fc.integer({ min: 1, max: 9 }),
      (w, h, times) => {
        expect(fitOf({ width: w, height: h }, image(w * times, h * times))).toBe('same')
      },
    ),
  )
})

test('a page keeps its unit, or takes the size of its image; what cannot be placed is told apart', async () => {
  const tenths = await read(alto('Viens', '', { width: 210, height: 297, unit: 'mm10' }))
  const tied = withImages(tenths, [{ index: 0, image: image(2480, 3508) }], [])
  expect(tied.pages).toMatchObject([{ width: 210, height: 297, unit: 'mm10', image: 'a'.repeat(64) }])
  expect(tied.boxes).toEqual(tenths.boxes)
  const bare = await read(alto('Viens', '', { width: 0, height: 0 }))
  expect(withImages(bare, [{ index: 0, image: image(80, 120) }], []).pages).toMatchObject([{ width: 80, height: 120 }])
  const lost = await read(alto('Viens', '', { width: 0, height: 0, unit: 'inch1200' }))
  expect(lost.pages.map((page) => isUnplaceable(lost, page))).toEqual([true])
  const off = withImages(tenths, [{ index: 0, image: image(100, 100) }], [])
  expect(off.warnings.map(({ code }) => code)).toEqual(['page-image-size'])
})

test('one image for several pages belongs to the first of them', async () => {
  const page = alto('Viens', '1.tif').replace(/(<Page [\s\S]*<\/Page>)/, '$1$1')
  expect(imageNames(await read(page))).toEqual([['1.tif'], []])
})

test('an edition read anew keeps the images of pages that name the same', async () => {
  const before = withImages(
    await read(pageXml('Viens', '1.png')),
    [{ index: 0, image: image(80, 120) }],
    [{ sha256: 'a'.repeat(64), role: 'page-image', mediaType: 'image/png', from: '1.png' }],
  )
  const after = keptImages(await read(pageXml('Viens labots', '1.png')), before)
  expect([after.pages[0]?.image, after.resources]).toEqual(['a'.repeat(64), before.resources])
  const other = keptImages(await read(pageXml('Viens', '2.png')), before)
  expect([other.pages[0]?.image, other.resources]).toEqual([undefined, []])
})

test('pages of METS: names of images and texts, the one to show first; columns inside a page are none', async () => {
  const model = await read(
    `<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink"><fileSec>
<fileGrp USE="THUMBS"><file ID="s1" MIMETYPE="image/jpeg"><FLocat xlink:href="s/1.jpg"/></file></fileGrp>
<fileGrp USE="MASTER"><file ID="m1" MIMETYPE="image/tiff"><FLocat xlink:href="m/1.tif"/></file></fileGrp>
<fileGrp USE="DEFAULT"><file ID="d1" MIMETYPE="image/jpeg"><FLocat xlink:href="d/1.jpg"/></file></fileGrp>
<fileGrp USE="FULLTEXT"><file ID="t1" MIMETYPE="text/xml"><FLocat xlink:href="t/1.xml"/></file></fileGrp></fileSec>
<structMap TYPE="LOGICAL"><div TYPE="article" LABEL="Raksts"><fptr FILEID="t1"/></div></structMap>
<structMap TYPE="PHYSICAL"><div TYPE="physSequence"><div TYPE="page" ORDER="1" ORDERLABEL="IV"><fptr FILEID="s1"/><fptr FILEID="m1"/><fptr FILEID="d1"/><fptr FILEID="t1"/><div TYPE="column"><fptr FILEID="t1"/></div></div></div></structMap></mets>`,
  )
  expect(model.pages.map(({ label, start, end }) => [label, model.text.slice(start, end)])).toEqual([['IV', 'page IV']])
  expect(imageNames(model)).toEqual([['d/1.jpg', 'm/1.tif', 's/1.jpg']])
  expect(textNames(model)).toEqual([['t/1.xml']])
})

test('joined pages hold together, whatever texts are there', async () => {
  const names = ['a', 'b', 'c', 'd']
  const package_ = await read(mets(names.map((name) => ({ image: `${name}.png`, text: `${name}.xml` }))))
  const texts = await Promise.all(names.map((name) => read(alto(`Lapa ${name} un vārdi`, ''))))
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }).filter((list) => list.includes(true)),
      (present) => {
        const pages = names.map((label, index) => ({ label, text: present[index] ? (texts[index] ?? null) : null }))
        const joined = joinPages(package_, pages, imageNames(package_))
        expect(checkModel(joined)).toEqual([])
        expect(joined.pages.map(({ label }) => label)).toEqual(names)
        for (const [index, page] of joined.pages.entries()) {
          expect(joined.text.slice(page.start, page.end)).toBe(pages[index]?.text?.text ?? '')
          const words = joined.boxes.filter((box) => box.page === page.n && box.level === 'word')
          const own = words.map((box) => joined.text.slice(box.start, box.end)).join(' ')
          expect(own).toBe(pages[index]?.text?.text ?? '')
        }
      },
    ),
  )
})
