/**
 * Real files of every format, read as an import reads them: by the built extractor in its child process, under its limits.
 * For each format: files, read whole, read with a warning, refused by code, crashes, timeouts, time, and what design asks.
 * No file is kept in the project: folders are arguments, or the corpus is fetched into the temporary folder.
 *
 * `node bench/corpus.mjs [--most 400] [--only pdf,docx] [folder …]`; each file's outcome goes to `corpus.ndjson` there.
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../scripts/steps.mjs'
import { median } from './measure.mjs'
import { collect } from './support/corpus-files.mjs'
import { fetchCorpus } from './support/corpus-sources.mjs'
import { loadModule } from './support/modules.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { most: { type: 'string', default: '400' }, only: { type: 'string' } },
})
const lanes = 2
const home = join(tmpdir(), 'avots-bench-corpus')
mkdirSync(home, { recursive: true })
const folders = positionals.length > 0 ? positionals : [fetchCorpus(home), '/usr/share/doc']

/** Codes that are a right answer: the file is encrypted, holds nothing, or is beyond a limit that is told. */
const rightRefusals = new Set(['password', 'empty', 'parse-too-large', 'image-too-large', 'too-many-pages'])
/** Share of files that are to be read, with right refusals counted as read (design of formats, section 10). */
const targets = {
  pdf: 0.996,
  docx: 1,
  odt: 1,
  epub: 1,
  tei: 1,
  alto: 1,
  'page-xml': 1,
  ead: 1,
  jpeg: 1,
  eml: 1,
  mbox: 1,
}

const { createExtractor } = await loadModule('extractor', 'src-main/services/documents/extractor.ts')
const { startNodeChild } = await loadModule('children', 'src-main/services/children/index.ts')

async function readOne(extractor, { path, size, damaged }) {
  const began = performance.now()
  let outcome
  try {
    const { format, model } = await extractor.extract({ path }, { fileName: basename(path) })
    outcome = { status: model.warnings.length > 0 ? 'partial' : 'ok', format, characters: model.text.length }
    outcome.warnings = model.warnings.map(({ code }) => code)
  } catch (error) {
    outcome = { status: 'refused', code: error.code ?? 'internal', message: error.message }
  }
  return { path, size, damaged, ms: Math.round(performance.now() - began), ...outcome }
}

/** All files of one format, in several lanes as they are free. */
async function readAll(files) {
  const results = []
  let next = 0
  const lane = async () => {
    const extractor = createExtractor(join(root, 'out/main'), startNodeChild)
    while (next < files.length) {
      const index = next
      next += 1
      results[index] = await readOne(extractor, files[index])
    }
    await extractor.close()
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return results
}

const count = (list, key) => {
  const counts = new Map()
  for (const one of list) for (const value of [key(one)].flat()) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])
}
const inWords = (counts) => counts.map(([name, number]) => `${name} ${number}`).join(', ')

function report(kind, everything) {
  const results = everything.filter(({ damaged }) => !damaged)
  const broken = everything.filter(({ damaged }) => damaged)
  if (broken.length > 0)
    console.log(`${kind}, damaged on purpose: ${inWords(count(broken, ({ status, code }) => code ?? status))}`)
  if (results.length === 0) return
  const of = (status) => results.filter((one) => one.status === status)
  const [ok, partial, refused] = [of('ok'), of('partial'), of('refused')]
  const right = ok.length + partial.length + refused.filter(({ code }) => rightRefusals.has(code)).length
  const times = results.map(({ ms }) => ms).sort((a, b) => a - b)
  const share = right / results.length
  const target = targets[kind]
  const asked = target === undefined ? '' : `, asked ${(100 * target).toFixed(1)} %${share < target ? ': MISSED' : ''}`
  console.log(
    `${kind}: ${results.length} files, ${ok.length} ok, ${partial.length} partial, ${refused.length} refused; ` +
      `${(100 * share).toFixed(1)} % read or rightly refused${asked}; ` +
      `median ${median(times)} ms, p95 ${times[Math.floor(times.length * 0.95)]} ms, max ${times.at(-1)} ms`,
  )
  if (refused.length > 0) console.log(`  refused: ${inWords(count(refused, ({ code }) => code))}`)
  if (partial.length > 0)
    console.log(`  warnings: ${inWords(count(partial, ({ warnings }) => [...new Set(warnings)]))}`)
  const others = [...ok, ...partial].filter(({ format }) => format !== kind)
  if (others.length > 0) console.log(`  read as another format: ${inWords(count(others, ({ format }) => format))}`)
  for (const { path, code, message } of refused.filter(({ code }) => !rightRefusals.has(code)).slice(0, 8))
    console.log(`    ${code} ${relative(home, path)}: ${message.slice(0, 160)}`)
}

const found = collect(folders, Number(values.most))
const only = values.only?.split(',')
const all = []
const outcomes = join(home, 'corpus.ndjson')
writeFileSync(outcomes, '')
for (const [kind, files] of found) {
  if (only && !only.includes(kind)) continue
  const results = await readAll(files)
  report(kind, results)
  all.push(...results)
  appendFileSync(outcomes, results.map((result) => `${JSON.stringify({ kind, ...result })}\n`).join(''))
}
const failed = (...codes) => all.filter(({ code }) => codes.includes(code))
const hung = failed('timeout')
console.log(
  `${all.length} files: ${failed('crashed', 'internal').length} crashes, ${hung.length} over the time limit, ${failed('out-of-memory').length} over the memory limit`,
)
if (failed('internal').length > 0) process.exitCode = 1
