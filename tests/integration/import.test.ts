/** `avots import` on the built program: any folder becomes an archive that anybody can open and verify. */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportOutcome } from '#shared/contract'

const root = fileURLToPath(new URL('../..', import.meta.url))
const program = join(root, 'out/main/cli.js')
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'avots-import-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A fixed clock: what is made twice can be compared. */
const env = { ...process.env, SOURCE_DATE_EPOCH: '1795608000' }

function avots(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', env })
  return { status, stdout, stderr }
}

interface Imported {
  status: number | null
  outcomes: ImportOutcome[]
  summary: Record<string, number>
}

function runImport(...args: string[]): Imported {
  const { status, stdout, stderr } = avots('import', ...args, '--json')
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ImportOutcome | { summary: Record<string, number> })
  const last = lines.pop()
  if (!last || !('summary' in last)) throw new Error(`no summary: ${stdout}${stderr}`)
  return { status, outcomes: lines as ImportOutcome[], summary: last.summary }
}

/** Writes files below a new folder; names may hold folders. */
function sources(name: string, files: Record<string, string | Buffer>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true })
    writeFileSync(join(folder, name, path), content)
  }
  return join(folder, name)
}

const letter =
  'Rīgā, 1939. gada 5. oktobrī. Cienījamais kungs, šodien Maskavā parakstīts līgums, kura saturs vēl nav zināms.'
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
const seal = (archive: string) => readFileSync(join(archive, 'tagmanifest-sha256.txt'), 'utf8')
const list = (archive: string) =>
  JSON.parse(avots('list', archive, '--json').stdout) as { documentId: string; title: string; characters: number }[]

describe('a folder of files', () => {
  let input = ''
  let archive = ''
  let first: Imported
  beforeAll(() => {
    input = sources('avoti', {
      'piezīmes.md': '# Piezīmes\n\nViens **svarīgs** vārds.\n',
      'vēstule.txt': iconv.encode(letter, 'windows-1257'),
      'письма/письмо.txt': iconv.encode('Дорогой друг, сегодня в Москве подписан договор о взаимопомощи.', 'koi8-r'),
      'saruna.srt': '1\n00:00:01,000 --> 00:00:04,000\nLabdien!\n',
      'kopija.md': '# Piezīmes\n\nViens **svarīgs** vārds.\n',
      'tukšs.txt': '',
      'bilde.html': '<!doctype html><html><body><img src="x.png"></body></html>',
      'programma.txt': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 62, 0]),
    })
    symlinkSync('/etc/passwd', join(input, 'saite.txt'))
    archive = join(folder, 'arhīvs')
    first = runImport(input, '--into', archive, '--title', 'Avoti', '--lang', 'lv')
  })

  it('has an outcome for each file, with the reason', () => {
    const of = (name: string) => first.outcomes.find(({ path }) => path === join(input, name))
    expect(of('piezīmes.md') ?? of('kopija.md')).toMatchObject({
      sha256: sha256('# Piezīmes\n\nViens **svarīgs** vārds.\n'),
    })
    expect([of('piezīmes.md')?.status, of('kopija.md')?.status].sort()).toEqual(['duplicate', 'ok'])
    expect(of('vēstule.txt')).toMatchObject({ status: 'ok', format: 'plain-text', characters: letter.length })
    expect(of('письма/письмо.txt')).toMatchObject({ status: 'ok', format: 'plain-text' })
    expect(of('saruna.srt')).toMatchObject({ status: 'ok', format: 'srt' })
    expect(of('tukšs.txt')).toMatchObject({ status: 'refused', code: 'empty' })
    expect(of('tukšs.txt')).not.toHaveProperty('documentId')
    // Kept as they are, without text.
    expect(of('programma.txt')).toMatchObject({ status: 'refused', code: 'unsupported-format' })
    expect(of('bilde.html')).toMatchObject({ status: 'refused', code: 'empty' })
    expect(of('bilde.html')?.documentId).toMatch(/^d[0-9a-f]{24}$/)
    expect(of('programma.txt')?.documentId).toMatch(/^d[0-9a-f]{24}$/)
    // A link is not followed: it would bring in what nobody has chosen.
    expect(of('saite.txt')?.status ?? 'passed over').not.toBe('ok')
    expect(first.status).toBe(1)
    expect(first.summary).toMatchObject({ ok: 4, duplicate: 1 })
  })

  it('keeps the originals byte for byte under their hash, and the decoded text', () => {
    const bytes = iconv.encode(letter, 'windows-1257')
    const hash = sha256(bytes)
    expect(readFileSync(join(archive, 'data/originals', hash.slice(0, 2), `${hash}.txt`))).toEqual(bytes)
    const document = first.outcomes.find(({ sha256: one }) => one === hash)
    expect(avots('text', archive, document?.documentId ?? '').stdout).toBe(`${letter}\n`)
    const model = JSON.parse(avots('model', archive, document?.documentId ?? '').stdout) as { meta: object }
    expect(model.meta).toMatchObject({ encoding: 'windows-1257', encodingFrom: 'detected' })
  })

  it('is a bag that verifies, in a changed copy not', () => {
    expect(avots('verify', archive).status).toBe(0)
    expect(list(archive).map(({ title }) => title)).toContain('Piezīmes')
    const copy = join(folder, 'mainīts')
    spawnSync('cp', ['-r', archive, copy])
    const hash = sha256(iconv.encode(letter, 'windows-1257'))
    const original = join(copy, 'data/originals', hash.slice(0, 2), `${hash}.txt`)
    const bytes = readFileSync(original)
    bytes[7] = (bytes[7] ?? 0) ^ 1
    writeFileSync(original, bytes)
    const found = avots('verify', copy, '--json')
    expect(found.status).toBe(1)
    expect(JSON.parse(found.stdout)).toMatchObject({ valid: false, errors: [{ code: 'hash-mismatch' }] })
  })

  it('knows its files when they come again, and makes a new edition of a corrected one', () => {
    const again = runImport(join(input, 'piezīmes.md'), join(input, 'vēstule.txt'), '--into', archive)
    expect(again.summary).toEqual({ ok: 0, partial: 0, refused: 0, duplicate: 2 })
    const documentId = again.outcomes[0]?.documentId ?? ''
    const corrected = sources('labots', { 'piezīmes.md': '# Piezīmes\n\nDivi **svarīgi** vārdi.\n' })
    const edition = runImport(join(corrected, 'piezīmes.md'), '--into', archive, '--edition-of', documentId)
    expect(edition.outcomes[0]).toMatchObject({ status: 'ok', documentId })
    expect(avots('text', archive, documentId).stdout).toContain('Divi svarīgi vārdi.')
    expect(readFileSync(join(archive, 'data/derived', documentId, '1/text.txt'), 'utf8')).toContain(
      'Viens svarīgs vārds.',
    )
    expect(avots('verify', archive).status).toBe(0)
    expect(avots('import', join(corrected, 'piezīmes.md'), '--into', archive, '--edition-of', 'nowhere').status).toBe(1)
  })

  it('says of one file what is read from it', () => {
    const { status, stdout } = avots('metadata', join(input, 'piezīmes.md'), '--json')
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ title: 'Piezīmes', format: 'markdown', origin: { title: 'extracted' } })
  })

  it('refuses what is no archive, and wrong usage, and changes nothing', () => {
    const other = sources('cits', { 'a.md': 'a' })
    expect(avots('import', join(input, 'piezīmes.md'), '--into', other)).toMatchObject({ status: 1 })
    expect(readdirSync(other)).toEqual(['a.md'])
    expect(avots('import', join(input, 'piezīmes.md')).status).toBe(2)
    const none = avots('import', join(folder, 'nekas'), '--into', join(folder, 'jauns'))
    expect(none.status).toBe(1)
    expect(none.stderr).toContain('nekas')
    expect(existsSync(join(folder, 'jauns'))).toBe(false)
  })
})

describe('a zip', () => {
  it('is sealed at the end, adds to itself, and is the same for the same files', () => {
    const input = sources('zip', { 'a.md': '# A\n\nviens\n', 'b.txt': 'divi' })
    const zip = join(folder, 'gatavs.avots.zip')
    expect(runImport(join(input, 'a.md'), '--into', zip, '--title', 'Zip').status).toBe(0)
    expect(avots('verify', zip).status).toBe(0)
    expect(runImport(join(input, 'b.txt'), '--into', zip).status).toBe(0)
    expect(list(zip)).toHaveLength(2)
    expect(avots('verify', zip).status).toBe(0)
    const one = join(folder, 'viens.zip')
    const two = join(folder, 'otrs.zip')
    for (const target of [one, two]) runImport(input, '--into', target, '--title', 'Viens')
    expect(sha256(readFileSync(one))).toBe(sha256(readFileSync(two)))
    const wrong = avots('import', join(input, 'a.md'), '--into', zip, '--edition-of', 'dnav')
    expect(wrong.stderr).toContain('dnav')
    expect(readdirSync(folder).filter((name) => name.endsWith('.avots-work'))).toEqual([])
  })
})

describe('killed at any moment', () => {
  it('goes on where it was: the end is that of an uninterrupted import', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 120 }, (_, n) => [
        `dokuments-${n}.md`,
        `# Dokuments ${n}\n\n${'Teksts ar vārdiem. '.repeat(n + 1)}\n`,
      ]),
    )
    const input = sources('daudz', files)
    const whole = join(folder, 'vesels')
    const title = ['--title', 'Daudz', '--lang', 'lv']
    expect(runImport(input, '--into', whole, ...title).summary['ok']).toBe(120)
    const cut = join(folder, 'pārtraukts')
    let kills = 0
    for (let round = 0; round < 10; round += 1) {
      const child = spawn(process.execPath, [program, 'import', input, '--into', cut, ...title, '--json'], {
        env,
        stdio: 'ignore',
      })
      const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)))
      // Later in each round, so that every stage is hit on fast and slow machines.
      await new Promise((resolve) => setTimeout(resolve, 150 + round * 90))
      child.kill('SIGKILL')
      if ((await ended) === 'SIGKILL') kills += 1
    }
    expect(kills).toBeGreaterThan(0)
    const { summary } = runImport(input, '--into', cut, ...title)
    expect((summary['ok'] ?? 0) + (summary['duplicate'] ?? 0)).toBe(120)
    expect(seal(cut)).toBe(seal(whole))
    expect(avots('verify', cut).status).toBe(0)
  }, 300_000)
})
