import { expect, test } from 'vitest'
import { extractDocument } from '../../index'

const read = async (text: string) => (await extractDocument(Buffer.from(text), { fileName: 'a.xml' })).model
const shown = (model: Awaited<ReturnType<typeof read>>) =>
  model.blocks.map((block) => [block.kind, model.text.slice(block.start, block.end), block.level] as const)

test('EAD 2002: description, sections, components, metadata', async () => {
  const model =
    await read(`<?xml version="1.0"?><!DOCTYPE ead PUBLIC "+//ISBN 1-931666-00-8//DTD ead.dtd (EAD 2002)//EN" "ead.dtd">
<ead><eadheader><eadid>LV-LVVA-2575</eadid><filedesc><titlestmt><titleproper>Uzziņa</titleproper></titlestmt><publicationstmt><publisher>LVVA</publisher></publicationstmt></filedesc></eadheader>
<archdesc level="fonds"><did><unitid>2575</unitid><unittitle>Ārlietu ministrija</unittitle><unitdate normal="1918/1940">1918&#8211;1940</unitdate>
<origination><corpname>Ministrija</corpname></origination><langmaterial><language langcode="lav">latviešu</language></langmaterial><repository>Arhīvs</repository><abstract>Īss apraksts.</abstract></did>
<scopecontent><head>Saturs</head><p>Vēstules no <persname>Muntera</persname> un <emph render="bold">citi</emph>:<list><item>nota</item><item>telegramma</item></list></p></scopecontent>
<controlaccess><subject>Diplom&auml;tija</subject><geogname>Rīga</geogname></controlaccess>
<userestrict><p>Brīvi.</p></userestrict>
<dsc><c01 level="series" id="s1"><did><unitid>1</unitid><unittitle>Sarakste</unittitle></did>
<c02 level="file"><did><unitid>1-1</unitid><unittitle>Maskava <unitdate normal="19391005">1939. gada oktobris</unitdate></unittitle><physdesc><extent>12 lapas</extent></physdesc></did><scopecontent><p>Pakta projekts.</p></scopecontent></c02></c01></dsc></archdesc></ead>`)
  expect(shown(model)).toEqual([
    ['heading', 'Ārlietu ministrija', 1],
    ['para', '2575 Ārlietu ministrija, 1918–1940', undefined],
    ['para', 'Creator: Ministrija', undefined],
    ['para', 'Language: latviešu', undefined],
    ['para', 'Location: Arhīvs', undefined],
    ['para', 'Īss apraksts.', undefined],
    ['heading', 'Saturs', 2],
    ['para', 'Vēstules no Muntera un citi:', undefined],
    ['listItem', 'nota', 1],
    ['listItem', 'telegramma', 1],
    ['listItem', 'Diplomätija', 1],
    ['listItem', 'Rīga', 1],
    ['para', 'Brīvi.', undefined],
    ['heading', '1 Sarakste', 2],
    ['listItem', '1-1 Maskava 1939. gada oktobris, 12 lapas', 2],
    ['para', 'Pakta projekts.', undefined],
  ])
  expect(model.meta).toMatchObject({
    title: 'Ārlietu ministrija',
    creators: ['Ministrija'],
    date: '1918/1940',
    languages: ['lv'],
    identifier: '2575',
    publisher: 'LVVA',
    subjects: ['Diplomätija', 'Rīga'],
    rights: 'Brīvi.',
    repository: 'Arhīvs',
    level: 'fonds',
  })
  expect(model.blocks.at(-2)?.attrs).toEqual({ marker: '•', unitLevel: 'file', unitId: '1-1' })
  expect(model.marks.map((mark) => [mark.kind, mark.target])).toContainEqual(['date', '1939-10-05'])
  expect(model.anchors.map((anchor) => anchor.id)).toEqual(['s1'])
})

test('EAD 3, and prefixes that nothing binds', async () => {
  const model = await read(
    `<ead xmlns="http://ead3.archivists.org/schema/"><control><recordid>r1</recordid></control><archdesc level="collection"><did><unittitle>Krājums</unittitle><unitdatestructured><daterange><fromdate standarddate="1918">1918</fromdate><todate standarddate="1940">1940</todate></daterange></unitdatestructured></did>
     <dsc><c level="item"><did><unittitle><ns2:title>Nota</ns2:title></unittitle></did></c></dsc></archdesc></ead>`,
  )
  expect(shown(model).map(([, text]) => text)).toEqual(['Krājums', 'Krājums, 1918–1940', 'Nota'])
  expect(model.warnings.map((warning) => warning.code)).toEqual(['prefix-unbound'])
  expect(model.meta).toMatchObject({ identifier: 'r1', date: '1918/1940' })
})

test('EAD 3 as a program writes it: parts without anything between them', async () => {
  const name = (a: string, b: string) =>
    `<persname><part localtype="surname">${a}</part><part localtype="forename">${b}</part></persname>`
  const model = await read(
    `<ead xmlns="http://ead3.archivists.org/schema/"><control><recordid>r1</recordid></control><archdesc level="collection"><did><origination>${name('Pīps', 'Ants')}${name('Munters', 'Vilhelms')}</origination><unittitle>Zīmējumi</unittitle><unitdate>1961-2003</unitdate><unitdatestructured><daterange><fromdate>1961</fromdate><todate>2003</todate></daterange></unitdatestructured><physdescstructured><quantity>186.7</quantity><unittype>metri</unittype></physdescstructured><parallelphysdescset><physdescstructured><quantity>38</quantity><unittype>ruļļi</unittype><physfacet>tinte</physfacet></physdescstructured><physdescstructured><quantity>4</quantity><unittype>dienasgrāmatas</unittype></physdescstructured></parallelphysdescset><physloc>Otrā krātuve</physloc></did><accessrestrict><head>Pieejamība</head><p>Brīvi <title><part>Dzīve</part> <part>: un darbs</part></title>.</p></accessrestrict><controlaccess><subject><part>Rīga</part><part>Parki</part></subject></controlaccess><dsc><c><did><unittitle>Plāns</unittitle><container localtype="tūba">55</container></did></c></dsc></archdesc></ead>`,
  )
  expect(shown(model).map(([, text]) => text)).toEqual([
    'Zīmējumi',
    'Zīmējumi, 1961-2003, 186.7 metri, 38 ruļļi, tinte; 4 dienasgrāmatas',
    'Creator: Pīps, Ants; Munters, Vilhelms',
    'Location: Otrā krātuve',
    'Pieejamība',
    'Brīvi Dzīve : un darbs.',
    'Rīga — Parki',
    'Plāns, tūba 55',
  ])
  expect(model.meta).toMatchObject({
    creators: ['Pīps, Ants', 'Munters, Vilhelms'],
    date: '1961/2003',
    subjects: ['Rīga — Parki'],
    rights: 'Brīvi Dzīve : un darbs.',
  })
})

test('ArchivesSpace: containers, extents, addresses of its own, digital objects', async () => {
  const model =
    await read(`<ead xmlns="urn:isbn:1-931666-22-9" xmlns:ns2="http://www.w3.org/1999/xlink"><archdesc level="collection"><did><unittitle>Krājums</unittitle><unitdate>1851–1884</unitdate></did><dsc><c01 level="file"><did>
<container/><container type="Box">44</container><container type="Folder">folder 1</container>
<unitid>A 1</unitid><unitid type="aspace_uri">/repositories/1</unitid><unittitle>Lieta</unittitle>
<origination label="Creator"><persname>Munters, Vilhelms</persname></origination>
<physdesc>
  <extent>2 mapes</extent>
  <extent>1 kaste</extent>
</physdesc>
<dao ns2:title="Attēls" ns2:href="https://example.org/1"/></did>
<daogrp><daodesc><p>Lapas</p></daodesc><daoloc ns2:href="a.jpg"/></daogrp></c01></dsc></archdesc></ead>`)
  expect(shown(model).map(([, text]) => text)).toEqual([
    'Krājums',
    'Krājums, 1851–1884',
    'A 1 Lieta, 2 mapes, 1 kaste, Box 44, folder 1',
    'Creator: Munters, Vilhelms',
    'Attēls',
    'Lapas',
    'a.jpg',
  ])
  expect(model.marks).toContainEqual(expect.objectContaining({ kind: 'link', target: 'https://example.org/1' }))
  expect(model.marks.map((mark) => mark.kind)).toContain('person')
  expect(model.meta['date']).toBe('1851/1884')
})

test('refusals', async () => {
  await expect(read('<ead><archdesc/></ead>')).rejects.toMatchObject({ code: 'empty' })
  await expect(read('<ead><archdesc>')).rejects.toMatchObject({ code: 'damaged' })
  await expect(read(`<ead>${'<c>'.repeat(300)}</ead>`)).rejects.toMatchObject({ code: 'too-deep' })
  await expect(read('<ead><archdesc>&evil;</archdesc></ead>')).rejects.toMatchObject({ code: 'xml-entity' })
})
