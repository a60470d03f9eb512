/** What single formats promise beyond the conformance suite. W3C has a file of its own. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elementsOf, readXmlTree, type XmlElement } from '../../documents'
import { createTables } from '#shared/domain/records'
import {
  applied,
  asInput,
  note,
  notes,
  pact,
  scan,
  side,
  tablesOf,
  targetOn,
  textFile,
  understand,
  uuid,
  write,
} from '../../../../tests/support/note-exchange'
import { codePointsOf } from './code-points'
import { readTable, writeTable } from './csv/table'
import { escapeLine, guardLine, unescapeLine, unguardLine } from './markdown/text'
import { packFiles, unpackFiles } from './packing'
import { readTagPaths, tagPaths } from './tag-paths'

const textOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('utf8')

/** Children in their order, required and other attributes: the parts of the schema of 18 March 2019 that we write. */
const schema: Record<string, { children: string[]; required: string[]; other?: string[] }> = {
  Project: {
    children: ['Users', 'CodeBook', 'Sources', 'Notes', 'Links', 'NoteRef'],
    required: ['name'],
    other: ['xmlns', 'origin', 'creatingUserGUID', 'creationDateTime'],
  },
  Users: { children: ['User'], required: [] },
  User: { children: [], required: ['guid'], other: ['name', 'id'] },
  CodeBook: { children: ['Codes'], required: [], other: ['xmlns', 'origin'] },
  Codes: { children: ['Code'], required: [] },
  Code: { children: ['Description', 'NoteRef', 'Code'], required: ['guid', 'name', 'isCodable'], other: ['color'] },
  Sources: { children: ['TextSource'], required: [] },
  TextSource: {
    children: ['Description', 'PlainTextContent', 'PlainTextSelection', 'Coding', 'NoteRef'],
    required: ['guid'],
    other: ['name', 'plainTextPath', 'creatingUser', 'creationDateTime'],
  },
  PlainTextSelection: {
    children: ['Description', 'Coding', 'NoteRef'],
    required: ['guid', 'startPosition', 'endPosition'],
    other: ['name', 'creatingUser', 'creationDateTime', 'modifiedDateTime'],
  },
  Coding: { children: ['CodeRef', 'NoteRef'], required: ['guid'], other: ['creatingUser', 'creationDateTime'] },
  Notes: { children: ['Note'], required: [] },
  Note: {
    children: ['PlainTextContent'],
    required: ['guid'],
    other: ['name', 'creatingUser', 'creationDateTime', 'modifiedDateTime'],
  },
  Links: { children: ['Link'], required: [] },
  Link: { children: ['NoteRef'], required: ['guid'], other: ['name', 'direction', 'originGUID', 'targetGUID'] },
  CodeRef: { children: [], required: ['targetGUID'] },
  NoteRef: { children: [], required: ['targetGUID'] },
  Description: { children: [], required: [] },
  PlainTextContent: { children: [], required: [] },
}
const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function holdToSchema(element: XmlElement): string[] {
  const rule = schema[element.name]
  if (!rule) return [`<${element.name}> is not in the schema`]
  const faults: string[] = []
  const children = elementsOf(element)
  const ranks = children.map(({ name }) => rule.children.indexOf(name))
  if (ranks.includes(-1) || ranks.some((rank, n) => n > 0 && rank < (ranks[n - 1] ?? 0)))
    faults.push(`children of ${element.name}`)
  if (['Users', 'Codes', 'Sources', 'Notes', 'Links'].includes(element.name) && children.length === 0)
    faults.push(`${element.name} is empty`)
  for (const name of rule.required)
    if (!(name in element.attributes)) faults.push(`${element.name}/@${name} is missing`)
  for (const [name, value] of Object.entries(element.attributes)) {
    if (![...rule.required, ...(rule.other ?? [])].includes(name)) faults.push(`${element.name}/@${name}`)
    if (/guid$|User$/i.test(name) && !guid.test(value)) faults.push(`${element.name}/@${name}="${value}"`)
    if (name === 'color' && !/^#[0-9A-F]{6}$/i.test(value)) faults.push(value)
  }
  return [...faults, ...children.flatMap(holdToSchema)]
}

describe('REFI-QDA', () => {
  it('projects and code books hold to the schema, references to what is there', async () => {
    const { files } = await write('qdpx')
    const parts = await unpackFiles({ name: 'a.qdpx', bytes: files[0]?.bytes ?? new Uint8Array() }, () => true)
    const { root } = readXmlTree(textOf(parts.find(({ name }) => name === 'project.qde')?.bytes), 'a')
    expect(holdToSchema(root)).toEqual([])
    const xml = textOf(parts.find(({ name }) => name === 'project.qde')?.bytes)
    const defined = [...xml.matchAll(/ guid="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(defined).size).toBe(defined.length)
    for (const [, id] of xml.matchAll(/ (?:targetGUID|originGUID)="([^"]+)"/g)) expect(defined).toContain(id)
    for (const [, path] of xml.matchAll(/internal:\/\/([^"]+)"/g))
      expect(parts.map(({ name }) => name)).toContain(`sources/${path}`)
    const book = readXmlTree(textOf((await write('qdc')).files[0]?.bytes), 'b').root
    expect(holdToSchema(book)).toEqual([])
  })

  const project = (content: string, selections: string) =>
    `<?xml version="1.0"?><Project xmlns="urn:QDA-XML:project:1.0" name="x"><Sources><TextSource guid="${uuid(1)}" name="Palīdzības pakts" ${content}>${selections}</TextSource></Sources></Project>`

  it.each(['\n', '\r\n'])('finds the words of programs that count line ends otherwise, %j', async (end) => {
    const text = pact.model.text.replaceAll('\n', end)
    const words = ['Beigas', 'citādi', 'trešo reizi']
    for (const once of [true, false]) {
      const counted = once ? pact.model.text : text
      const selections = words.map((word, n) => {
        const start = codePointsOf(counted).fromUtf16(counted.indexOf(word))
        return `<PlainTextSelection guid="${uuid(10 + n)}" startPosition="${start}" endPosition="${start + word.length}"/>`
      })
      const bytes = await packFiles([
        { path: 'project.qde', bytes: Buffer.from(project('plainTextPath="internal://a.txt"', selections.join(''))) },
        { path: 'sources/a.txt', bytes: Buffer.from(text) },
      ])
      const { changes, outcomes } = await understand([{ name: 'x.qdpx', bytes }], side(createTables(), [pact]))
      expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok'])
      expect(changes.flatMap(({ after }) => (after && 'targets' in after ? after.targets : []))).toMatchObject(
        words.map((exact) => ({ exact })),
      )
    }
  })

  it('refuses selections one by one, and tells what it leaves out', async () => {
    const bytes = Buffer.from(
      project(
        'plainTextPath="relative://away.txt"',
        `<PlainTextSelection guid="${uuid(1)}" startPosition="0" endPosition="3"/>`,
      ).replace('</Project>', '<Sets/><Graphs/></Project>'),
    )
    const { outcomes, losses } = await understand([{ name: 'x.qde', bytes }])
    expect(outcomes).toMatchObject([{ status: 'refused', code: 'qdpx-source' }])
    expect(losses.map(({ code }) => code)).toEqual(['sets', 'graphs'])
  })
})

describe('CSV', () => {
  it('reads back every table, and leaves no cell that is run as a formula', () => {
    const cell = fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', "'", '"', ',', ';', '\n', 'a', 'ā', ' '),
    })
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom('comma' as const, 'semicolon' as const, 'tab' as const),
        (cells, separator) => {
          const width = cells[0]?.length ?? 0
          const rows = [
            Array.from({ length: width }, (_, n) => `h${n}`),
            ...cells.map((row) => [...row, '', '', ''].slice(0, width)).map((row) => ['x', ...row.slice(1)]),
          ]
          const text = writeTable(rows, separator)
          expect(text.startsWith('\u{feff}')).toBe(true)
          expect(readTable(text, 'a')).toEqual(rows)
          for (const row of cells)
            for (const value of row.filter(Boolean))
              expect(writeTable([[value]], separator)).not.toMatch(/^\u{feff}"?[=+\-@\t\r]/u)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('takes tables of other programs by their headings, in any encoding', async () => {
    const table =
      'Document;Highlight;Comment;Keywords\nPalīdzības pakts;palīdz viena otrai;Ko tas nozīmē?;Bāzes/Ostas; \n'
    const { outcomes, changes } = await understand([textFile('a.csv', table)], side(createTables(), [pact]))
    expect(outcomes.map(({ status }) => status)).toEqual(['ok'])
    expect(changes.map(({ after }) => (after && 'name' in after ? after.name : ''))).toEqual(['Bāzes', 'Ostas', ''])
    await expect(understand([textFile('a.csv', 'x;y\n1;2\n')])).rejects.toMatchObject({ code: 'damaged' })
  })
})

describe('Markdown', () => {
  const line = fc.string({
    unit: fc.constantFrom('\\', '*', '_', '#', '<', '!', '-', '>', '1', '.', ' ', 'a', '`', '['),
  })

  it('escapes words so that they come back to the letter', () => {
    fc.assert(fc.property(line, (text) => void expect(unescapeLine(escapeLine(text))).toBe(text)))
    for (const text of ['<!-- avots {', '  <!-- /avots -->', '<!-- \\avots', 'x'])
      expect(unguardLine(guardLine(text))).toBe(text)
  })

  it('is one file a document with a front matter, or one for all, and both come back', async () => {
    const { files } = await write('md')
    expect(files.map(({ path }) => path)).toEqual(['Palīdzības pakts.md', 'Skenēta lapa.md'])
    expect(textOf(files[0]?.bytes)).toMatch(/^---\ntitle: "Palīdzības pakts"\nauthor: \["A\. Autors"\]/)
    const { writeNotes } = await import('./run')
    const context = { signal: new AbortController().signal, progress: () => undefined }
    const single = await writeNotes(
      side(),
      { format: 'md', author: '', version: '0', options: { single: true } },
      context,
    )
    expect(single.files.length).toBe(1)
    for (const input of [asInput(files), asInput(single.files)]) {
      const { outcomes } = await understand(input, side(tablesOf()))
      expect(outcomes.filter(({ code }) => code !== 'same')).toEqual([])
    }
  })

  it('takes what was changed in a note program, and quotations of others', async () => {
    const { files } = await write('md', side(tablesOf([notes.third], [], [])))
    const edited = textOf(files[0]?.bytes).replace('Trešā\n', 'Trešā, labota\n\n#jauna/birka\n')
    const { changes } = await understand([textFile('a.md', edited)], side(tablesOf([notes.third], [], [])))
    expect(
      changes.map(({ after }) => (after && 'name' in after ? after.name : after && 'note' in after ? after.note : '')),
    ).toEqual(['jauna', 'birka', 'Trešā, labota'])
    const foreign = '# Palīdzības pakts\n\n> palīdz viena otrai\n\nMana piezīme\n\n> Nav tādu vārdu\n'
    const read = await understand([textFile('b.md', foreign)], side(createTables(), [pact]))
    expect(read.outcomes.map(({ status, words }) => [status, words])).toEqual([
      ['ok', 'palīdz viena otrai'],
      ['orphan', 'Nav tādu vārdu'],
    ])
  })
})

describe('TEI', () => {
  it('points at the words themselves, counted in characters', async () => {
    const { files } = await write('tei', side(tablesOf([notes.astral, notes.highlight], [], []), [pact, scan]))
    const { root } = readXmlTree(textOf(files[0]?.bytes), 'a')
    const xml = textOf(files[0]?.bytes)
    const all = (element: XmlElement): XmlElement[] => [element, ...elementsOf(element).flatMap(all)]
    const ab = all(root).find(({ name }) => name === 'ab')
    expect(ab?.children.map(String).join('')).toBe(pact.model.text)
    const points = [...pact.model.text]
    const pointers = [...xml.matchAll(/#string-range\(t1,(\d+),(\d+)\)/g)]
    expect(
      pointers.map(([, start, length]) => points.slice(Number(start), Number(start) + Number(length)).join('')),
    ).toEqual(['𝔅 palīdz viena', '👩‍👩‍👧 un 🇱🇻'])
    for (const element of all(root).filter(({ name }) => name === 'annotation')) {
      expect(element.attributes['xml:id']).toMatch(/^[A-Za-z_][\w.-]*$/)
      expect(element.attributes['motivation']).toMatch(/^(commenting|highlighting)$/)
    }
  })

  it('of others is read by elements, spans and ranges', async () => {
    const tei = `<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Palīdzības pakts</title></titleStmt></fileDesc></teiHeader>
<standOff><listAnnotation><annotation xml:id="n1" motivation="commenting" target="#w1"><note>One</note></annotation>
<annotation xml:id="n2" target="#string-range(p1,7,2)"><note>Two</note></annotation><annotation xml:id="n3" target="#string-range(gone,1,2)"/></listAnnotation>
<spanGrp><span from="#w1" to="#w2">Three</span></spanGrp></standOff>
<text><body><p xml:id="p1">Puses 𝔄𝔅 <w xml:id="w1">palīdz</w> viena <w xml:id="w2">otrai</w> ar</p></body></text></TEI>`
    const { changes } = await understand([textFile('a.xml', tei)], side(createTables(), [pact]))
    const found = changes.flatMap(({ after }) => (after && 'targets' in after ? [[after.note, after.targets[0]]] : []))
    expect(found).toMatchObject([
      ['One', { exact: 'palīdz' }],
      ['Two', { exact: '𝔅' }],
      ['', { kind: 'document' }],
      ['Three', { exact: 'palīdz viena otrai' }],
    ])
  })
})

it('paths of tags come back, whatever the names', () => {
  const name = fc
    .string({ unit: fc.constantFrom('a', '/', ';', '\\', ' ', 'ā'), minLength: 1 })
    .map((text) => `x${text.trim()}x`)
  fc.assert(
    fc.property(name, name, (one, two) => {
      const above = { id: '1', parentId: '', name: one }
      const below = { id: '2', parentId: '1', name: two }
      const records = [above, below].map((part) => ({
        ...part,
        nameKey: '',
        colour: null,
        note: '',
        created: '',
        updated: '',
        rev: 1,
        deletedAt: null,
      }))
      const into = new Map<string, { key: string; parent: string; name: string }>()
      const keys = readTagPaths(tagPaths(records, records), into)
      expect(keys.map((key) => into.get(key)?.name)).toEqual([one, two])
      expect(into.get(into.get(keys[1] ?? '')?.parent ?? '')?.name).toBe(one)
    }),
  )
})

it('an import does not mistake words of one document for those of another', async () => {
  const one = note(1, { targets: [targetOn(scan, 'Lapas teksts')] })
  const { files } = await write('csv', side(tablesOf([one], [], [])))
  const elsewhere = textOf(files[0]?.bytes).replaceAll(scan.summary.id, 'dgone').replaceAll('Skenēta lapa', 'gone')
  const tables = applied(await understand([textFile('notes.csv', elsewhere)], side(createTables(), [pact])))
  expect(tables.annotations.get(one.id)?.targets[0]).toMatchObject({
    docId: 'dgone',
    exact: 'Lapas teksts',
    editionId: '',
  })
})
