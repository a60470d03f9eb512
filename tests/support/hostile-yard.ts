/**
 * A place to import hostile files in: the real services with the real extractor, and around them everything that must
 * stay as it is. `importFiles` checks after each import what holds whatever was imported (formats.md section 10, last
 * line): a typed outcome, the main process alive, memory under the cap, nothing outside the archive, no network.
 */
import { testHost } from './test-host'
import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, vi } from 'vitest'
import { type CallContext, errorCodes, type ImportOutcome } from '#shared/contract'
import { createServices, type Program } from '#main/services'
import { verifyBag } from '#main/services/archives'
import { writeFiles } from './import-files'
import { sealSmall } from './small-archive'
import { writeWatchedChild } from './watched-child'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The cap of the child (formats.md section 5) and what it may grow by between two looks of its keeper, in MB. */
const mostMemory = 1024 + 256
/** What the main process may grow by while it imports, in MB: one answer of the size that is allowed, as text and parsed. */
const mostGrowth = 1024
/** Codes of limits: their sentences give a number. */
const limitCodes = new Set([
  ...['parse-too-large', 'file-too-large', 'too-deep', 'too-many-nodes', 'too-many-entries', 'too-many-pages'],
  ...['image-too-large', 'zip-bomb', 'timeout', 'out-of-memory', 'output-too-large'],
])

export const secret = 'NOSLĒPUMS-7f3a'
export const harmless = 'Labs fails, kas nāk pēc sliktajiem.'

export interface Imported {
  /** `ok`, `partial: <warnings>`, or the code of the refusal, by file name. */
  ends: Record<string, string>
  outcomes: Record<string, ImportOutcome>
  /** The text of each document, by file name. */
  texts: Record<string, string>
  /** The whole model of each document as JSON, by file name. */
  models: Record<string, string>
  /** Folder of the archive. */
  archive: string
  /** Peak resident memory of the extractor's child, in MB. */
  childPeak: number
}

export interface Yard {
  readonly program: Program
  /** Folder of the sources; outside the data folder. */
  readonly sources: string
  /** A file that nothing imported may read. */
  readonly secretPath: string
  /** Address of a server on this computer that nothing may ask. */
  readonly address: string
  /** A path from the sources that leads to a place where nothing may appear. */
  readonly outside: string
  importFiles(files: Readonly<Record<string, string | Uint8Array>>): Promise<Imported>
  /** Imports what lies in the sources already; files are named by their path below it. */
  importSources(): Promise<Imported>
  /** Checks the world around after `act`. */
  guarded<T>(act: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

export const context = (): CallContext => ({ signal: new AbortController().signal, progress: () => undefined })

/** Every path below a folder with what it is, size and checksum; links as links. */
function listing(folder: string, except: readonly string[]): string[] {
  const found: string[] = []
  const walk = (path: string, inside: string): void => {
    for (const name of readdirSync(path).sort()) {
      const full = join(path, name)
      if (except.includes(full)) continue
      const stat = lstatSync(full)
      const shown = `${inside}/${name}`
      if (stat.isDirectory()) {
        found.push(`${shown}/`)
        walk(full, shown)
      } else if (stat.isSymbolicLink()) found.push(`${shown} -> ${readlinkSync(full)}`)
      else if (!stat.isFile()) found.push(`${shown} (special)`)
      else if (stat.size > 1 << 20) found.push(`${shown} ${stat.size} ${stat.mtimeMs}`)
      else found.push(`${shown} ${createHash('sha256').update(readFileSync(full)).digest('hex')}`)
    }
  }
  walk(folder, '')
  return found
}

/** Memory in MB of each child of this process at its peak so far. */
function childPeaks(): number[] {
  const peaks: number[] = []
  for (const task of readdirSync('/proc/self/task')) {
    let children = ''
    try {
      children = readFileSync(`/proc/self/task/${task}/children`, 'utf8')
    } catch {
      continue
    }
    for (const pid of children.split(' ').filter((one) => one !== '')) {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8')
        peaks.push(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024)
      } catch {
        // It has ended meanwhile.
      }
    }
  }
  return peaks
}

async function listen(): Promise<{ address: string; asked: () => number; close: () => void }> {
  let asked = 0
  const server = createServer((socket) => {
    asked += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const found = server.address()
  const port = typeof found === 'object' && found ? found.port : 0
  return { address: `http://127.0.0.1:${port}`, asked: () => asked, close: () => void server.close() }
}

const endOf = ({ status, code, warnings }: ImportOutcome): string => {
  if (status === 'refused') return code ?? ''
  const codes = [...new Set(warnings.map((warning) => warning.code))].sort()
  return status === 'partial' ? `partial: ${codes.join(' ')}` : status
}

/** Opens a yard of its own; `close` takes it away. */
export async function openYard(): Promise<Yard> {
  const around = mkdtempSync(join(tmpdir(), 'avots-hostile-'))
  const at = (...names: string[]) => join(around, ...names)
  for (const name of ['sources', 'data', 'resources', 'elsewhere']) mkdirSync(at(name))
  const secretPath = at('elsewhere', 'secret.txt')
  writeFileSync(secretPath, secret)
  await sealSmall(at('resources'), {}, 'starter.avots.zip')
  const deeds = writeWatchedChild(at('programs'), join(root, 'out', 'main'))
  const server = await listen()
  const program = await createServices(
    testHost({
      kind: 'browser',
      dataFolder: at('data'),
      resources: at('resources'),
      programs: at('programs'),
    }),
    () => undefined,
  )
  let peak = 0
  let round = 0

  async function guarded<T>(act: () => Promise<T>): Promise<T> {
    // The record of the watched child is the only file outside the data folder that is written.
    const before = listing(around, [at('data'), at('programs', 'deeds.ndjson')])
    const done = deeds().length
    const connect = vi.spyOn(Socket.prototype, 'connect')
    const rss = process.memoryUsage().rss / 1024 ** 2
    let most = rss
    peak = 0
    const watch = setInterval(() => {
      peak = Math.max(peak, ...childPeaks())
      most = Math.max(most, process.memoryUsage().rss / 1024 ** 2)
    }, 20)
    try {
      return await act()
    } finally {
      clearInterval(watch)
      expect(connect, 'connections of the main process').not.toHaveBeenCalled()
      connect.mockRestore()
      expect(server.asked(), 'requests to the server').toBe(0)
      const since = deeds().slice(done)
      const outward = since.filter(({ kind, what }) => kind !== 'read' || !isOwn(what))
      expect(outward, 'what the child did outside itself').toEqual([])
      expect(peak, 'memory of the child in MB').toBeLessThan(mostMemory)
      expect(most - rss, 'growth of the main process in MB').toBeLessThan(mostGrowth)
      const after = listing(around, [at('data'), at('programs', 'deeds.ndjson')])
      expect(after, 'everything around the data folder').toEqual(before)
      expect(readdirSync(tmpdir()).filter((name) => name.startsWith('pwned'))).toEqual([])
    }
  }

  /** What the child may read: its input in the archive, and the program's own files. */
  const isOwn = (path: string) => path.startsWith(at('data')) || path.startsWith(root)

  async function importSources(): Promise<Imported> {
    round += 1
    const { archives, documents } = program.services
    const { id, path } = await archives.create({ title: `Pārbaude ${round}`, language: 'lv' }, context())
    const last = at('sources', 'zz-labs.txt')
    writeFileSync(last, harmless)
    const report = await guarded(() => documents.import({ archiveId: id, paths: [at('sources')] }, context()))
    const childPeak = peak
    const outcomes: Record<string, ImportOutcome> = {}
    const texts: Record<string, string> = {}
    const models: Record<string, string> = {}
    for (const outcome of report.outcomes) outcomes[outcome.path.slice(at('sources').length + 1)] = outcome
    for (const [name, { status, code, message, documentId, sha256 }] of Object.entries(outcomes)) {
      if (status === 'refused') {
        expect(errorCodes, name).toContain(code)
        if (limitCodes.has(code ?? '')) expect(message, name).toMatch(/\d{2}/)
        // Kept without text, byte for byte, unless there was nothing to keep.
        if (documentId !== undefined) {
          const place = program.locateFile(sha256 ?? '')
          expect(place && readFileSync(place.path).equals(readFileSync(at('sources', name))), name).toBe(true)
        }
      } else if (documentId !== undefined) {
        const { model } = await documents.open({ documentId }, context())
        texts[name] = model.text
        models[name] = JSON.stringify(model)
      }
    }
    // The next file was read after all of them, and the archive is whole.
    expect(texts['zz-labs.txt']).toBe(harmless)
    expect(await verifyBag(path)).toMatchObject({ valid: true, errors: [] })
    const inside = listing(join(path, 'data'), [])
    expect(inside.filter((line) => !/^[A-Za-z0-9._/-]+(?: [0-9a-f.]+)*$/.test(line))).toEqual([])
    // Whatever a file asked for, what lies elsewhere is in none of the texts.
    expect(JSON.stringify(models)).not.toContain(secret)
    delete outcomes['zz-labs.txt']
    const ends = Object.fromEntries(Object.entries(outcomes).map(([name, outcome]) => [name, endOf(outcome)]))
    return { ends, outcomes, texts, models, archive: path, childPeak }
  }

  return {
    program,
    sources: at('sources'),
    secretPath,
    address: server.address,
    outside: '../elsewhere/pwned.txt',
    importSources,
    importFiles(files) {
      rmSync(at('sources'), { recursive: true })
      mkdirSync(at('sources'))
      writeFiles(at('sources'), files)
      return importSources()
    },
    guarded,
    async close() {
      await program.close()
      server.close()
      if (existsSync(around)) rmSync(around, { recursive: true, force: true })
    },
  }
}
