import { expect, test } from 'vitest'
import { extractDocument } from '../../index'

const read = async (text: string, lang?: string) =>
  (await extractDocument(Buffer.from(text), { fileName: 'a.xml', ...(lang === undefined ? {} : { lang }) })).model

const record = `<m:mods xmlns:m="http://www.loc.gov/mods/v3"><m:titleInfo><m:nonSort>The</m:nonSort><m:title>Baltic pacts</m:title><m:subTitle>a reader</m:subTitle></m:titleInfo>
<m:titleInfo type="alternative"><m:title>Cits</m:title></m:titleInfo>
<m:name type="personal"><m:namePart type="family">Pīps</m:namePart><m:namePart type="given">Ants</m:namePart><m:role><m:roleTerm>author</m:roleTerm></m:role></m:name>
<m:originInfo><m:place><m:placeTerm type="code">lv</m:placeTerm><m:placeTerm type="text">Rīga</m:placeTerm></m:place><m:publisher>Valters</m:publisher><m:dateIssued>[1939–1940]</m:dateIssued><m:dateIssued encoding="w3cdtf" point="start">1939</m:dateIssued><m:dateIssued encoding="w3cdtf" point="end">1940</m:dateIssued></m:originInfo>
<m:language><m:languageTerm type="code">lav</m:languageTerm><m:languageTerm type="text">Latvian</m:languageTerm></m:language>
<m:abstract>Par paktiem.</m:abstract><m:subject><m:topic>Līgumi</m:topic><m:geographic>Latvija</m:geographic></m:subject>
<m:relatedItem type="host"><m:titleInfo><m:title>Krājums</m:title></m:titleInfo></m:relatedItem>
<m:location><m:physicalLocation>LNB</m:physicalLocation><m:shelfLocator>A 1</m:shelfLocator><m:url>https://example.org/x</m:url></m:location>
<m:accessCondition>Brīvi</m:accessCondition></m:mods>`

test('a record as text and metadata', async () => {
  const model = await read(record, 'lv')
  expect(model.text.split('\n\n')).toEqual([
    'The Baltic pacts: a reader',
    'Par paktiem.',
    'Autors: Pīps, Ants',
    'Datums: 1939/1940',
    'Izdevējs: Rīga: Valters',
    'Valoda: lv',
    'Temati: Līgumi — Latvija',
    'Daļa no: Krājums',
    'Glabātava: LNB, A 1',
    'Tiesības: Brīvi',
    'Adrese: https://example.org/x',
  ])
  expect(model.meta).toMatchObject({
    title: 'The Baltic pacts: a reader',
    creators: ['Pīps, Ants'],
    date: '1939/1940',
    languages: ['lv'],
    source: 'https://example.org/x',
  })
  expect(model.marks.at(-1)).toMatchObject({ kind: 'link', target: 'https://example.org/x' })
})

test('collections, and what is none', async () => {
  const model = await read(
    `<modsCollection>${'<mods><titleInfo><title>A</title></titleInfo></mods>'.repeat(2)}</modsCollection>`,
  )
  expect(model.text).toBe('A\n\nA')
  await expect(read('<modsCollection/>')).rejects.toMatchObject({ code: 'damaged' })
  await expect(read('<mods><note/></mods>')).rejects.toMatchObject({ code: 'empty' })
})
