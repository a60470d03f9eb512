/** Folders with links, loops, pipes and names that hurt, through the import service. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { withoutDirections } from '#shared/domain/language'
import { context, openYard, secret, type Yard } from '../../support/hostile-yard'

let yard: Yard
beforeAll(async () => {
  yard = await openYard()
})
afterAll(() => yard.close())

it('follows no link, and waits for nothing that is no file', async () => {
  const at = (name: string) => join(yard.sources, name)
  mkdirSync(at('mape'))
  symlinkSync(yard.secretPath, at('file.txt'))
  symlinkSync(dirname(yard.secretPath), at('folder'))
  symlinkSync('.', at('mape/loop'))
  symlinkSync('nowhere', at('broken.txt'))
  symlinkSync('/dev/zero', at('device.txt'))
  spawnSync('mkfifo', [at('pipe.txt')])
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(at('socket.txt'), resolve))
  const { ends, texts, outcomes } = await yard.importSources()
  server.close()
  expect(ends).toEqual({
    'broken.txt': 'not-readable',
    'device.txt': 'not-readable',
    'file.txt': 'not-readable',
    folder: 'not-readable',
    'mape/loop': 'not-readable',
    'pipe.txt': 'not-readable',
    'socket.txt': 'not-readable',
  })
  expect(outcomes['folder']?.message).toContain('symbolic link')
  expect(JSON.stringify(texts)).not.toContain(secret)
})

it('takes names as they come, and stores none of them', async () => {
  const names = [
    'CON.txt',
    'nul',
    'beigās punkts.',
    'beigās atstarpe ',
    '-rf.txt',
    '$(touch pwned).txt',
    '`touch pwned`.txt',
    '..\\..\\pwned.txt',
    'jauna\nrinda.txt',
    'a\u202efdp.txt',
    '<script>alert(1)<',
    'ā'.normalize('NFC') + '.txt',
    'ā'.normalize('NFD') + '.txt',
    'LIELS.txt',
    'liels.txt',
    `${'a'.repeat(250)}.txt`,
    '%2e%2e%2fpwned.txt',
  ]
  const files = Object.fromEntries(names.map((name, index) => [name, `Teksts ${index}.`]))
  const { ends, texts, archive } = await yard.importFiles(files)
  expect(ends).toEqual(Object.fromEntries(names.map((name) => [name, 'ok'])))
  names.forEach((name, index) => expect(texts[name]).toBe(`Teksts ${index}.`))
  expect(readFileSync(join(archive, 'data', 'ro-crate-preview.html'), 'utf8')).not.toContain('<script')
  const listed = await yard.program.services.documents.list({}, context())
  expect(listed.map(({ fileName }) => fileName)).toEqual(expect.arrayContaining(names.map(withoutDirections)))
})

it('says of a name that is no text that it cannot be read', async () => {
  const { archives, documents } = yard.program.services
  const { id } = await archives.create({ title: 'Vārdi', language: 'lv' }, context())
  const folder = join(yard.sources, 'mape')
  mkdirSync(folder)
  // Not guarded: the guard itself cannot name such a file.
  const name = Buffer.concat([Buffer.from(join(folder, 'x')), Buffer.from([0xff, 0xfe]), Buffer.from('.txt')])
  writeFileSync(name, 'a')
  const { outcomes } = await documents.import({ archiveId: id, paths: [folder] }, context())
  expect(outcomes.map(({ code }) => code)).toEqual(['not-readable'])
  unlinkSync(name)
})

it('takes what is there when a file is exchanged for a link while the import runs', async () => {
  const files = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`f${n}.txt`, `Teksts ${n}.`]))
  await yard.importFiles(files)
  const { archives, documents } = yard.program.services
  const { id } = await archives.create({ title: 'Apmaiņa', language: 'lv' }, context())
  const running = documents.import({ archiveId: id, paths: [yard.sources] }, context())
  // As soon as the files are listed, the last one becomes a link to the secret.
  const last = join(yard.sources, 'f9.txt')
  renameSync(last, join(dirname(yard.secretPath), 'f9.txt'))
  symlinkSync(yard.secretPath, last)
  const report = await running
  const ids = report.outcomes.flatMap(({ documentId }) => documentId ?? [])
  const texts = await Promise.all(
    ids.map(async (one) => (await documents.open({ documentId: one }, context())).model.text),
  )
  expect(texts.join('\n')).not.toContain(secret)
  expect(readdirSync(dirname(yard.secretPath)).sort()).toEqual(['f9.txt', 'secret.txt'])
})
