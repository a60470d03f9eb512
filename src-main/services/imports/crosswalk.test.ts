/** What files say of themselves, as metadata: roles of creators and subjects, by format. */
import { expect, test } from 'vitest'
import { extractDocument } from '../documents'
import { jpegOf } from '../documents/images/sample'
import { metadataOf } from './crosswalk'

const read = async (content: string | Uint8Array, fileName: string) => {
  const { model } = await extractDocument(Buffer.from(content), { fileName })
  return metadataOf(model, fileName)
}
const subjects = async (content: string | Uint8Array, fileName: string) => (await read(content, fileName)).subjects

test('creators of a TEI file have their roles', async () => {
  const header =
    '<fileDesc><titleStmt><title>Akts</title><author>A. Rejs</author><editor>B. Liepa</editor></titleStmt></fileDesc>' +
    '<profileDesc><textClass><keywords><term>pakti</term><term>jūras  bāzes</term><term>Pakti</term></keywords></textClass></profileDesc>'
  const file = `<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader>${header}</teiHeader><text><body><p>T</p></body></text></TEI>`
  const metadata = await read(file, 'a.xml')
  expect(metadata.creators).toEqual([{ name: 'A. Rejs' }, { name: 'B. Liepa', role: 'editor' }])
  expect(metadata.subjects).toEqual(['pakti', 'jūras bāzes'])
  expect(metadata.origins['subjects']).toBe('extracted')
})

test('subjects of MODS, EAD, web pages and photographs', async () => {
  const mods =
    '<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>T</title></titleInfo><subject><topic>Līgumi</topic></subject></mods>'
  expect(await subjects(mods, 'a.xml')).toEqual(['Līgumi'])
  const ead =
    '<ead xmlns="urn:isbn:1-931666-22-9"><eadheader><eadid>1</eadid></eadheader><archdesc level="fonds"><did><unittitle>Fonds</unittitle></did><controlaccess><subject>Vēstniecības</subject></controlaccess></archdesc></ead>'
  expect(await subjects(ead, 'a.xml')).toEqual(['Vēstniecības'])
  const page =
    '<!doctype html><html><head><title>L</title><meta name="keywords" content="pakti, Baltija"></head><body><p>Teksts</p></body></html>'
  expect(await subjects(page, 'a.html')).toEqual(['pakti', 'Baltija'])
  const xmp =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>osta</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>'
  expect(await subjects(jpegOf(8, 8, { xmp }), 'a.jpg')).toEqual(['osta'])
})

test('a language that nobody said is told from the text, and its origin says so', async () => {
  const words =
    'Valdība paziņoja, ka tā nevar pieņemt šo līgumu un ka atbilde no Maskavas ir jāsaņem nākamajā nedēļā, bet līdz tam laikam viss paliek, kā bija.'
  const told = await read(words, 'a.txt')
  expect([told.languages, told.origins['languages']]).toEqual([['lv'], 'recognised'])
  const said = await read(
    `<!doctype html><html lang="et"><title>L</title><body><p>${words}</p></body></html>`,
    'a.html',
  )
  expect([said.languages, said.origins['languages']]).toEqual([['et'], 'extracted'])
  expect((await read('Līgums', 'a.txt')).languages).toEqual([])
})

test('a list of citations is about what most of its records are about', async () => {
  const entry = (id: string, keywords: string) => `@book{${id}, title = {${id}}, keywords = {${keywords}}}\n`
  expect(await subjects(entry('a', 'pakti, Baltija'), 'a.bib')).toEqual(['pakti', 'Baltija'])
  expect(await subjects(entry('a', 'pakti, jūra') + entry('b', 'pakti') + entry('c', 'jūra, pakti'), 'a.bib')).toEqual([
    'pakti',
    'jūra',
  ])
  const ris = 'TY  - BOOK\nTI  - Grāmata\nKW  - pakti\nKW  - Baltija\nER  - \n'
  expect(await subjects(ris, 'a.ris')).toEqual(['pakti', 'Baltija'])
})
