/**
 * Notes found again in changed texts. Part 1: how many are right, by text and change; part 2: 10,000 notes on 1,000,000
 * words by the command line; part 3: speed beside the libraries of npm, in one page of one browser. `--words` is the size
 * of the largest text of parts 2 and 3.
 *
 *   node bench/anchoring.mjs [--seed 7] [--quotes 100] [--part quality|cli|peers] [--words 1000000]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../scripts/steps.mjs'
import { comparePeers } from './support/anchoring-peers.mjs'
import {
  judge,
  ocrNoise,
  reflow,
  respell,
  sampleQuotes,
  shuffleParagraphs,
  truthOf,
  unchanged,
  whereabouts,
} from './support/edits.mjs'
import { loadEngine } from './support/engine.mjs'
import { formulaicText, inTheManner, random, starterText } from './support/texts.mjs'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '7' },
    quotes: { type: 'string', default: '100' },
    part: { type: 'string' },
    words: { type: 'string', default: '1000000' },
  },
})
const seed = Number(values.seed)
const count = Number(values.quotes)
const words = Number(values.words)
const wanted = (part) => values.part === undefined || values.part === part
const kinds = ['short', 'middle', 'long', 'repeated']

/** A change: text, random numbers, language, paragraphs to put in. */
const changes = {
  'OCR 1 %': (s, r, l) => ocrNoise(s, 0.01, r, l),
  'OCR 5 %': (s, r, l) => ocrNoise(s, 0.05, r, l),
  'OCR 10 %': (s, r, l) => ocrNoise(s, 0.1, r, l),
  'a fifth deleted': (s, r) => shuffleParagraphs(s, { remove: 0.2 }, r),
  'a fifth put in': (s, r, l, filler) => shuffleParagraphs(s, { insert: 0.2 }, r, filler),
  'a seventh moved': (s, r) => shuffleParagraphs(s, { move: 0.15 }, r),
  'old spelling': (s, r, l) => respell(s, l),
  'other lines': (s, r) => reflow(s, r),
  'deleted, moved, OCR 10 %': (s, r, l) => ocrNoise(shuffleParagraphs(s, { remove: 0.2, move: 0.1 }, r), 0.1, r, l),
  'all together': (s, r, l, filler) =>
    ocrNoise(respell(shuffleParagraphs(s, { remove: 0.1, move: 0.05, insert: 0.1 }, r, filler), l), 0.03, r, l),
}

function texts() {
  const guide = readFileSync(join(root, 'docs/guide.md'), 'utf8').replace(/[#*`|]/g, '')
  return [
    ...['lv', 'ru', 'en'].map((language) => [`archive, ${language}`, language, 'natural', starterText(language)]),
    ['guide, en', 'en', 'natural', guide.replace(/(?<!\n)\n(?!\n)/g, ' ').replace(/\n+/g, '\n')],
    ['in its manner, lv', 'lv', 'natural', inTheManner(starterText('lv'), 60_000, seed)],
    ['paragraphs of 20 words, en', 'en', 'natural', inTheManner(starterText('en'), 30_000, seed + 1, 20)],
    ['formulaic, lv', 'lv', 'formulaic', formulaicText(60_000, seed)],
    [
      'formulaic, 20 words, ru',
      'ru',
      'formulaic',
      formulaicText(40_000, seed + 2, { language: 'ru', paragraphWords: 20 }),
    ],
    [
      'very formulaic, en',
      'en',
      'formulaic',
      formulaicText(40_000, seed + 3, { language: 'en', paragraphWords: 40, repeated: 0.6 }),
    ],
  ]
}

const percent = (part, whole) => `${((100 * part) / Math.max(1, whole)).toFixed(2)} %`

async function quality() {
  const { createPlacer } = await loadEngine()
  const sums = {}
  console.log(`${count} quotes of each kind, seed ${seed}: right/near/wrong/review/orphan; gone: anchored/not`)
  for (const [name, language, family, text] of texts()) {
    const filler = formulaicText(4000, seed + 99, { language, repeated: 0 }).split('\n')
    console.log(`\n${name}: ${text.split(/\s+/).length} words`)
    for (const [change, apply] of Object.entries(changes)) {
      const r = random(seed * 31 + change.length)
      const edited = apply(unchanged(text), r, language, filler)
      const places = whereabouts(edited, text.length)
      const placer = createPlacer(text, edited.text)
      const cells = kinds.map((kind) => {
        const quotes = sampleQuotes(text, count, r, kind)
        const cell = {
          right: 0,
          near: 0,
          wrong: 0,
          review: 0,
          orphan: 0,
          gone: 0,
          goneAnchored: 0,
          cut: 0,
          cutWrong: 0,
        }
        placer.place(quotes).forEach((placement, n) => {
          const truth = truthOf(quotes[n], places)
          const verdict = judge(placement, truth)
          if (truth.kind === 'gone') {
            cell.gone += 1
            if (verdict === 'wrong') cell.goneAnchored += 1
          } else if (truth.kind === 'cut') {
            cell.cut += 1
            if (verdict === 'wrong') cell.cutWrong += 1
          } else cell[verdict] += 1
        })
        sums[family] ??= {}
        for (const key of Object.keys(cell)) sums[family][key] = (sums[family][key] ?? 0) + cell[key]
        const { right, near, wrong, review, orphan, gone, goneAnchored } = cell
        const deleted = gone > 0 ? ` gone ${goneAnchored}/${gone - goneAnchored}` : ''
        return `${kind} ${right}/${near}/${wrong}/${review}/${orphan}${deleted}`
      })
      console.log(`  ${change.padEnd(25)} ${cells.join('  ')}`)
    }
  }
  console.log('')
  const failures = []
  for (const [family, sum] of Object.entries(sums)) {
    const whole = sum.right + sum.near + sum.wrong + sum.review + sum.orphan
    const all = whole + sum.gone + sum.cut
    const wrong = sum.wrong + sum.goneAnchored + sum.cutWrong
    console.log(
      `${family}: right ${percent(sum.right, whole)} of ${whole} that are still there (near ${percent(sum.near, whole)}, review ${percent(sum.review, whole)}, orphan ${percent(sum.orphan, whole)}); wrong ${percent(wrong, all)} of ${all}; deleted and yet anchored ${percent(sum.goneAnchored, sum.gone)} of ${sum.gone}`,
    )
    if (sum.right < 0.98 * whole) failures.push(`${family}: fewer than 98 % are right`)
    if (wrong > 0.005 * all) failures.push(`${family}: more than 0.5 % are wrong`)
    if (sum.goneAnchored > 0.005 * sum.gone)
      failures.push(`${family}: more than 0.5 % of the deleted ones are anchored`)
  }
  if (failures.length > 0) throw new Error(`${failures.join('; ')}.`)
}

/** 10,000 notes on `words` words: a tenth of the paragraphs changed as by a second reading, and 2 % recognition errors. */
function commandLine() {
  const folder = mkdtempSync(join(tmpdir(), 'avots-bench-anchor-'))
  try {
    const r = random(seed)
    const text = inTheManner(starterText('lv'), words, seed)
    const filler = formulaicText(2000, seed, { repeated: 0 }).split('\n')
    const edited = ocrNoise(
      shuffleParagraphs(unchanged(text), { remove: 0.02, insert: 0.02 }, r, filler),
      0.02,
      r,
      'lv',
    )
    const quotes = kinds
      .slice(0, 3)
      .flatMap((kind) => sampleQuotes(text, 3334, r, kind))
      .slice(0, 10_000)
    const files = ['old.txt', 'new.txt', 'notes.json'].map((name) => join(folder, name))
    ;[text, edited.text, JSON.stringify(quotes)].forEach((content, n) => writeFileSync(files[n], content))
    const began = performance.now()
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'out/main/cli.js'), 'anchor', ...files, '--json'],
      {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        env: { ...process.env, AVOTS_DATA: join(folder, 'data') },
      },
    )
    const seconds = (performance.now() - began) / 1000
    if (status !== 0) throw new Error(stderr)
    const places = whereabouts(edited, text.length)
    const tally = {}
    stdout
      .trim()
      .split('\n')
      .forEach((line, n) => {
        const truth = truthOf(quotes[n], places)
        const key =
          truth.kind === 'whole' ? judge(JSON.parse(line), truth) : `${truth.kind} ${judge(JSON.parse(line), truth)}`
        tally[key] = (tally[key] ?? 0) + 1
      })
    console.log(
      `\navots anchor, ${quotes.length} notes, ${text.split(/\s+/).length} words: ${seconds.toFixed(1)} s in all`,
      tally,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (wanted('quality')) await quality()
if (wanted('cli')) commandLine()
if (wanted('peers')) await comparePeers(seed, [words / 10, words])
