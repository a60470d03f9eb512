/** Entry of the command line: `node out/main/cli.js <verb> …` (design: one file per verb over the same services). */
import { randomBytes } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError, isAppError } from '#shared/contract'
import { createFileLog, defaultDataFolder, programPaths } from '../services'
import { type ExitStatus, oneLine, type Terminal, UsageError, type Verb } from './verb'

const modules = import.meta.glob<{ verb: Verb }>(['./*.ts', '!./main.ts', '!./verb.ts', '!./*.test.ts'], {
  eager: true,
})
const verbs = new Map(Object.entries(modules).map(([path, { verb }]) => [basename(path, '.ts'), verb]))

const controller = new AbortController()

const terminal: Terminal = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${oneLine(line)}\n`),
  progress: createBar(),
  read: readText,
  readBytes: readInput,
  signal: controller.signal,
}

/** Larger files are no texts or notes, and would not fit into one string or the memory. */
const largest = 256 * 1024 * 1024

function checkSize(path: string, found: number): void {
  if (found <= largest) return
  const name = path === '-' ? 'Standard input' : `"${path}"`
  const message = `${name} has ${found} bytes; up to ${largest} are read. Give a smaller file.`
  throw new AppError('file-too-large', message, { path, limit: largest, found })
}

async function readText(path: string): Promise<string> {
  const bytes = await readInput(path)
  checkSize(path, bytes.length)
  return bytes.toString('utf8')
}

/** Stops at the limit: what comes may have no end. */
async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = []
  let found = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    found += chunk.length
    checkSize('-', found)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Bytes of a file, or of standard input for `-`. */
async function readInput(path: string): Promise<Buffer> {
  if (path === '-') return readStandardInput()
  try {
    const info = await stat(path)
    if (info.isDirectory()) throw new AppError('bad-request', `"${path}" is a folder. Name a file.`, { path })
    checkSize(path, info.size)
    return await readFile(path)
  } catch (cause) {
    if (isAppError(cause)) throw cause
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    const missing = code === 'ENOENT'
    const message = missing
      ? `There is no file "${path}". Check its name.`
      : `"${path}" could not be read (${code}). Check that you may read it.`
    throw new AppError(missing ? 'not-found' : 'not-readable', message, { path, code }, { cause })
  }
}

/** A bar of 30 characters that is drawn over itself, at most ten times a second. */
function createBar(): Terminal['progress'] {
  if (!process.stderr.isTTY) return () => undefined
  let drawn = 0
  return ({ stage, done, total }) => {
    const finished = total > 0 && done >= total
    if (!finished && Date.now() - drawn < 100) return
    drawn = Date.now()
    const filled = total > 0 ? Math.round((done / total) * 30) : 0
    process.stderr.write(`\r${stage} [${'#'.repeat(filled)}${'.'.repeat(30 - filled)}]${finished ? '\r\x1b[K' : ''}`)
  }
}

function help(): string {
  const width = Math.max(...[...verbs.keys()].map((name) => name.length))
  const lines = [...verbs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, verb]) => `  ${name.padEnd(width)}  ${verb.usage}\n  ${''.padEnd(width)}    ${verb.summary}`)
  return [
    'avots <verb> …',
    '',
    ...lines,
    '',
    '--json prints output for programs; "-" as a file name reads standard input.',
    'Exit status: 0 done, 1 something was refused or does not hold, 2 wrong usage, 3 internal error.',
  ].join('\n')
}

/** What the engine says where a string or the stack has no room. */
const isTooLarge = (error: unknown) =>
  error instanceof RangeError || (error instanceof Error && 'code' in error && error.code === 'ERR_STRING_TOO_LONG')

async function run([name, ...args]: string[]): Promise<ExitStatus> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    terminal.out(help())
    return name === undefined ? 2 : 0
  }
  if (name === '--version') {
    terminal.out(programPaths().version)
    return 0
  }
  const verb = verbs.get(name)
  if (!verb) {
    terminal.err(
      `There is no ${name.startsWith('-') ? 'option' : 'verb'} "${name}". The verbs are ${[...verbs.keys()].sort().join(', ')}; "help" explains them.`,
    )
    return 2
  }
  if (args.includes('--help')) {
    terminal.out(`avots ${name} ${verb.usage}\n${verb.summary}`)
    return 0
  }
  if (name !== 'serve') process.once('SIGINT', () => controller.abort())
  try {
    return await verb.run(args, terminal)
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.err(`${error.message} Usage: avots ${name} ${verb.usage}`)
      return 2
    }
    if (isAppError(error)) {
      terminal.err(error.message)
      return 1
    }
    if (isTooLarge(error)) {
      terminal.err('What was given is too large, or too deep, to be worked on in memory. Give less at a time.')
      return 1
    }
    const logId = randomBytes(4).toString('hex')
    createFileLog(defaultDataFolder())({ level: 'error', message: `avots ${name} failed`, details: { logId }, error })
    terminal.err(`Something unexpected went wrong; the log in "${defaultDataFolder()}" has the details under ${logId}.`)
    return 3
  }
}

// `avots text … | head` closes our output early: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3))

process.exitCode = await run(process.argv.slice(2))
