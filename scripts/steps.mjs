/** What start and test have in common: is everything installed and built, and if not, do it and say so. Plain Node. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const installedMark = join(root, 'node_modules', '.avots-installed')
const builtMark = join(root, 'out', '.avots-built')

/** Says what is done now. */
export const say = (line) => console.log(line)

/** Ends the program with a sentence. */
export function fail(sentence, status = 1) {
  console.error(sentence)
  process.exit(status)
}

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Avots needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer one from nodejs.org.`)
  }
}

/** Runs a command; resolves with its exit status. `quiet` keeps its output for the case that it fails. */
export function run(command, args, { quiet = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
      shell: process.platform === 'win32' && command === 'npm',
    })
    let output = ''
    child.stdout?.on('data', (part) => (output += part))
    child.stderr?.on('data', (part) => (output += part))
    child.on('error', (error) => resolve({ status: 127, output: String(error) }))
    child.on('close', (status) => resolve({ status: status ?? 1, output }))
  })
}

/** Prints `text` and the seconds since the start every few seconds, for work that says nothing itself. */
async function withPulse(text, work) {
  const started = Date.now()
  const timer = setInterval(() => say(`  … ${text}, ${Math.round((Date.now() - started) / 1000)} s`), 5000)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}

const hashOf = (path) => createHash('sha256').update(readFileSync(path)).digest('hex')
const readMark = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '')

/** Installs what the lock file names, if that has not been done for this very lock file. */
export async function ensureInstalled() {
  const wanted = `${process.versions.modules} ${process.platform} ${process.arch} ${hashOf(join(root, 'package-lock.json'))}`
  if (readMark(installedMark) === wanted) return
  say('Installing what Avots is built with (once, about a minute; from the npm registry) …')
  const { status, output } = await withPulse('installing', () =>
    // Not `npm ci`: it refuses a lock file that lacks an optional package of some other system.
    run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], { quiet: true }),
  )
  if (status !== 0) {
    console.error(output.split('\n').slice(-25).join('\n'))
    fail('npm could not install the dependencies. Check the connection to the npm registry and start again.')
  }
  writeFileSync(installedMark, wanted)
  say('Installed.')
}

const sources = [
  'package-lock.json',
  'electron.vite.config.ts',
  'tsconfig.base.json',
  'src-main',
  'src-renderer',
  'resources',
  'scripts',
]

/** Names, sizes and times of everything that goes into the build: cheap, and changes with every edit. */
function fingerprint() {
  const hash = createHash('sha256')
  const visit = (path) => {
    const info = statSync(path)
    if (info.isDirectory()) {
      for (const name of readdirSync(path).sort()) if (!name.endsWith('.test.ts')) visit(join(path, name))
    } else hash.update(`${path}\0${info.size}\0${info.mtimeMs}\n`)
  }
  for (const name of sources) if (existsSync(join(root, name))) visit(join(root, name))
  return hash.digest('hex')
}

/** Builds if something changed since the last build. */
export async function ensureBuilt() {
  const wanted = fingerprint()
  if (readMark(builtMark) === wanted) return
  say('Building Avots (about ten seconds) …')
  const { status, output } = await withPulse('building', () =>
    run(process.execPath, [join(root, 'scripts', 'build.mjs')], { quiet: true }),
  )
  if (status !== 0) {
    console.error(output.split('\n').slice(-40).join('\n'))
    fail('The build failed; what it said stands above.')
  }
  mkdirSync(dirname(builtMark), { recursive: true })
  writeFileSync(builtMark, wanted)
  say('Built.')
}
