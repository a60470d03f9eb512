import { expect, test } from 'vitest'
import { extractDocument } from '../../index'

const read = async (page: string) =>
  (
    await extractDocument(
      Buffer.from(
        `<?xml version="1.0"?><pc:PcGts xmlns:pc="http://schema.primaresearch.org/PAGE/gts/pagecontent/2013-07-15"><pc:Metadata><pc:Creator>Transkribus</pc:Creator></pc:Metadata><pc:Page imageFilename="p. 1.jpg" imageWidth="800" imageHeight="1000">${page.replace(/<(\/?)(?=\w)/g, '<$1pc:')}</pc:Page></pc:PcGts>`,
      ),
      { fileName: 'a.xml' },
    )
  ).model
const equiv = (text: string, more = '') => `<TextEquiv ${more}><Unicode>${text}</Unicode></TextEquiv>`
const coords = (points: string) => `<Coords points="${points}"/>`

test('reading order, kinds of regions, line and word boxes, hyphens of line ends', async () => {
  const model = await read(`
    <ReadingOrder><OrderedGroup id="g"><RegionRefIndexed index="1" regionRef="r1"/><RegionRefIndexed index="0" regionRef="r2"/></OrderedGroup></ReadingOrder>
    <TextRegion id="r1" type="paragraph">${coords('0,0 100,0 100,50 0,50')}
      <TextLine id="l1">${coords('0,0 100,2 100,20 0,20')}
        <Word id="w1">${coords('0,0 30,0 30,20 0,20')}${equiv('Maskavā', 'conf="0.5"')}<TextStyle bold="true"/></Word>
        <Word id="w2">${coords('35,0 60,0 60,20 35,20')}${equiv('vieno¬')}</Word>
        ${equiv('(Maskavā, vieno¬', 'conf="0.75"')}</TextLine>
      <TextLine id="l2">${coords('0,22 100,22 100,40 0,40')}${equiv('nepareizi', 'index="1"')}${equiv('šanās.', 'index="0"')}</TextLine>
    </TextRegion>
    <TextRegion id="r2" custom="readingOrder {index:0;} structure {type:heading;}">${coords('0,0 9,0 9,9 0,9')}<TextLine>${equiv('Virsraksts')}</TextLine></TextRegion>
    <TextRegion id="r3" type="marginalia">${equiv('Piezīme\nmalā')}</TextRegion>`)
  expect(model.text).toBe('Virsraksts\n\n(Maskavā, vienošanās.\n\nPiezīme malā')
  expect(model.blocks.map((block) => [block.kind, block.level, block.attrs])).toEqual([
    ['heading', 2, { region: 'heading' }],
    ['para', undefined, undefined],
    ['note', undefined, { region: 'marginalia' }],
  ])
  const shown = model.boxes.map((box) => [box.level, model.text.slice(box.start, box.end), box.conf])
  expect(shown).toContainEqual(['word', 'Maskavā', 0.5])
  expect(shown).toContainEqual(['line', '(Maskavā, vieno', 0.75])
  expect(shown).toContainEqual(['line', 'šanās.', undefined])
  expect(shown).toContainEqual(['region', '(Maskavā, vienošanās.', undefined])
  expect(model.boxes.find((box) => box.conf === 0.75)?.polygon).toHaveLength(4)
  expect(model.boxes.find((box) => box.conf === 0.5)?.polygon).toBeUndefined()
  expect(model.marks).toMatchObject([{ kind: 'bold' }])
  expect(model.pages).toMatchObject([{ n: 1, width: 800, height: 1000, unit: 'px' }])
  expect(model.meta).toMatchObject({ pageImages: ['p. 1.jpg'], software: 'Transkribus' })
})

test('2010: points as elements; words without a text of the line', async () => {
  const model = await read(
    `<TextRegion><Coords><Point x="1" y="2"/><Point x="5" y="2"/><Point x="5" y="9"/><Point x="1" y="9"/></Coords><TextLine><Word>${equiv('viens')}</Word><Word>${equiv('divi')}</Word></TextLine></TextRegion>`,
  )
  expect(model.text).toBe('viens divi')
  expect(model.boxes).toMatchObject([{ level: 'region', x: 1, y: 2, w: 4, h: 7 }])
  await expect(read('<TextRegion/>')).rejects.toMatchObject({ code: 'empty' })
})

test('tags of Transkribus: styles, persons and places, and one that goes on in the next line', async () => {
  const model = await read(`<TextRegion>
    <TextLine custom="readingOrder {index:0;} textStyle {offset:0; length:4;strikethrough:true; bold:true;} person {offset:5; length:7;lastname:Munters;} person {offset:13; length:4;} Location {offset:22; length:6; continued:true;}">
      <Word>${equiv('Ar M')}</Word>${equiv('Vecs Munters Pīps, no Rīgas')}</TextLine>
    <TextLine custom="Location {offset:1; length:7; continued:true;} unclear {offset:9; length:3;} comment {offset:0; length:3;} gap {offset:99; length:0;}">${equiv(' pilsētā rak¬')}</TextLine>
    <TextLine>${equiv('stīts')}</TextLine></TextRegion>`)
  expect(model.text).toBe('Vecs Munters Pīps, no Rīgas pilsētā rakstīts')
  expect(model.marks.map((mark) => [mark.kind, model.text.slice(mark.start, mark.end)])).toEqual([
    ['bold', 'Vecs'],
    ['del', 'Vecs'],
    ['person', 'Munters'],
    ['person', 'Pīps'],
    ['place', 'Rīgas pilsētā'],
    ['unclear', 'rak'],
  ])
})

test('without an element for it, the order is the one that Transkribus writes on regions and lines', async () => {
  const line = (text: string, index: number) =>
    `<TextLine custom="readingOrder {index:${index};}">${equiv(text)}</TextLine>`
  const model = await read(
    `<TextRegion custom="readingOrder {index:1;}">${line('divi', 0)}</TextRegion><TextRegion custom="structure {type:paragraph;} readingOrder {index:0;}">${line('otrā', 1)}${line('pirmā', 0)}</TextRegion>`,
  )
  expect(model.text).toBe('pirmā otrā\n\ndivi')
})
