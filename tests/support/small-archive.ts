/** A small archive for tests of sealing and of the library. */
import { join } from 'node:path'
import type { Metadata, Registers, SealedNotebook } from '#shared/contract'
import { type ArchiveContent, type NewDocument, sealArchive } from '#main/services/archives'
import { extractDocument } from '#main/services/documents'

export const smallRegisters: Registers = {
  persons: [
    {
      key: 'rei-august',
      sort: 'Rei, August',
      names: { lv: 'Augusts Rejs', en: 'August Rei' },
      roles: { lv: 'sūtnis', en: 'envoy' },
      variants: ['Augusts Rei'],
    },
    { key: 'x/y z', sort: 'Ribbentrop, Joachim, von', names: { en: 'Joachim' } },
  ],
  places: [
    { key: 'moscow', names: { lv: 'Maskava', en: 'Moscow' }, lat: 55.756, lon: 37.617, kind: 'city' },
    { key: 'sea', names: { en: 'Baltic Sea' }, lat: 58.5, lon: 19.8, variants: ['Balticum'], approximate: true },
  ],
  citations: [{ id: 'minutes', type: 'webpage', title: 'Minutes', custom: { archived: '2016-08-15' } }],
}

export const fullMetadata: Metadata = {
  title: { text: 'Sarunas “Maskavā” & citur', lang: 'lv' },
  alternativeTitles: [{ text: 'Talks', lang: 'en' }],
  creators: [
    { name: 'Avots', role: 'editor' },
    { name: 'August Rei', key: 'rei-august' },
    { name: 'A. N.', identifier: 'urn:x' },
  ],
  date: { edtf: '1939-09-24/1939-09-28', display: '1939. gada septembra beigas' },
  places: [{ name: 'Maskava', key: 'moscow', role: 'created' }],
  persons: [{ name: 'Augusts Rejs', key: 'rei-august', role: 'participant' }],
  languages: ['lv', 'en'],
  type: 'talks',
  genre: 'editorial rendering',
  work: 'talks',
  description: 'Apraksts <b>bez</b> HTML.',
  original: 'Nav zināms, kur glabājas.',
  repository: 'Arhīvs',
  callNumber: 'f. 1, l. 2',
  level: 'file',
  partOf: 'Fonds 1',
  rights: { text: 'CC BY 4.0', uri: 'https://creativecommons.org/licenses/by/4.0/' },
  sourceUrl: 'https://example.org/a',
  archivedUrl: 'https://web.archive.org/a',
  accessed: '2014-01-27',
  sources: ['minutes'],
  origins: { title: 'imported-record', date: 'user', languages: 'extracted', description: 'user' },
}

export async function smallDocument(
  text: string,
  metadata: Partial<Metadata> = {},
  fileName = 'teksts.md',
): Promise<NewDocument> {
  const original = new TextEncoder().encode(text)
  const { model, format } = await extractDocument(original, { fileName, lang: 'lv' })
  const whole: Metadata = {
    title: { text: fileName, lang: 'lv' },
    creators: [],
    places: [],
    persons: [],
    languages: ['lv'],
    type: 'other',
    origins: {},
    ...metadata,
  }
  return {
    original,
    fileName,
    storedExtension: format.storedExtension,
    metadata: whole,
    editions: [{ model, importedAt: '2026-11-23T00:00:00.000Z' }],
  }
}

export const emptyNotebook: SealedNotebook = {
  schema: 'avots-notebook',
  v: 1,
  annotations: [],
  tags: [
    {
      id: '00000000-0000-8000-8000-000000000001',
      parentId: '',
      name: 'Bāzes',
      nameKey: 'bāzes',
      colour: 'A',
      note: '',
      created: '2026-11-23T00:00:00.000Z',
      updated: '2026-11-23T00:00:00.000Z',
      rev: 1,
      deletedAt: null,
    },
  ],
  links: [],
  comparisons: [],
}

export async function smallContent(changes: Partial<ArchiveContent> = {}): Promise<ArchiveContent> {
  return {
    id: 'mazs-arhivs',
    title: { lv: 'Mazs arhīvs', en: 'A small archive' },
    description: { lv: 'Pārbaudei.', en: 'For tests.' },
    language: 'lv',
    created: '2026-11-23',
    license: { text: 'CC BY 4.0', uri: 'https://creativecommons.org/licenses/by/4.0/' },
    registers: smallRegisters,
    documents: [
      await smallDocument('# Pirmais\n\nTeksts ar **treknu** vārdu.\n', fullMetadata, 'pirmais.md'),
      await smallDocument(
        'Otrais teksts.\n\nDivās rindkopās.\n',
        { title: { text: 'Otrais', lang: 'lv' } },
        'otrais.txt',
      ),
    ],
    ...changes,
  }
}

/** Seals a small archive into `folder` and returns its path. */
export async function sealSmall(
  folder: string,
  changes: Partial<ArchiveContent> = {},
  name = 'mazs.avots.zip',
): Promise<string> {
  return (await sealArchive(await smallContent(changes), join(folder, name), { version: '0.1.0' })).path
}
