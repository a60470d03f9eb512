/**
 * Import of 1,000 mixed files by the built command line: MB/s, files/s, peak memory of main process and extractor; then
 * sealing.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../scripts/steps.mjs'
import { makeMixedFiles } from './support/mixed-files.mjs'

const FILES = Number(process.argv[2] ?? 1000)
const folder = mkdtempSync(join(tmpdir(), 'avots-bench-import-'))
const cli = join(root, 'out', 'main', 'cli.js')

/** Peak resident memory (VmHWM) in MB of a process, by /proc; null where there is none. */
function peakOf(pid) {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return null
  }
}

const childrenOf = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  } catch {
    return []
  }
}

/** Runs the command line; wall clock in ms, peak memory of it and of its children. */
function measure(args) {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const child = spawn(process.execPath, [cli, ...args], {
      env: { ...process.env, AVOTS_DATA: join(folder, 'data') },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let main = 0
    let inside = 0
    const watch = setInterval(() => {
      main = Math.max(main, peakOf(child.pid) ?? 0)
      for (const pid of childrenOf(child.pid)) inside = Math.max(inside, peakOf(pid) ?? 0)
    }, 50)
    let output = ''
    child.stdout.on('data', (piece) => (output += piece))
    child.once('close', (status) => {
      clearInterval(watch)
      if (status !== 0) reject(new Error(`avots ${args[0]} ended with ${status}: ${output.slice(-500)}`))
      else resolve({ ms: performance.now() - began, main, inside, output })
    })
  })
}

try {
  const sources = join(folder, 'sources')
  const bytes = makeMixedFiles(sources, FILES)
  console.log(`${FILES} files, ${(bytes / 1e6).toFixed(1)} MB`)
  for (const [name, target] of [
    ['into a folder', 'archive'],
    ['into a zip', 'archive.zip'],
  ]) {
    const { ms, main, inside, output } = await measure(['import', sources, '--into', join(folder, target), '--json'])
    const { summary } = JSON.parse(output.trim().split('\n').at(-1))
    console.log(
      `${name}: ${(ms / 1000).toFixed(1)} s, ${(bytes / 1e3 / ms).toFixed(2)} MB/s, ${((FILES * 1000) / ms).toFixed(0)} files/s, ` +
        `peak ${main.toFixed(0)} MB (extractor ${inside.toFixed(0)} MB), ${JSON.stringify(summary)}`,
    )
  }
  const { status } = spawnSync(process.execPath, [cli, 'verify', join(folder, 'archive.zip')], { stdio: 'inherit' })
  process.exitCode = status ?? 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
