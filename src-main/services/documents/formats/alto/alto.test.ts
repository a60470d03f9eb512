import { expect, test } from 'vitest'
import { extractDocument } from '../../index'

const file = (body: string, head = '') =>
  `<?xml version="1.0" encoding="UTF-8"?><alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Description><MeasurementUnit>mm10</MeasurementUnit><sourceImageInformation><fileName>0001.tif</fileName></sourceImageInformation><OCRProcessing><ocrProcessingStep><processingSoftware><softwareName>ABBYY</softwareName></processingSoftware></ocrProcessingStep></OCRProcessing></Description><Styles><TextStyle ID="T1" FONTSTYLE="bold"/></Styles>${head}<Layout>${body}</Layout></alto>`
const read = async (text: string) => (await extractDocument(Buffer.from(text), { fileName: 'a.xml' })).model
const word = (content: string, x: number, more = '') =>
  `<String CONTENT="${content}" HPOS="${x}" VPOS="10" WIDTH="20" HEIGHT="8" ${more}/>`

test('pages, regions, lines and words with boxes; hyphenated words are whole', async () => {
  const model = await read(
    file(
      `<Page ID="P1" PHYSICAL_IMG_NR="7" WIDTH="2100" HEIGHT="2970"><TopMargin><TextBlock><TextLine>${word('Virsraksts', 0)}</TextLine></TextBlock></TopMargin>
       <PrintSpace><ComposedBlock><TextBlock ID="B1" HPOS="1" VPOS="2" WIDTH="300" HEIGHT="40" LANG="lv">
        <TextLine HPOS="1" VPOS="2" WIDTH="300" HEIGHT="20">${word('(', 1)}${word('Maskavā', 3, 'WC="0.87" STYLEREFS="T1"')}<SP/>${word('vien', 40, 'SUBS_TYPE="HypPart1" SUBS_CONTENT="vienošanās" STYLE="italics"')}<HYP CONTENT="-"/></TextLine>
        <TextLine HPOS="1" VPOS="30" WIDTH="300" HEIGHT="20">${word('ošanās', 1, 'SUBS_TYPE="HypPart2" SUBS_CONTENT="vienošanās"')}<SP/>${word('beidzās', 30)}<SP/>${word('bei', 60)}<HYP/></TextLine>
       </TextBlock></ComposedBlock></PrintSpace></Page>
       <Page ID="P2" WIDTH="2100" HEIGHT="2970"><PrintSpace/></Page>
       <Page ID="P3" PRINTED_IMG_NR="IX" WIDTH="2100" HEIGHT="2970"><PrintSpace><TextBlock><Shape><Polygon POINTS="0,0 10,0 12,9 0,9"/></Shape><TextLine>${word('Trešā', 0)}</TextLine></TextBlock></PrintSpace></Page>`,
    ),
  )
  expect(model.text).toBe('Virsraksts\n\n(Maskavā vienošanās beidzās bei-\n\nTrešā')
  expect(model.blocks.map((block) => [block.kind, block.lang])).toEqual([
    ['header', undefined],
    ['para', 'lv'],
    ['para', undefined],
  ])
  const shown = model.boxes.map((box) => [box.level, model.text.slice(box.start, box.end), box.page, box.conf] as const)
  expect(shown).toContainEqual(['word', 'Maskavā', 1, 0.87])
  expect(shown).toContainEqual(['word', 'vien', 1, undefined])
  expect(shown).toContainEqual(['word', 'ošanās', 1, undefined])
  expect(shown).toContainEqual(['line', '(Maskavā vien', 1, undefined])
  expect(shown).toContainEqual(['region', 'Trešā', 3, undefined])
  expect(model.boxes.find((box) => box.page === 3)).toMatchObject({
    x: 0,
    y: 0,
    w: 12,
    h: 9,
    polygon: [
      [0, 0],
      [10, 0],
      [12, 9],
      [0, 9],
    ],
  })
  expect(model.marks.map((mark) => [mark.kind, model.text.slice(mark.start, mark.end)])).toEqual([
    ['bold', 'Maskavā'],
    ['italic', 'vien'],
  ])
  expect(model.pages).toMatchObject([
    { n: 1, label: '7', width: 2100, height: 2970, unit: 'mm10', start: 0, end: 44 },
    { n: 2, label: 'P2', start: 44, end: 44 },
    { n: 3, label: 'IX', start: 46 },
  ])
  expect(model.meta).toMatchObject({ pageImages: ['0001.tif', '0001.tif', '0001.tif'], software: ['ABBYY'] })
})

test('files without elements for spaces still have spaces', async () => {
  const model = await read(
    file(
      `<Page><PrintSpace><TextBlock><TextLine>${word('a', 0)}${word('b', 9)}</TextLine></TextBlock></PrintSpace></Page>`,
    ),
  )
  expect(model.text).toBe('a b')
})

test('images that are counted from 0', async () => {
  const page = (nr: number) =>
    `<Page PHYSICAL_IMG_NR="${nr}"><PrintSpace><TextBlock><TextLine>${word('a', 0)}</TextLine></TextBlock></PrintSpace></Page>`
  const model = await read(file(page(0) + page(1)))
  expect(model.pages.map(({ label }) => label)).toEqual(['1', '2'])
})

test('reading order of ALTO 4.3, of blocks and of blocks around blocks', async () => {
  const block = (id: string) => `<TextBlock ID="${id}"><TextLine>${word(id, 0)}</TextLine></TextBlock>`
  const order =
    '<ReadingOrder><OrderedGroup ID="g"><ElementRef ID="e1" REF="c1"/><OrderedGroup ID="h"><ElementRef ID="e2" REF="b1"/></OrderedGroup></OrderedGroup></ReadingOrder>'
  const model = await read(
    file(
      `<Page><PrintSpace>${block('b0')}${block('b1')}<ComposedBlock ID="c1">${block('b2')}${block('b3')}</ComposedBlock></PrintSpace></Page>`,
      order,
    ),
  )
  expect(model.text).toBe('b2\n\nb3\n\nb1\n\nb0')
})

test('refusals', async () => {
  await expect(read(file('<Page/>'))).rejects.toMatchObject({ code: 'empty' })
  await expect(read(file('<Page>'))).rejects.toMatchObject({ code: 'damaged' })
  await expect(
    read(file('<Page/>').replace('<alto', '<!DOCTYPE a [<!ENTITY x "y">]><alto').replace('ABBYY', '&x;')),
  ).rejects.toMatchObject({ code: 'xml-entity' })
  const other = extractDocument(Buffer.from('<x/>'), { fileName: 'a.xml', format: 'alto' })
  await expect(other).rejects.toMatchObject({ code: 'damaged' })
})
