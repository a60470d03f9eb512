import { testHost } from '../../../tests/support/test-host'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CallContext, defaultPreferences } from '#shared/contract'
import type { HostPort } from '../host'
import { createApp } from './app'
import { defaultDataFolder, prepareDataFolder } from './data-folder'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avots-app-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const opened: string[] = []
const context: CallContext = { signal: new AbortController().signal, progress: () => undefined }
const hostIn = (dataFolder: string): HostPort =>
  testHost({
    kind: 'browser',
    version: '0',
    dataFolder,
    resources: '',
    programs: '',
    filesBase: '/files/k/',
    openExternal: (url) => Promise.resolve(void opened.push(url)),
  })

describe('preferences', () => {
  it('start with the defaults, are kept, and survive a new start', async () => {
    const app = createApp(hostIn(folder)).service
    expect(await app.preferences({}, context)).toEqual(defaultPreferences)
    await app.setPreferences({ ...defaultPreferences, language: 'lv', theme: 'sepia' }, context)
    expect(await createApp(hostIn(folder)).service.preferences({}, context)).toMatchObject({
      language: 'lv',
      theme: 'sepia',
    })
  })

  it('put a damaged file aside instead of losing it', async () => {
    await writeFile(join(folder, 'preferences.json'), '{"v":1,"theme":')
    expect(await createApp(hostIn(folder)).service.preferences({}, context)).toEqual(defaultPreferences)
    const names = await readdir(folder)
    const kept = names.find((name) => name.startsWith('preferences.json.damaged-'))
    expect(await readFile(join(folder, kept ?? ''), 'utf8')).toContain('"theme":')
  })

  it('say where they could not be written', async () => {
    const app = createApp(hostIn(join(folder, 'missing'))).service
    await expect(app.setPreferences(defaultPreferences, context)).rejects.toMatchObject({ code: 'not-writable' })
  })
})

describe('openExternal', () => {
  it('opens web addresses and nothing else', async () => {
    const app = createApp(hostIn(folder)).service
    await app.openExternal({ url: 'https://example.org/a' }, context)
    expect(opened).toEqual(['https://example.org/a'])
    for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'app://avots/', 'no address']) {
      await expect(app.openExternal({ url }, context)).rejects.toMatchObject({ code: 'not-allowed' })
    }
  })
})

describe('data folder', () => {
  it('follows the platform, and AVOTS_DATA before it', () => {
    expect(defaultDataFolder({ AVOTS_DATA: 'my/data' }, 'linux')).toBe(resolve('my/data'))
    expect(defaultDataFolder({ XDG_DATA_HOME: '/x' }, 'linux')).toBe('/x/avots')
    expect(defaultDataFolder({ XDG_DATA_HOME: 'relative' }, 'linux')).toMatch(/\.local\/share\/avots$/)
    expect(defaultDataFolder({}, 'darwin')).toMatch(/Library\/Application Support\/Avots$/)
    expect(defaultDataFolder({ APPDATA: '/roaming' }, 'win32')).toMatch(/roaming\/Avots$/)
  })

  it('is made, and refused with a sentence where it cannot be written', async () => {
    await prepareDataFolder(join(folder, 'deep', 'data'))
    expect(await readdir(join(folder, 'deep', 'data'))).toEqual([])
    await writeFile(join(folder, 'file'), '')
    const failure = prepareDataFolder(join(folder, 'file', 'data'))
    await expect(failure).rejects.toMatchObject({ code: 'not-writable' })
    await expect(failure).rejects.toThrow(/AVOTS_DATA/)
    await expect(prepareDataFolder(join(folder, 'file'))).rejects.toThrow(/a file is in its place/)
    await chmod(join(folder, 'file'), 0o600)
  })
})
