/**
 * Changed bytes: a sealed archive with one byte changed at a time, each looked at by the code of `avots verify`; none may
 * pass. Half of the places are anywhere, half where little of an archive is: headers, directory, end, tag files; every
 * byte of the first entry's headers and of the end comes besides. Then the pace of a whole verification.
 *
 * `node bench/verify.mjs [changes=1000] [seed=1]`
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../scripts/steps.mjs'
import { median, random, temporaryData, words } from './measure.mjs'
import { loadModule } from './support/modules.mjs'
import { placeOf, regionsOf } from './support/zip-regions.mjs'

const changes = Number(process.argv[2] ?? 1000)
const seed = Number(process.argv[3] ?? 1)
/** Changes that the command line is asked about as well. */
const throughProgram = 20
const cli = join(root, 'out/main/cli.js')
const starter = join(root, 'out/resources/starter.avots.zip')
const data = temporaryData()
const { verifyBag } = await loadModule('verify', 'src-main/services/archives/bag/verify.ts')

/** An archive of what a reader brings: texts, an e-mail, a refused file, one that is nothing but noise. */
function importOne() {
  const sources = join(data.folder, 'sources')
  mkdirSync(sources)
  for (let n = 0; n < 12; n += 1) writeFileSync(join(sources, `teksts ${n}.md`), words(3000, seed + n))
  writeFileSync(join(sources, 'vēstule.eml'), `From: a@example.org\nSubject: Vizīte\n\n${words(300, seed + 50)}\n`)
  const next = random(seed)
  writeFileSync(join(sources, 'troksnis.bin'), Buffer.from(Array.from({ length: 50_000 }, () => next() * 256)))
  const archive = join(data.folder, 'imported.zip')
  // The file of noise is refused, which the exit status tells.
  spawnSync(process.execPath, [cli, 'import', sources, '--into', archive, '--lang', 'en'], {
    env: { ...process.env, AVOTS_DATA: join(data.folder, 'data') },
  })
  return archive
}

/** Positions and what is XORed to the byte there. */
function choose(bytes, regions) {
  const next = random(seed)
  const pick = (list) => list[Math.floor(next() * list.length)]
  const kinds = ['local header', 'directory', 'end record', 'tag file'].map((kind) =>
    regions.filter((region) => region.kind === kind && region.end > region.start),
  )
  const within = ({ start, end }) => start + Math.floor(next() * (end - start))
  const chosen = Array.from({ length: changes }, (_, n) => ({
    position: n % 2 ? within(pick(pick(kinds))) : Math.floor(next() * bytes.length),
    flip: 1 + Math.floor(next() * 255),
  }))
  const whole = [
    regions.find(({ kind }) => kind === 'local header'),
    regions.find(({ kind }) => kind === 'directory'),
    regions.at(-1),
  ]
  for (const { start, end } of whole)
    for (let position = start; position < end; position += 1)
      chosen.push({ position, flip: 1 + Math.floor(next() * 255) })
  return chosen
}

async function changeBytes(name, archive) {
  const bytes = readFileSync(archive)
  const regions = regionsOf(bytes)
  const copy = join(data.folder, 'changed.zip')
  copyFileSync(archive, copy)
  const file = await open(copy, 'r+')
  const tally = new Map()
  const missed = []
  const chosen = choose(bytes, regions)
  const began = performance.now()
  for (const [index, { position, flip }] of chosen.entries()) {
    await file.write(Buffer.of(bytes[position] ^ flip), 0, 1, position)
    const { valid, errors } = await verifyBag(copy)
    const where = placeOf(regions, position)
    if (valid) missed.push(`${where}: byte ${position}, ${bytes[position]} → ${bytes[position] ^ flip}`)
    if (index < throughProgram) {
      const { status } = spawnSync(process.execPath, [cli, 'verify', copy], { stdio: 'ignore' })
      if (status !== (valid ? 0 : 1)) missed.push(`${where}: byte ${position}, the command line ends with ${status}`)
    }
    const kind = where.split(/[,(]/)[0].trim()
    const row = tally.get(kind) ?? { all: 0, found: 0, codes: new Map() }
    row.all += 1
    if (!valid) row.found += 1
    if (errors[0]) row.codes.set(errors[0].code, (row.codes.get(errors[0].code) ?? 0) + 1)
    tally.set(kind, row)
    await file.write(bytes, position, 1, position)
  }
  await file.close()
  const { valid } = await verifyBag(copy)
  if (!valid) throw new Error('The archive is not the same again after its bytes were put back.')
  const seconds = (performance.now() - began) / 1000
  console.log(`${name}, ${bytes.length} bytes: ${chosen.length - missed.length}/${chosen.length} changes found`)
  for (const [kind, { all, found, codes }] of tally)
    console.log(`  ${kind}: ${found}/${all}  ${[...codes].map(([code, count]) => `${code} ${count}`).join(', ')}`)
  for (const line of missed) console.log(`  NOT FOUND ${line}`)
  console.log(
    `  ${((1000 * seconds) / chosen.length).toFixed(0)} ms a change; ${throughProgram} through the program, too`,
  )
  return missed.length
}

async function pace(name, archive) {
  const times = []
  for (let run = 0; run < 5; run += 1) {
    const began = performance.now()
    const { valid } = await verifyBag(archive)
    if (!valid) throw new Error(`${name} does not verify.`)
    times.push(performance.now() - began)
  }
  const bytes = statSync(archive).size
  const ms = median(times)
  console.log(`whole verification of ${name}: ${ms.toFixed(0)} ms, ${(bytes / 1e3 / ms).toFixed(1)} MB/s (median of 5)`)
}

/** Originals weigh most in a real archive; models are parsed besides. */
function large() {
  const sources = join(data.folder, 'large')
  mkdirSync(sources)
  const block = Buffer.alloc(64 << 20)
  for (let at = 0, state = seed; at < block.length; at += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    block.writeUInt32LE(state, at)
  }
  for (let n = 0; n < 4; n += 1) {
    block.writeUInt32LE(n)
    writeFileSync(join(sources, `${n}.bin`), block)
  }
  const archive = join(data.folder, 'large.zip')
  spawnSync(process.execPath, [cli, 'import', sources, '--into', archive], {
    env: { ...process.env, AVOTS_DATA: join(data.folder, 'data') },
  })
  return archive
}

try {
  console.log(`seed ${seed}`)
  const imported = importOne()
  const missed = (await changeBytes('starter archive', starter)) + (await changeBytes('imported archive', imported))
  await pace('the starter archive', starter)
  await pace('the imported archive', imported)
  await pace('an archive of 268 MB', large())
  if (missed > 0) throw new Error(`${missed} changes were not found.`)
} finally {
  data.done()
}
