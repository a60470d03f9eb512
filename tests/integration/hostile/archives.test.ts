/** Archives that a stranger has forged, their checksums right: opened, refused with a code, or read without harm. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isAppError } from '#shared/contract'
import { verifyBag } from '#main/services/archives'
import { openZip } from '#main/services/zip'
import { context, openYard, secret, type Yard } from '../../support/hostile-yard'
import { type RawEntry, rawZip, type RawOptions } from '../../support/raw-zip'
import { sealSmall } from '../../support/small-archive'

let yard: Yard
let sound: Map<string, Buffer>
let count = 0
beforeAll(async () => {
  yard = await openYard()
  const zip = await openZip(await sealSmall(yard.sources, { id: 'svess-arhivs' }, 'vesels.zip'), 'vesels.zip')
  sound = new Map()
  for (const entry of zip.entries) sound.set(entry.path.replace(/^[^/]+\//, ''), await zip.read(entry, 1 << 24))
  await zip.close()
})
afterAll(() => yard.close())

type Files = Map<string, Buffer>
const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest('hex')

/** Puts right all sums of a bag that was changed. */
function signed(files: Files): Files {
  const manifest = [...files].filter(([path]) => path.startsWith('data/')).sort(([a], [b]) => (a < b ? -1 : 1))
  const own = files.get('manifest-sha256.txt')
  if (own?.toString().includes('hash')) {
    const forged = own.toString().replace('hash', sha256(''))
    files.set('manifest-sha256.txt', Buffer.from(forged))
  } else
    files.set(
      'manifest-sha256.txt',
      Buffer.from(manifest.map(([path, bytes]) => `${sha256(bytes)}  ${path}\n`).join('')),
    )
  const oxum = `${manifest.reduce((sum, [, bytes]) => sum + bytes.length, 0)}.${manifest.length}`
  const info = (files.get('bag-info.txt') ?? Buffer.alloc(0)).toString()
  files.set('bag-info.txt', Buffer.from(info.replace(/Payload-Oxum: .*/, `Payload-Oxum: ${oxum}`)))
  const tags = [...files].filter(([path]) => !path.startsWith('data/') && !path.startsWith('tagmanifest'))
  const lines = tags.sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, bytes]) => `${sha256(bytes)}  ${path}\n`)
  files.set('tagmanifest-sha256.txt', Buffer.from(lines.join('')))
  return files
}

const entriesOf = (files: Files): RawEntry[] =>
  [...files].map(([path, content]) => ({ name: `svess-arhivs/${path}`, content }))

/** What becomes of a zip that is opened: the code of its refusal, or how it was taken in. */
async function open(bytes: Buffer): Promise<string> {
  const folder = join(yard.sources, 'arhīvi')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${(count += 1)}.avots.zip`)
  writeFileSync(path, bytes)
  const { archives, documents } = yard.program.services
  return yard.guarded(async () => {
    try {
      const { id, kind } = await archives.open({ path }, context())
      for (const document of await documents.list({ archiveId: id }, context())) {
        const opened = await documents.open({ documentId: document.id }, context()).catch((error: unknown) => error)
        expect(JSON.stringify(opened)).not.toContain(secret)
        const place = yard.program.locateFile(document.originalSha256)
        if (place)
          expect(place.path === path || place.path.startsWith(join(yard.sources, '..', 'resources'))).toBe(true)
      }
      await archives.remove({ archiveId: id }, context())
      return kind
    } catch (error) {
      if (!isAppError(error)) throw error
      expect(error.message.length).toBeGreaterThan(20)
      // The verifier says the same instead of failing; a bag without a description of ours may be sound.
      const report = await verifyBag(path)
      if (/^(?:zip-|bag-)/.test(error.code)) expect(report.valid).toBe(false)
      return error.code
    }
  })
}

const zipOf = (more: RawEntry[], options?: RawOptions) => rawZip([...entriesOf(sound), ...more], options)
function forged(change: (files: Files) => void): Buffer {
  const files = new Map(sound)
  change(files)
  return rawZip(entriesOf(signed(files)))
}
const replace = (files: Files, path: string, from: string | RegExp, to: string) => {
  const before = files.get(path)?.toString() ?? ''
  expect(before.search(from)).toBeGreaterThanOrEqual(0)
  files.set(path, Buffer.from(before.replace(from, to)))
}

it('opens the sound one', async () => {
  expect(await open(forged(() => undefined))).toBe('sealed')
})

it('refuses what the container does, before anything is read', async () => {
  const zeros = deflateRawSync(Buffer.alloc(50 << 20))
  const cases: [string, Buffer][] = [
    ['zip-path', zipOf([{ name: 'svess-arhivs/../../elsewhere/pwned.txt' }])],
    ['zip-path', zipOf([{ name: '/etc/pwned' }])],
    ['zip-name', zipOf([{ name: 'svess-arhivs/data/CON' }])],
    ['zip-duplicate', zipOf([{ name: 'svess-arhivs/BAGIT.txt' }])],
    ['zip-link', zipOf([{ name: 'svess-arhivs/data/saite', content: yard.secretPath, mode: 0o120777 }])],
    [
      'zip-overlap',
      zipOf([
        {
          name: 'svess-arhivs/data/x',
          localName: 'svess-arhivs/bagit.txt',
          offset: 0,
          content: sound.get('bagit.txt') ?? '',
        },
      ]),
    ],
    ['zip-bomb', zipOf([{ name: 'svess-arhivs/data/x', method: 8, packed: zeros, size: 50 << 20 }])],
    ['password', zipOf([{ name: 'svess-arhivs/data/x', flags: 1 }])],
    ['zip-structure', zipOf([]).subarray(0, 2000)],
    ['not-an-archive', Buffer.from('nav arhīvs')],
  ]
  for (const [code, bytes] of cases) expect(await open(bytes), code).toBe(code)
})

it('reads nothing that manifests or lists of addresses name outside the bag', async () => {
  const line = (path: string) => `${sha256(secret)}  ${path}\n`
  for (const path of [yard.outside, '/etc/passwd', 'data/../../x', 'C:\\x', '~root/x', '%TEMP%/x']) {
    const bytes = forged((files) => {
      const manifest = signed(new Map(files)).get('manifest-sha256.txt')?.toString() ?? ''
      files.set('manifest-sha256.txt', Buffer.from(`${manifest}${line(path)}`.replace(/^[0-9a-f]{64}/, 'hash')))
    })
    expect(await open(bytes), path).toBe('bag-invalid')
  }
  const fetched = forged((files) => files.set('fetch.txt', Buffer.from(`${yard.address}/a 5 data/a.txt\n`)))
  expect(['bag-invalid', 'sealed']).toContain(await open(fetched))
})

it('takes no path, text or position from a description that does not hold', async () => {
  const crate = 'data/ro-crate-metadata.json'
  const model = [...sound.keys()].find((path) => path.endsWith('/model.json')) ?? ''
  const refused = [
    'not-an-archive',
    'bag-invalid',
    'damaged',
    'model-invalid',
    'file-too-large',
    'not-found',
    'version-newer',
    'sealed',
  ]
  const cases: ((files: Files) => void)[] = [
    (files) => replace(files, crate, /originals\/[^"]+/g, `../${yard.outside}`),
    (files) => replace(files, crate, /derived\/[^"]+text\.txt/g, yard.secretPath),
    (files) => replace(files, crate, /derived\/[^"]+model\.json/g, '../../bagit.txt'),
    (files) => files.set(crate, Buffer.from(`${'['.repeat(1_000_000)}`)),
    (files) =>
      files.set(
        crate,
        Buffer.from('{"@graph":[{"@id":"./","@type":"Dataset","hasPart":{"@id":"./"},"isPartOf":{"@id":"./"}}]}'),
      ),
    (files) =>
      files.set(crate, Buffer.from('{"@graph":[{"@id":"__proto__","@type":"File"},{"@id":"./","@type":"Dataset"}]}')),
    (files) => replace(files, model, /"end": \d+/, '"end": 999999999'),
    (files) => replace(files, model, /"start": \d+/, '"start": -1'),
    (files) => replace(files, model, /"model": 1/, '"model": 99'),
    (files) => replace(files, model, /"text": "/, '"text": "<script>alert(1)</script>'),
    (files) => files.set(model, Buffer.from(`{"blocks":${'['.repeat(200_000)}`)),
    (files) =>
      files.set(
        'data/notebook.json',
        Buffer.from('{"schema":"avots-notebook","v":1,"annotations":[{"id":"../../x"}]}'),
      ),
  ]
  for (const [index, change] of cases.entries()) expect(refused, `case ${index}`).toContain(await open(forged(change)))
})

it('the library stands as it was', async () => {
  const list = await yard.program.services.archives.list({}, context())
  expect(list.map(({ starter, verification }) => [starter, verification === 'damaged'])).toEqual([[true, false]])
})
