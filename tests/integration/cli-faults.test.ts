/** What the command line says of files that are wrong, huge or not to be read: one line that names them, and a status. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cli = join(root, 'out/main/cli.js')
const starter = join(root, 'out/resources/starter.avots.zip')
/** Access rights mean nothing to the superuser: as such, the program is run as nobody. */
const isRoot = process.getuid?.() === 0
const nobody = isRoot ? { uid: 65534, gid: 65534 } : {}
const canBeNobody = process.platform !== 'win32' && spawnSync(process.execPath, [cli, '--version'], nobody).status === 0

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'avots-faults-'))
  chmodSync(folder, 0o777)
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

function avots(args: string[], more: { uid?: number; data?: string } = {}) {
  const { data = 'data', ...options } = more
  const env = { ...process.env, AVOTS_DATA: join(folder, data) }
  const { status, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', env, ...options })
  return { status, stderr }
}
function write(name: string, content: string): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
function sparse(name: string, size: number): string {
  truncateSync(write(name, ''), size)
  return join(folder, name)
}
/** Refused with one line, in which no sign stands that a terminal would obey. */
function refused(result: ReturnType<typeof avots>, words: RegExp): void {
  expect(result).toMatchObject({ status: 1 })
  expect(result.stderr).toMatch(words)
  expect(result.stderr).toMatch(/^\P{Cc}+\n$/u)
}

it('says in one line what is no JSON, whatever is in it', () => {
  const text = write('vecs.txt', 'Teksts.\n')
  const bad = write('slikts.json', 'nav\n\u001b[31mJSON\n')
  refused(avots(['anchor', text, text, bad]), /is no JSON/)
  refused(avots(['annotations', starter, '--import', bad]), /is no JSON/)
})

it('reads no folder for a file', () => {
  const text = write('vecs.txt', 'Teksts.\n')
  mkdirSync(join(folder, 'mape'))
  for (const args of [
    [join(folder, 'mape'), text, text],
    [text, text, join(folder, 'mape')],
  ])
    refused(avots(['anchor', ...args]), /mape" is a folder\. Name a file\./)
  refused(avots(['annotations', starter, '--import', join(folder, 'mape')]), /There are no files of notes/)
})

it('refuses what would not fit into the memory before reading it', () => {
  const text = write('vecs.txt', 'Teksts.\n')
  const empty = write('tukšs.json', '[]')
  const huge = sparse('milzīgs.json', 3 * 1024 ** 3)
  const large = sparse('liels.txt', 600 * 1024 ** 2)
  refused(avots(['anchor', large, text, empty]), /liels\.txt" has 629145600 bytes; up to 268435456 are read/)
  refused(avots(['anchor', text, text, huge]), /milzīgs\.json" has 3221225472 bytes/)
  refused(avots(['annotations', starter, '--import', huge]), /milzīgs\.json" has 3221225472 bytes/)
})

it('refuses more notes than any notebook has', () => {
  const array = write('daudz.json', `[${'1,'.repeat(600_000)}1]`)
  const table = write('daudz.csv', 'quote,note\n' + 'a,b\n'.repeat(600_000))
  refused(avots(['annotations', starter, '--import', array, '--format', 'w3c']), /600001 notes or more/)
  refused(avots(['annotations', starter, '--import', table]), /notes or more; up to 500000/)
  refused(avots(['anchor', table, table, array]), /holds something else than annotations: annotation 0/)
})

it.runIf(canBeNobody)('names what may not be read', () => {
  const closed = join(folder, 'slēgta')
  mkdirSync(closed)
  writeFileSync(join(closed, 'a.md'), 'x')
  mkdirSync(join(folder, 'bez tiesībām', 'notebook'), { recursive: true })
  for (const path of [closed, join(folder, 'bez tiesībām', 'notebook')]) chmodSync(path, 0o000)
  try {
    refused(avots(['annotations', starter, '--import', closed], nobody), /slēgta" could not be read \(EACCES\)/)
    refused(
      avots(['annotations', closed, '--export', join(folder, 'x.json')], nobody),
      /may not read all that is in it/,
    )
    const other = avots(['annotations', starter, '--export', join(folder, 'x.json')], {
      ...nobody,
      data: 'bez tiesībām',
    })
    refused(other, /The notebook in .*bez tiesībām\/notebook could not be read \(EACCES/)
  } finally {
    for (const path of [closed, join(folder, 'bez tiesībām', 'notebook')]) chmodSync(path, 0o700)
  }
})
