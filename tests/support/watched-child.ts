/** A stand-in for the extractor's child: the built one, but everything that it does outside itself is written down. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Something that the child did to the world around it. */
export interface Deed {
  kind: 'network' | 'program' | 'write' | 'read'
  /** Address, command or path. */
  what: string
}

// Runs in front of the child's own program. Plain CommonJS, for it is written as a file.
const watcher = (program: string, record: string) => `
const fs = require('node:fs'), net = require('node:net'), dns = require('node:dns'), dgram = require('node:dgram')
const { fileURLToPath } = require('node:url')
const processes = require('node:child_process'), { syncBuiltinESMExports } = require('node:module')
const append = fs.appendFileSync
const record = ${JSON.stringify(record)}
let busy = false
const tell = (kind, what) => {
  if (busy) return
  busy = true
  append(record, JSON.stringify({ kind, what: String(what) }) + '\\n')
  busy = false
}
const watch = (owner, names, kind) => {
  for (const name of names) {
    const own = owner[name]
    if (typeof own !== 'function') continue
    const of = typeof kind === 'function' ? kind : () => kind
    owner[name] = function (...args) {
      const [what] = args
      if (what instanceof URL && what.protocol === 'file:') tell(of(args), fileURLToPath(what))
      else if (typeof what !== 'number') tell(of(args), typeof what === 'object' ? JSON.stringify(what) : what)
      return own.apply(this, args)
    }
  }
}
const opening = ([, flags]) =>
  flags === undefined || flags === 'r' || flags === fs.constants.O_RDONLY || typeof flags === 'object' ? 'read' : 'write'
for (const owner of [fs, fs.promises]) {
  const both = (names) => names.flatMap((name) => [name, name + 'Sync'])
  watch(owner, both(['open']), opening)
  watch(owner, both(['readFile', 'readdir', 'opendir']).concat('createReadStream'), 'read')
  watch(owner, both(['writeFile', 'appendFile', 'mkdir', 'mkdtemp', 'rename', 'unlink', 'rm', 'symlink', 'link', 'truncate',
    'copyFile', 'cp', 'chmod', 'utimes']).concat('createWriteStream'), 'write')
}
watch(net.Socket.prototype, ['connect'], 'network')
watch(net.Server.prototype, ['listen'], 'network')
watch(dgram.Socket.prototype, ['send', 'bind', 'connect'], 'network')
watch(dns, ['lookup', 'resolve', 'resolve4', 'resolve6'], 'network')
watch(dns.promises, ['lookup', 'resolve'], 'network')
watch(globalThis, ['fetch', 'WebSocket'], 'network')
watch(processes, ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'], 'program')
syncBuiltinESMExports()
import(${JSON.stringify(pathToFileURL(program).href)})
`

/** Puts the watched child of the built program at `out/main` into `folder`; answers with what it did so far. */
export function writeWatchedChild(folder: string, out: string): () => Deed[] {
  const program = join(out, 'extract-child.js')
  if (!existsSync(program)) throw new Error(`${program} is not there: run node scripts/build.mjs`)
  mkdirSync(folder, { recursive: true })
  const record = join(folder, 'deeds.ndjson')
  writeFileSync(record, '')
  writeFileSync(join(folder, 'extract-child.js'), watcher(program, record))
  return () =>
    readFileSync(record, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Deed)
}
