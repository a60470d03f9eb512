/**
 * Recognition of characters by the built command line: seconds a page (all in all, and of the child's processor), share of right characters and words, peak memory.
 * The pages are the starter archive's texts, typeset and drawn here, whole and spoiled, so every letter is known.
 *
 * `node bench/recognition.mjs [pages of each language=2] [seed=1]`
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../scripts/steps.mjs'
import { random, temporaryData } from './measure.mjs'
import { draw, pagesOf, spoil, tiff, typeset } from './support/drawn-pages.mjs'
import { runMeasured } from './support/memory.mjs'

const count = Number(process.argv[2] ?? 2)
const seed = Number(process.argv[3] ?? 1)
const languages = { lav: 'lv', eng: 'en', rus: 'ru', lit: 'lt', est: 'et' }
const qualities = {
  'clean, 300 dots per inch': { dots: 300, noise: 0 },
  'grey paper and noise, 200 dots': { dots: 200, noise: 14, paper: 225, ink: 50 },
  'more noise, 130 dots': { dots: 130, noise: 20, paper: 215, ink: 60 },
}
const wordsOnPage = 380
const cli = join(root, 'out/main/cli.js')
const data = temporaryData()
const env = { AVOTS_DATA: join(data.folder, 'data') }

/** Fewest insertions, deletions and replacements between two lists (Wagner and Fischer 1974). */
function distance(a, b) {
  let row = Uint32Array.from({ length: b.length + 1 }, (_, n) => n)
  for (let i = 1; i <= a.length; i += 1) {
    const next = new Uint32Array(b.length + 1)
    next[0] = i
    for (let j = 1; j <= b.length; j += 1)
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length]
}

/** White space is no matter; characters are counted with it as one blank. */
const plain = (text) => text.normalize('NFC').replace(/\s+/g, ' ').trim()

async function recognise(language, quality, pages, truths) {
  const next = random(seed)
  const name = `${language}-${quality.dots}`
  const folder = join(data.folder, name)
  mkdirSync(folder)
  const files = pages.map((page, n) => {
    const file = join(folder, `${n}.tif`)
    writeFileSync(file, tiff(spoil(page, quality, next), quality.dots))
    return file
  })
  const archive = join(data.folder, `${name}-archive`)
  const run = await runMeasured(
    process.execPath,
    [cli, 'import', ...files, '--into', archive, '--ocr', language, '--lang', languages[language], '--json'],
    { env },
  )
  if (run.status !== 0) throw new Error(`import ended with ${run.status}: ${run.output.slice(-500)}`)
  const ids = new Map()
  for (const line of run.output.trim().split('\n').map(JSON.parse))
    if (line.documentId) ids.set(line.path, line.documentId)
  const sums = { characters: 0, wrongCharacters: 0, words: 0, wrongWords: 0 }
  for (const [n, file] of files.entries()) {
    const { output } = await runMeasured(process.execPath, [cli, 'text', archive, ids.get(file), '--json'], { env })
    const [found, truth] = [plain(JSON.parse(output).text), truths[n]]
    sums.characters += truth.length
    sums.wrongCharacters += distance(truth, found)
    const words = truth.split(' ')
    sums.words += words.length
    sums.wrongWords += distance(words, found.split(' '))
  }
  return {
    ...sums,
    seconds: run.ms / 1000 / files.length,
    cpu: run.cpuOfChildren / files.length,
    peak: run.peakOfChildren,
  }
}

const percent = (wrong, all) => `${(100 * (1 - wrong / all)).toFixed(2)} %`
try {
  console.log(`seed ${seed}, ${count} pages of about ${wordsOnPage} words in each language and state`)
  for (const [language, tag] of Object.entries(languages)) {
    const texts = pagesOf(tag, count, wordsOnPage)
    const pages = await draw(typeset(texts, tag), count)
    const truths = texts.map((parts) => plain(parts.join(' ')))
    for (const [state, quality] of Object.entries(qualities)) {
      const result = await recognise(language, quality, pages, truths)
      console.log(
        `${language}, ${state}: ${percent(result.wrongCharacters, result.characters)} of characters right, ` +
          `${percent(result.wrongWords, result.words)} of words; ${result.seconds.toFixed(1)} s a page (${result.cpu.toFixed(1)} s of processor), peak ${result.peak.toFixed(0)} MB`,
      )
    }
  }
} finally {
  data.done()
}
