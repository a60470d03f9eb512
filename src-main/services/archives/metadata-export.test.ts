import { expect, test } from 'vitest'
import type { DocumentSummary, Metadata, MetadataFormat } from '#shared/contract'
import { createMetadataExport } from './metadata-export'

const metadata: Metadata = {
  title: { text: 'Pakts: <1939> & citi', lang: 'lv' },
  creators: [
    { name: 'Vilhelms Munters' },
    { name: 'Anna Liepa', role: 'editor' },
    { name: 'Jānis Bērziņš', role: 'translator' },
  ],
  date: { edtf: '1939-10-05' },
  places: [{ name: 'Maskava' }],
  persons: [{ name: 'Vjačeslavs Molotovs', role: 'recipient' }],
  languages: ['lv'],
  type: 'pact',
  subjects: ['pakti', 'jūras bāzes'],
  repository: 'LVVA',
  origins: {},
}

const document = (id: string, more: Partial<Metadata> = {}): DocumentSummary => ({
  id,
  archiveId: 'a',
  metadata: { ...metadata, ...more },
  format: 'tei',
  mediaType: 'application/tei+xml',
  fileName: `${id}.xml`,
  originalSha256: '0'.repeat(64),
  originalBytes: 1,
  editions: [],
  current: 0,
  words: 0,
  blocks: 0,
  articles: 0,
})

const context = { signal: new AbortController().signal, progress: () => undefined }

async function written(format: MetadataFormat, documents: DocumentSummary[]): Promise<{ text: string; name: string }> {
  let text = ''
  const run = createMetadataExport({
    documents: () => documents,
    keep(bytes) {
      text = Buffer.from(bytes).toString('utf8')
      return Promise.resolve('f'.repeat(64))
    },
  })
  const made = await run({ documentIds: documents.map(({ id }) => id), format }, context)
  expect(made.bytes).toBe(Buffer.byteLength(text))
  return { text, name: made.name }
}

test('Dublin Core of one document and of several', async () => {
  const one = await written('dc', [document('d1')])
  expect(one.name).toBe('Pakts 1939 & citi.dc.xml')
  for (const line of [
    '<dc:title xml:lang="lv">Pakts: &lt;1939&gt; &amp; citi</dc:title>',
    '<dc:creator>Vilhelms Munters</dc:creator>',
    '<dc:contributor>Anna Liepa</dc:contributor>',
    '<dc:contributor>Jānis Bērziņš</dc:contributor>',
    '<dc:subject>jūras bāzes</dc:subject>',
    '<dc:subject>Vjačeslavs Molotovs</dc:subject>',
  ])
    expect(one.text).toContain(`\n  ${line}\n`)
  const many = await written('dc', [document('d1'), document('d2')])
  expect(many.name).toBe('metadata.dc.xml')
  expect(many.text.match(/<metadata>\n {4}<dc:identifier>d[12]<\/dc:identifier>/g)).toHaveLength(2)
})

test('CSL-JSON with people by what they did, and keywords', async () => {
  const { text } = await written('csl-json', [
    document('d1'),
    document('d2', { subjects: ['Latvija, vēsture', 'jūra'] }),
  ])
  expect(JSON.parse(text)).toMatchObject([
    {
      id: 'd1',
      author: [{ literal: 'Vilhelms Munters' }],
      editor: [{ literal: 'Anna Liepa' }],
      translator: [{ literal: 'Jānis Bērziņš' }],
      recipient: [{ literal: 'Vjačeslavs Molotovs' }],
      issued: { 'date-parts': [[1939, 10, 5]] },
      keyword: 'pakti, jūras bāzes',
      archive: 'LVVA',
    },
    { id: 'd2', keyword: 'Latvija, vēsture; jūra' },
  ])
})

test('BibTeX and RIS', async () => {
  const documents = [document('d1'), document('d2', { date: { edtf: '1939/1940' } })]
  const bib = await written('bibtex', documents)
  expect(bib.name).toBe('metadata.bib')
  expect(bib.text).toMatch(/@misc\{[^}]+,\n/)
  expect(bib.text).toContain('date = {1939-10-05}')
  expect(bib.text).toContain('{{Vilhelms Munters}}')
  const ris = await written('ris', documents)
  expect(ris.text).toMatch(/^TY {2}- /)
  expect(ris.text).toContain('\nKW  - pakti\nKW  - jūras bāzes\n')
  expect(ris.text.match(/^ER {2}-/gm)).toHaveLength(2)
})

test('an unknown document is refused by name', async () => {
  const run = createMetadataExport({ documents: () => [], keep: () => Promise.resolve('') })
  await expect(run({ documentIds: ['d9'], format: 'dc' }, context)).rejects.toMatchObject({
    code: 'unknown-document',
    details: { documentId: 'd9' },
  })
})
