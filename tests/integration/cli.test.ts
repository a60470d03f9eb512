/** The built command line on the built starter archive (`npm test` builds both before). */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

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

describe('usage', () => {
  it.each([
    [['list'], 2, 'missing'],
    [['frobnicate'], 2, 'frobnicate'],
    [['list', starter, '--colour'], 2, 'colour'],
    [['list', '/nowhere/Pazudis arhīvs.zip'], 1, 'Pazudis arhīvs.zip'],
    [['text', starter, 'dnone'], 1, 'dnone'],
    [['export', starter, 'x.json', '--format', 'word', '-o', 'y'], 2, 'word'],
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
    for (const verb of ['export', 'list', 'model', 'serve', 'text', 'verify']) expect(stdout).toContain(`  ${verb}`)
  })
})
