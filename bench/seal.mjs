/**
 * Sealing of an archive beyond 4 GB (zip64): MB/s and peak memory of import, sealing and verification, beside plain
 * reading, hashing and writing of the same bytes on the same disk in the same run. Then other programs look at the zip.
 *
 * `node bench/seal.mjs [size in GB=4.5] [folder=temporary]`: takes four times the size on the disk.
 */
import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../scripts/steps.mjs'
import { bundleModule } from './support/modules.mjs'
import { runMeasured } from './support/memory.mjs'

const size = Number(process.argv[2] ?? 4.5) * 1e9
const place = process.argv[3] ?? tmpdir()
/** Below the limit of one import, 2 GB. */
const largestFile = 1.5e9
const memoryLimit = 200

const { bavail, bsize } = statfsSync(place)
const [free, needed] = [bavail * bsize, size * 4 + 1e8]
const gb = (bytes) => (bytes / 1e9).toFixed(1)
console.log(`${gb(free)} GB are free in ${place}, ${gb(needed)} GB are needed`)
if (free < needed) throw new Error(`There is not enough room in ${place}. Name another folder, or a smaller size.`)
const folder = mkdtempSync(join(place, 'avots-bench-seal-'))
const cli = join(root, 'out/main/cli.js')
const env = { AVOTS_DATA: join(folder, 'data') }
const rate = (bytes, ms) => `${(ms / 1000).toFixed(1)} s, ${(bytes / 1e3 / ms).toFixed(0)} MB/s`

/** Bytes that no packer makes smaller, other ones in each block (a linear congruential generator over a random block). */
async function makeSources(into) {
  mkdirSync(into)
  const block = new Uint32Array(1 << 20)
  let state = 1
  for (let n = 0; n < block.length; n += 1) block[n] = state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  const bytes = Buffer.from(block.buffer)
  const count = Math.ceil(size / largestFile)
  for (let n = 0; n < count; n += 1) {
    const file = await open(join(into, `troksnis ${n}.bin`), 'w')
    for (let left = Math.round(size / count); left > 0; left -= bytes.length) {
      for (let at = 0; at < block.length; at += 256) block[at] = state = (Math.imul(state, 22695477) + 1) >>> 0
      await file.write(bytes, 0, Math.min(left, bytes.length))
    }
    await file.close()
  }
}

/** One pass over the files as plainly as it can be done: ms. */
async function plain(files, { hash, target }) {
  const began = performance.now()
  const out = target ? await open(target, 'w') : null
  for (const file of files) {
    const digest = hash ? createHash('sha256') : null
    for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) {
      digest?.update(piece)
      await out?.write(piece)
    }
    digest?.digest()
  }
  await out?.sync()
  await out?.close()
  if (target) rmSync(target)
  return performance.now() - began
}

function check(what, { status, output }, expected = 0) {
  if (status !== expected) throw new Error(`${what} ended with ${status}: ${output.slice(-500)}`)
}

/** What other programs say of the zip; null where there is no such program. */
async function byOthers(zip) {
  const unpacked = join(folder, 'unpacked')
  const python = 'import sys, zipfile; sys.exit(0 if zipfile.ZipFile(sys.argv[1]).testzip() is None else 1)'
  const unpack = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])'
  const bag = () => join(unpacked, readdirSync(unpacked)[0])
  const programs = [
    ['unzip -t', 'unzip', () => ['-tqq', zip]],
    ['python3 zipfile', 'python3', () => ['-c', python, zip]],
    ['unpacked by python3', 'python3', () => ['-c', unpack, zip, unpacked]],
    ['sha256sum -c', 'sha256sum', () => ['-c', '--quiet', 'manifest-sha256.txt', 'tagmanifest-sha256.txt'], bag],
  ]
  for (const [name, command, args, cwd] of programs) {
    try {
      const result = await runMeasured(command, args(), cwd ? { cwd: cwd() } : {})
      check(name, result)
      console.log(`${name}: sound, ${rate(size, result.ms)}`)
    } catch (error) {
      if (error.code !== 'ENOENT') throw error
      console.log(`${name}: not here`)
    }
  }
}

try {
  const sources = join(folder, 'sources')
  await makeSources(sources)
  const files = readdirSync(sources).map((name) => join(sources, name))
  console.log(`${files.length} files, ${gb(size)} GB of noise`)
  const bundle = await bundleModule('archives', 'src-main/services/archives/index.ts')

  console.log(`plain reading: ${rate(size, await plain(files, {}))}`)
  const hashing = await plain(files, { hash: true })
  console.log(`plain reading and hashing (sha256): ${rate(size, hashing)}`)
  const copy = join(folder, 'copy')
  const writing = await plain(files, { target: copy })
  console.log(`plain reading and writing, synced: ${rate(size, writing)}`)

  const work = join(folder, 'archive')
  const peaks = []
  const imported = await runMeasured(process.execPath, [cli, 'import', sources, '--into', work, '--json'], { env })
  // Noise is in no format: kept as originals, which the exit status tells.
  check('import', imported, 1)
  peaks.push(imported.peak)
  console.log(`import into a folder: ${rate(size, imported.ms)}, peak ${imported.peak.toFixed(0)} MB`)
  rmSync(sources, { recursive: true })

  const zip = join(folder, 'archive.zip')
  const sealer = [join(root, 'bench/support/seal-work.mjs'), bundle, work, zip]
  const sealing = await runMeasured(process.execPath, sealer, { env })
  check('sealing', sealing)
  const { bytes, stages, peak } = JSON.parse(sealing.output.trim().split('\n').at(-1))
  peaks.push(peak)
  console.log(`sealing: ${rate(size, sealing.ms)}, peak ${peak.toFixed(0)} MB, ${bytes} bytes`)
  for (const [stage, ms] of Object.entries(stages)) console.log(`  ${stage}: ${rate(size, ms)}`)
  console.log(
    `  against plain writing and hashing one after the other: ${(sealing.ms / (writing + hashing)).toFixed(2)} ×`,
  )
  rmSync(work, { recursive: true })

  const verified = await runMeasured(process.execPath, [cli, 'verify', zip], { env })
  check('verify', verified)
  peaks.push(verified.peak)
  console.log(`avots verify: ${rate(size, verified.ms)}, peak ${verified.peak.toFixed(0)} MB`)
  const listed = await runMeasured(process.execPath, [cli, 'list', zip, '--json'], { env })
  check('list', listed)
  console.log(`avots list: ${JSON.parse(listed.output).length} documents, ${listed.ms.toFixed(0)} ms`)
  await byOthers(zip)
  const most = Math.max(...peaks)
  if (most > memoryLimit) throw new Error(`The peak of ${most.toFixed(0)} MB is over ${memoryLimit} MB.`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
