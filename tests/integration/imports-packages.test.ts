/** Bags, RO-Crates and archives of this program as what is imported. */
import { startNodeChild } from '#main/services/children'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWork, newArchive, openWork, type Work } from '#main/services/archives'
import { createExtractor } from '#main/services/documents'
import { type ImportControl, runImport } from '#main/services/imports'
import { writeFiles } from '../support/import-files'
import { rawZip } from '../support/raw-zip'
import { emptyNotebook, sealSmall } from '../support/small-archive'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'avots-packages-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const crate = JSON.stringify({
  '@context': 'https://w3id.org/ro/crate/1.1/context',
  '@graph': [
    { '@id': 'ro-crate-metadata.json', '@type': 'CreativeWork', about: { '@id': './' } },
    { '@id': './', '@type': 'Dataset', name: 'Fonds', license: { '@id': 'https://example.org/l' } },
    {
      '@id': 'mape/v%C4%93stule.txt',
      '@type': 'File',
      name: 'Vēstule mātei',
      author: { '@id': '#a' },
      dateCreated: '1939-10-05T00:00:00Z',
      inLanguage: 'lv',
    },
    { '@id': '#a', '@type': 'Person', name: 'Anna Ozola' },
  ],
})
const payload = { 'mape/vēstule.txt': 'Mīļā māte!\n', 'otrs.txt': 'Otrs teksts.\n', 'ro-crate-metadata.json': crate }
const bag = (changed: Record<string, string> = {}): Record<string, string> => ({
  'bagit.txt': 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n',
  'bag-info.txt': 'Source-Organization: Latvijas arhīvs\nExternal-Identifier: LA-12\n',
  'manifest-sha256.txt': Object.entries(payload)
    .map(([path, text]) => `${sha256(text)}  data/${path}\n`)
    .join(''),
  ...Object.fromEntries(Object.entries({ ...payload, ...changed }).map(([path, text]) => [`data/${path}`, text])),
})

let count = 0
async function into(inputs: string[], onNotes: ImportControl['onNotes'] = () => Promise.resolve()) {
  const place = join(folder, `arhivs-${(count += 1)}`)
  await createWork(place, newArchive({ id: `a-${count}`, title: { lv: 'A' }, language: 'lv' }, new Date(0)))
  const work: Work = await openWork(place, { version: '0.1.0', host: 'cli' })
  const report = await runImport(
    work,
    { inputs, options: {} },
    {
      signal: new AbortController().signal,
      mayGoOn: () => Promise.resolve(),
      onProgress: () => undefined,
      onNotes,
      createExtractor: () => createExtractor('nowhere', startNodeChild),
    },
  )
  const { documents } = work.catalogue()
  await work.close()
  return { report, documents }
}

test('files of a bag come with what its crate and bag-info say, from a folder as from a zip', async () => {
  const source = join(folder, 'soma')
  writeFiles(source, bag())
  writeFileSync(
    join(folder, 'soma.zip'),
    rawZip(Object.entries(bag()).map(([name, content]) => ({ name: `soma/${name}`, content, flags: 0x800 }))),
  )
  for (const input of [source, join(folder, 'soma.zip')]) {
    const { report, documents } = await into([input])
    expect(report.summary).toEqual({ ok: 2, partial: 0, refused: 0, duplicate: 0 })
    const letter = documents.find(({ fileName }) => fileName === 'vēstule.txt')
    expect(letter?.metadata).toMatchObject({
      title: { text: 'Vēstule mātei' },
      creators: [{ name: 'Anna Ozola' }],
      date: { edtf: '1939-10-05' },
      languages: ['lv'],
      repository: 'Latvijas arhīvs',
      partOf: 'Fonds',
      origins: { title: 'imported-record', date: 'imported-record', repository: 'imported-record' },
    })
  }
})

test('a file that is not the one that was packed is refused by name; the others come', async () => {
  const source = join(folder, 'bojata')
  writeFiles(source, bag({ 'otrs.txt': 'Mainīts teksts.\n' }))
  const { report, documents } = await into([source])
  expect(documents).toHaveLength(1)
  const refused = report.outcomes.filter(({ status }) => status === 'refused')
  expect(refused).toMatchObject([{ code: 'damaged' }])
  expect(refused[0]?.message).toContain('"otrs.txt"')
})

test('an archive of this program comes whole, and a zip that is not there is refused', async () => {
  const sealed = await sealSmall(folder)
  const { report, documents } = await into([sealed, sealed.replace('mazs', 'nav')])
  expect(documents).toHaveLength(2)
  const came = { added: 2, editions: 0, same: 0 }
  expect(report.outcomes[0]).toMatchObject({ status: 'ok', path: sealed, archive: came })
  expect(report.outcomes[1]).toMatchObject({ status: 'refused', code: 'not-readable' })
})

test('an archive that came is done with at once: killed before its notes are copied, it is not taken in again', async () => {
  const sealed = await sealSmall(folder, { id: 'ar-piezimem', notebook: emptyNotebook }, 'ar-piezimem.zip')
  const journal = join(folder, `arhivs-${count + 1}`, '.avots', 'journal.ndjson')
  let kinds: string[] = []
  await into([sealed], () => {
    const lines = readFileSync(journal, 'utf8').trimEnd().split('\n')
    kinds = lines.map((line) => (JSON.parse(line) as { t: string }).t)
    return Promise.resolve()
  })
  expect(kinds.slice(kinds.indexOf('merged'))).toEqual(['merged', 'registers', 'adopted', 'adopted', 'took'])
})
