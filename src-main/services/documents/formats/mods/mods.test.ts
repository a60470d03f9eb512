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

test('records of libraries and archives as they are written', async () => {
  const model = await read(`<mods><titleInfo><nonSort>[</nonSort><title>Vēstule]</title></titleInfo>
<name><displayForm>Pīps, Ants</displayForm><namePart type="family"/><namePart type="given"/></name>
<originInfo eventType="publication"><place><placeTerm type="text">Rīga</placeTerm></place><dateCreated point="start" encoding="iso8601"/><dateCreated point="end" encoding="iso8601"/><dateIssued encoding="marc" qualifier="approximate">1835^^^^</dateIssued></originInfo>
<originInfo eventType="digitisation"><place><placeTerm type="text">Berlin</placeTerm></place><publisher>Bibliotēka</publisher><dateCreated encoding="iso8601">2013</dateCreated></originInfo>
<language><languageTerm authority="iso639-2b">lav</languageTerm><languageTerm type="text">Latvian</languageTerm></language>
<location><physicalLocation authority="marcorg" displayLabel="Valsts bibliotēka">DE-1</physicalLocation></location>
<subject>Funkcija</subject><subject><name>Munters, Vilhelms</name><topic>Sarakste</topic></subject>
<subject><hierarchicalGeographic><country>Latvija</country><city>Rīga</city></hierarchicalGeographic></subject></mods>`)
  expect(model.meta).toMatchObject({
    title: '[Vēstule]',
    creators: ['Pīps, Ants'],
    date: '1835~',
    publisher: 'Rīga',
    languages: ['lv'],
    subjects: ['Funkcija', 'Munters, Vilhelms — Sarakste', 'Latvija, Rīga'],
  })
  expect(model.text).toContain('Location: Valsts bibliotēka (DE-1)')
})

test('a record of a copy only, without a date', async () => {
  const model = await read(`<mods><titleInfo><title>A</title></titleInfo><originInfo eventType="digitization">
<publisher>Bibliotēka</publisher><dateCreated point="start" encoding="iso8601"/><dateCreated point="end" encoding="iso8601"/></originInfo></mods>`)
  expect(model.meta).toMatchObject({ publisher: 'Bibliotēka' })
  expect(model.meta['date']).toBeUndefined()
})

test('collections, and what is none', async () => {
  const model = await read(
    `<modsCollection>${'<mods><titleInfo><title>A</title></titleInfo></mods>'.repeat(2)}</modsCollection>`,
  )
  expect(model.text).toBe('A\n\nA')
  await expect(read('<modsCollection/>')).rejects.toMatchObject({ code: 'damaged' })
  await expect(read('<mods><note/></mods>')).rejects.toMatchObject({ code: 'empty' })
})
