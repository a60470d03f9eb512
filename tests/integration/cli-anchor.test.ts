/** `avots anchor` of the built command line. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'avots enkuri ж-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function avots(args: string[], input?: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'out/main/cli.js'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, AVOTS_DATA: join(folder, 'data') },
    ...(input === undefined ? {} : { input }),
  })
  return { status, stdout, stderr }
}

const write = (name: string, content: string) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const old =
  'Selters atgriezās Tallinā ar līguma projektu. Valdība sprieda līdz rītam.\nКрасная армия стояла у границы. Pusnaktī delegāciju izsauca vēlreiz.\nLaikraksti par to neziņoja ne vārda.'
const now = `Priekšvārds 😀.\n${old.replace('delegāciju', 'dclegācĳu').replace('Красная армия', 'КРАСНАЯ АРМИЯ').replace('\nLaikraksti par to neziņoja ne vārda.', '')}`
const note = (id: string, words: string) => {
  const start = old.indexOf(words)
  const end = start + words.length
  return {
    id,
    start,
    end,
    exact: words,
    prefix: old.slice(Math.max(0, start - 64), start),
    suffix: old.slice(end, end + 64),
  }
}
const notes = [
  note('a', 'līguma projektu'),
  note('ж', 'Красная армия'),
  note('c', 'delegāciju'),
  note('d', 'neziņoja ne vārda'),
]

interface Line {
  id: string
  state: string
  start?: number
  end?: number
  score: number
  method: string
}

describe('anchor', () => {
  it('prints one line of JSON for each annotation, in order', () => {
    const files = [
      write('vecais teksts.txt', old),
      write('новый.txt', now),
      write('piezīmes.json', JSON.stringify(notes)),
    ]
    const { status, stdout, stderr } = avots(['anchor', ...files, '--json'])
    expect(stderr).toBe('')
    expect(status).toBe(0)
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
    expect(lines.map(({ id, state }) => [id, state])).toEqual([
      ['a', 'anchored'],
      ['ж', 'anchored'],
      ['c', 'anchored'],
      ['d', 'orphan'],
    ])
    const words = lines.map(({ start, end }) => (start === undefined ? undefined : now.slice(start, end)))
    expect(words).toEqual(['līguma projektu', 'КРАСНАЯ АРМИЯ', 'dclegācĳu', undefined])
    expect(Object.keys(lines[0] ?? {})).toEqual(['id', 'state', 'start', 'end', 'score', 'method'])
    expect(Object.keys(lines[3] ?? {})).toEqual(['id', 'state', 'score', 'method'])
  })

  it('reads one of its files from standard input and tells people what became of the notes', () => {
    const files = [write('a.txt', old), write('b.txt', now), write('c.json', JSON.stringify(notes))]
    for (const [n, content] of [old, now, JSON.stringify(notes)].entries()) {
      const { status, stdout } = avots(['anchor', ...files.map((file, k) => (k === n ? '-' : file))], content)
      expect(status).toBe(0)
      expect(stdout).toContain('3 anchored, 0 moved, 0 to be reviewed, 1 orphaned.')
    }
  })

  it('keeps what is the same, and warns of words that are not at their offsets', () => {
    const file = write('same.txt', old)
    const strange = [{ ...note('a', 'līguma projektu'), start: 3, end: 18 }, note('c', 'delegāciju')]
    const { stdout, stderr } = avots(['anchor', file, file, write('s.json', JSON.stringify(strange)), '--json'])
    expect(stderr).toContain('1 of 2 annotations have other words')
    const [first, second] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
    expect(first).toMatchObject({ state: 'anchored', start: old.indexOf('līguma') })
    expect(second).toMatchObject({ state: 'anchored', method: 'same-text', score: 1 })
  })

  it('refuses wrong usage with 2, and files that are no annotations with a sentence', () => {
    const file = write('x.txt', old)
    expect(avots(['anchor', file, file]).status).toBe(2)
    expect(avots(['anchor', file, '-', '-'], '').stderr).toContain('Standard input')
    expect(avots(['anchor', file, '-', '-'], '').status).toBe(2)
    expect(avots(['anchor', file, file, write('no.json', '{')])).toMatchObject({ status: 1 })
    const wrong = avots(['anchor', file, file, write('w.json', JSON.stringify([notes[0], { id: 'b', start: -1 }]))])
    expect(wrong.status).toBe(1)
    expect(wrong.stderr).toContain('annotation 1')
    expect(avots(['anchor', join(folder, 'nav.txt'), file, file]).stderr).toContain('There is no file')
  })
})
