/**
 * Import of 1,000 mixed files by the built command line: MB/s, files/s, peak memory of main process and extractor; then
 * sealing.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../scripts/steps.mjs'
import { runMeasured } from './support/memory.mjs'
import { makeMixedFiles } from './support/mixed-files.mjs'

const FILES = Number(process.argv[2] ?? 1000)
const folder = mkdtempSync(join(tmpdir(), 'avots-bench-import-'))
const cli = join(root, 'out', 'main', 'cli.js')

/** Runs the command line; wall clock in ms, peak memory in MB of it and of its children. */
async function measure(args) {
  const env = { AVOTS_DATA: join(folder, 'data') }
  const result = await runMeasured(process.execPath, [cli, ...args], { env })
  if (result.status !== 0) throw new Error(`avots ${args[0]} ended with ${result.status}: ${result.output.slice(-500)}`)
  return result
}

try {
  const sources = join(folder, 'sources')
  const bytes = makeMixedFiles(sources, FILES)
  console.log(`${FILES} files, ${(bytes / 1e6).toFixed(1)} MB`)
  for (const [name, target] of [
    ['into a folder', 'archive'],
    ['into a zip', 'archive.zip'],
  ]) {
    const { ms, peak, peakOfChildren, output } = await measure([
      'import',
      sources,
      '--into',
      join(folder, target),
      '--json',
    ])
    const { summary } = JSON.parse(output.trim().split('\n').at(-1))
    console.log(
      `${name}: ${(ms / 1000).toFixed(1)} s, ${(bytes / 1e3 / ms).toFixed(2)} MB/s, ${((FILES * 1000) / ms).toFixed(0)} files/s, ` +
        `peak ${peak.toFixed(0)} MB (extractor ${peakOfChildren.toFixed(0)} MB), ${JSON.stringify(summary)}`,
    )
  }
  const { status } = spawnSync(process.execPath, [cli, 'verify', join(folder, 'archive.zip')], { stdio: 'inherit' })
  process.exitCode = status ?? 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
