/** The built command line on the built starter archive (`npm test` builds both before). */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeFiles } from '../support/import-files'

const root = fileURLToPath(new URL('../..', import.meta.url))
const starter = join(root, 'out/resources/starter.avots.zip')
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'avots-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function avots(args: string[], input?: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'out/main/cli.js'), ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, AVOTS_DATA: join(folder, 'data') },
    ...(input === undefined ? {} : { input }),
  })
  return { status, stdout, stderr }
}

interface Row {
  documentId: string
  title: string
  language: string
  type: string
  characters: number
}
const list = () => JSON.parse(avots(['list', starter, '--json']).stdout) as Row[]
const idOf = (title: string) => list().find((row) => row.title === title)?.documentId ?? ''

describe('list, text, model', () => {
  it('show the documents of the starter archive', () => {
    const rows = list()
    expect(rows.length).toBeGreaterThanOrEqual(43)
    for (const row of rows) expect(row.characters).toBeGreaterThan(100)
    const pacts = rows.filter((row) => row.type === 'pact').map((row) => row.language)
    expect(pacts.sort()).toEqual(['en', 'en', 'en', 'et', 'lt', 'lv', 'lv', 'lv', 'ru'])
    expect(avots(['list', starter]).stdout).toContain('Igaunijas un PSRS savstarpējās palīdzības pakts')
  })

  it('give the canonical text, the same in both forms and in the model', () => {
    const id = idOf('Igaunijas un PSRS savstarpējās palīdzības pakts')
    const { text } = JSON.parse(avots(['text', starter, id, '--json']).stdout) as { text: string }
    const model = JSON.parse(avots(['model', starter, id, '--json']).stdout) as { text: string; blocks: object[] }
    expect(avots(['text', starter, id]).stdout).toBe(`${text}\n`)
    expect(model.text).toBe(text)
    expect(text).toBe(text.normalize('NFC'))
    expect(text).toContain('VII pants')
  })
})

describe('verify', () => {
  it('finds the starter archive sound, and a changed copy not', () => {
    const sound = avots(['verify', starter, '--json'])
    expect(sound.status).toBe(0)
    expect(JSON.parse(sound.stdout)).toMatchObject({ valid: true, version: '1.0', errors: [] })
    const bytes = readFileSync(starter)
    const changed = join(folder, 'mainīts arhīvs.zip')
    const at = bytes.indexOf(Buffer.from('VII pants'))
    bytes[at] = 'v'.charCodeAt(0)
    writeFileSync(changed, bytes)
    const broken = avots(['verify', changed, '--json'])
    expect(broken.status).toBe(1)
    const report = JSON.parse(broken.stdout) as { valid: boolean; errors: { code: string }[] }
    expect(report.valid).toBe(false)
    expect(report.errors.length).toBeGreaterThan(0)
  })
})

describe('annotations', () => {
  const rows = (stdout: string) =>
    stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { id: string; status: string; message?: string })

  it.each(['w3c', 'qdpx', 'csv', 'md', 'tei'])('go out and come back as %s', (format) => {
    const file = join(folder, `piezīmes.${format}`)
    const out = avots(['annotations', starter, '--export', file, '--format', format, '--json'])
    expect(out.status).toBe(0)
    const notes = rows(out.stdout)
    expect(notes.length).toBe(15)
    const back = avots(['annotations', starter, '--import', file, '--format', format, '--json'])
    expect(back.status).toBe(0)
    expect(
      rows(back.stdout)
        .map(({ id, status }) => [id, status])
        .sort(),
    ).toEqual(notes.map(({ id }) => [id, 'duplicate']).sort())
  })

  it('go out as Markdown whole, whatever the name: one file, a zip, else a folder', () => {
    const count = (path: string) => {
      const back = avots(['annotations', starter, '--import', path, '--format', 'md', '--json'])
      return new Set(rows(back.stdout).map(({ id }) => id)).size
    }
    for (const name of ['viss.md', 'viss.zip', 'viss', 'viss.txt']) {
      const path = join(folder, name)
      expect(avots(['annotations', starter, '--export', path, '--format', 'md', '--json']).status).toBe(0)
      expect(count(path), name).toBe(15)
    }
    expect(readdirSync(join(folder, 'viss.txt')).length).toBeGreaterThan(1)
  })

  it('says what is refused, keeps what has no place, and ends with 1', () => {
    const note = {
      '@context': 'http://www.w3.org/ns/anno.jsonld',
      type: 'Annotation',
      target: 'http://example.org/page',
    }
    const notes = JSON.stringify([note, { ...note, id: 'http://example.org/a', bodyValue: 'kept' }])
    const { status, stdout } = avots(['annotations', starter, '--import', '-', '--format', 'w3c', '--json'], notes)
    expect(status).toBe(1)
    expect(rows(stdout).map((row) => row.status)).toEqual(['refused', 'orphan'])
    for (const row of rows(stdout)) expect(row.message).toMatch(/\.$/)
    expect(avots(['annotations', starter]).status).toBe(2)
    expect(avots(['annotations', starter, '--export', 'x', '--format', 'doc']).status).toBe(2)
  })
})

describe('export', () => {
  const comparison = () => ({
    title: 'Divi pakti # $ * _ [x]',
    kind: 'versions',
    panes: [
      { documentId: idOf('Igaunijas un PSRS savstarpējās palīdzības pakts'), siglum: 'E' },
      { documentId: idOf('Latvijas un PSRS savstarpējās palīdzības pakts'), siglum: 'L' },
    ],
    annotations: [],
    options: { language: 'lv', date: '2026-11-23' },
  })

  it('writes the same bytes twice, reading the comparison from standard input', () => {
    const files = ['a.pdf', 'b.pdf'].map((name) => join(folder, name))
    for (const file of files) {
      const done = avots(
        ['export', starter, '-', '--format', 'pdf', '-o', file, '--json'],
        JSON.stringify(comparison()),
      )
      expect(done.stderr).toBe('')
      expect(done.status).toBe(0)
      expect(JSON.parse(done.stdout)).toMatchObject({ file, warnings: [] })
    }
    const [first, second] = files.map((file) => readFileSync(file))
    expect(first?.subarray(0, 5).toString()).toBe('%PDF-')
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true)
  })

  it.each([
    [
      'an unknown document',
      {
        panes: [
          { documentId: 'dnone', siglum: 'A' },
          { documentId: 'dnone', siglum: 'B' },
        ],
      },
      'dnone',
    ],
    ['an unknown option', { options: { sparkle: true } }, 'sparkle'],
    ['a range outside the text', { rows: [{ cells: [[0, 99_999_999], null] }] }, '99999999'],
  ])('refuses %s by name', (_name, part, word) => {
    const input = JSON.stringify({ ...comparison(), ...part })
    const { status, stderr } = avots(['export', starter, '-', '-o', join(folder, 'no.pdf')], input)
    expect(status).toBe(1)
    expect(stderr.replace(/[\s,.  ]/g, '')).toContain(word)
  })
})

interface ImportLine {
  path: string
  status: string
  code?: string
  documentId?: string
  warnings: unknown[]
  summary?: unknown
}

describe('import', () => {
  const lines = (stdout: string) =>
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ImportLine)
  const sources = () => join(folder, 'Avoti – Источники')

  beforeAll(() => {
    writeFiles(sources(), {
      'a.md': '# Vēstule\n\nLabdien.\n',
      'mape/kopija.md': '# Vēstule\n\nLabdien.\n',
      'tukšs.txt': '',
      'письмо.txt': 'Здравствуйте.',
    })
  })

  it('makes a folder that list, text, model and verify read', () => {
    const archive = join(folder, 'Jauns arhīvs')
    const done = avots(['import', sources(), '--into', archive, '--title', 'Vēstules', '--lang', 'lv', '--json'])
    expect(done.stderr).toBe('')
    expect(done.status).toBe(1)
    const [a, copy, empty, letter, last] = lines(done.stdout)
    const sha256 = createHash('sha256').update('# Vēstule\n\nLabdien.\n').digest('hex')
    expect(a).toEqual({
      path: join(sources(), 'a.md'),
      status: 'ok',
      documentId: `d${sha256.slice(0, 24)}`,
      sha256,
      format: 'markdown',
      language: 'lv',
      characters: 17,
      blocks: 2,
      warnings: [],
    })
    expect(copy).toMatchObject({
      path: join(sources(), 'mape/kopija.md'),
      status: 'duplicate',
      documentId: a?.documentId,
    })
    expect(empty).toMatchObject({ status: 'refused', code: 'empty' })
    expect(letter).toMatchObject({ path: join(sources(), 'письмо.txt'), status: 'ok', warnings: [] })
    expect(last).toEqual({ summary: { ok: 2, partial: 0, refused: 1, duplicate: 1 } })

    const rows = JSON.parse(avots(['list', archive, '--json']).stdout) as Row[]
    expect(rows).toMatchObject([
      { documentId: a?.documentId, title: 'Vēstule', language: 'lv', characters: 17 },
      { title: 'письмо' },
    ])
    expect(avots(['text', archive, rows[1]?.documentId ?? '']).stdout).toBe('Здравствуйте.\n')
    const model = JSON.parse(avots(['model', archive, rows[0]?.documentId ?? '', '--json']).stdout) as { id: string }
    expect(model.id).toBe(a?.documentId)
    const verified = avots(['verify', archive, '--json'])
    expect([verified.status, JSON.parse(verified.stdout)]).toEqual([
      0,
      { valid: true, version: '1.0', errors: [], warnings: [] },
    ])
    expect(readFileSync(join(archive, 'bag-info.txt'), 'utf8')).toContain('External-Description: Vēstules\n')
  })

  it('adds to what is there, as documents and as editions', () => {
    const archive = join(folder, 'Jauns arhīvs')
    const [first] = JSON.parse(avots(['list', archive, '--json']).stdout) as Row[]
    const corrected = join(folder, 'labots.md')
    writeFileSync(corrected, '# Vēstule\n\nLabvakar.\n')
    const id = first?.documentId ?? ''
    const done = avots(['import', corrected, '--into', archive, '--edition-of', id, '--json'])
    expect(done.status).toBe(0)
    expect(lines(done.stdout)).toMatchObject([{ status: 'ok', documentId: id }, { summary: { ok: 1 } }])
    expect(avots(['text', archive, id]).stdout).toBe('Vēstule\n\nLabvakar.\n')
    const piped = avots(['import', '-', '--into', archive, '--json'], 'No ievades.')
    expect(lines(piped.stdout)).toMatchObject([{ path: '-', status: 'ok' }, { summary: { ok: 1 } }])
    expect(JSON.parse(avots(['verify', archive, '--json']).stdout)).toMatchObject({ valid: true, warnings: [] })
    const unknown = avots(['import', corrected, '--into', archive, '--edition-of', 'dnone'])
    expect([unknown.status, unknown.stdout]).toEqual([1, ''])
    expect(unknown.stderr).toContain('dnone')
  })

  it('writes a sealed zip, and adds to one', () => {
    const zip = join(folder, 'Aizzīmogots.zip')
    expect(avots(['import', join(sources(), 'a.md'), '--into', zip]).status).toBe(0)
    expect(avots(['import', join(sources(), 'письмо.txt'), '--into', zip]).status).toBe(0)
    expect(JSON.parse(avots(['list', zip, '--json']).stdout)).toMatchObject([{ title: 'Vēstule' }, { title: 'письмо' }])
    expect(JSON.parse(avots(['verify', zip, '--json']).stdout)).toMatchObject({ valid: true, warnings: [] })
    expect(readdirSync(folder).filter((name) => name.includes('avots-work'))).toEqual([])
  })

  it('adds to the starter archive and loses nothing of it', () => {
    const zip = join(folder, 'papildināts.zip')
    copyFileSync(starter, zip)
    const before = list()
    expect(avots(['import', join(sources(), 'a.md'), '--into', zip]).status).toBe(0)
    const after = JSON.parse(avots(['list', zip, '--json']).stdout) as Row[]
    expect(after.slice(0, -1)).toEqual(before)
    expect(after.at(-1)?.title).toBe('Vēstule')
    expect(JSON.parse(avots(['verify', zip, '--json']).stdout)).toMatchObject({ valid: true, warnings: [] })
  })
})

describe('metadata', () => {
  it('is printed with the origin of each field', () => {
    const file = join(folder, 'vēstule.md')
    writeFileSync(file, '# Vēstule\n\nLabdien.\n')
    const { status, stdout } = avots(['metadata', file, '--json'])
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      title: 'Vēstule',
      creators: [],
      date: null,
      language: null,
      format: 'markdown',
      origin: { title: 'extracted' },
    })
    writeFileSync(file, 'Labdien.')
    expect(JSON.parse(avots(['metadata', file, '--json']).stdout)).toMatchObject({
      title: 'vēstule',
      origin: { title: 'file-name' },
    })
  })
})

describe('usage', () => {
  it.each([
    [['list'], 2, 'missing'],
    [['frobnicate'], 2, 'frobnicate'],
    [['list', starter, '--colour'], 2, 'colour'],
    [['list', '/nowhere/Pazudis arhīvs.zip'], 1, 'Pazudis arhīvs.zip'],
    [['text', starter, 'dnone'], 1, 'dnone'],
    [['export', starter, 'x.json', '--format', 'word', '-o', 'y'], 2, 'word'],
    [['import', starter], 2, '--into'],
    [['import', '/nowhere/Pazudis.txt', '--into', '/nowhere/x'], 1, 'Pazudis.txt'],
    [['import', 'a', 'b', '--into', 'x', '--edition-of', 'd'], 2, '--edition-of'],
    [['metadata', '/nowhere/Pazudis.txt'], 1, 'Pazudis.txt'],
  ])('avots %j ends with %i and one sentence', (args, status, word) => {
    const done = avots(args)
    expect(done.status).toBe(status)
    expect(done.stdout).toBe('')
    expect(done.stderr).toContain(word)
    expect(done.stderr.trim().split('\n')).toHaveLength(1)
  })

  it('explains itself', () => {
    const { status, stdout } = avots(['help'])
    expect(status).toBe(0)
    for (const verb of ['export', 'import', 'list', 'metadata', 'model', 'serve', 'text', 'verify'])
      expect(stdout).toContain(`  ${verb}`)
  })
})
