import { expect, test } from 'vitest'
import { extractDocument } from '../../index'

const read = async (text: string) => (await extractDocument(Buffer.from(text), { fileName: 'a.xml', lang: 'en' })).model

test('the structure map with the files of every part', async () => {
  const model = await read(`<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink">
<dmdSec ID="d1"><mdWrap MDTYPE="MODS"><xmlData><mods><titleInfo><title>Brīvā Zeme</title></titleInfo><originInfo><dateIssued encoding="iso8601">19391006</dateIssued></originInfo></mods></xmlData></mdWrap></dmdSec>
<fileSec><fileGrp USE="Images"><file ID="i1" MIMETYPE="image/tiff"><FLocat LOCTYPE="URL" xlink:href="file://images/1.tif"/></file></fileGrp><fileGrp USE="Text"><fileGrp><file ID="a1"><FLocat xlink:href="alto/1.xml"/></file></fileGrp></fileGrp></fileSec>
<structMap TYPE="LOGICAL"><div LABEL="Brīvā Zeme" TYPE="Newspaper"><div TYPE="ARTICLE" LABEL="Pakts parakstīts" ID="x1"><fptr><area FILEID="a1" BEGIN="T1"/></fptr></div></div></structMap>
<structMap TYPE="PHYSICAL"><div><div TYPE="page" ORDER="1" ORDERLABEL="I"><fptr FILEID="i1"/><fptr FILEID="a1"/><fptr FILEID="missing"/></div><div TYPE="page" ORDER="2" ORDERLABEL="Page 2"/></div></structMap></mets>`)
  expect(model.blocks.map((block) => [block.kind, block.level, model.text.slice(block.start, block.end)])).toEqual([
    ['heading', 1, 'Brīvā Zeme'],
    ['para', undefined, 'Date: 1939-10-06'],
    ['heading', 2, 'LOGICAL'],
    ['listItem', 1, 'Brīvā Zeme (Newspaper)'],
    ['listItem', 2, 'Pakts parakstīts (ARTICLE)'],
    ['heading', 2, 'PHYSICAL'],
    ['listItem', 1, 'page I'],
    ['listItem', 1, 'Page 2'],
  ])
  expect(model.blocks[4]?.attrs).toEqual({ marker: '•', files: 'alto/1.xml' })
  expect(model.blocks[6]?.attrs).toEqual({ marker: '•', files: 'file://images/1.tif alto/1.xml' })
  expect(model.anchors.map((anchor) => anchor.id)).toEqual(['x1'])
  expect(model.meta).toMatchObject({
    title: 'Brīvā Zeme',
    date: '1939-10-06',
    files: ['file://images/1.tif', 'alto/1.xml'],
    fileUses: ['Images', 'Text'],
  })
})

test('a package without a structure map lists its files', async () => {
  const model = await read(
    `<mets xmlns:x="http://www.w3.org/1999/xlink"><fileSec><fileGrp USE="IMG"><file ID="a"><FLocat x:href="IMG/1"/></file><file ID="b"><FLocat x:href="IMG/2"/></file></fileGrp></fileSec></mets>`,
  )
  expect(model.text).toBe('IMG\n\nIMG/1\nIMG/2')
  expect(model.meta).toMatchObject({ files: ['IMG/1', 'IMG/2'] })
})

test('refusals', async () => {
  await expect(read('<mets/>')).rejects.toMatchObject({ code: 'empty' })
  await expect(read('<mets>')).rejects.toMatchObject({ code: 'damaged' })
})
