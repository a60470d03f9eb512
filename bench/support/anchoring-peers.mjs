/**
 * The anchoring engine beside what npm carries, in one page of one browser: milliseconds a note. The peers are installed
 * into out/bench/peers when the bench runs; they are no dependency of the program.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { root } from '../../scripts/steps.mjs'
import { openBrowser } from '../measure.mjs'
import { judge, ocrNoise, sampleQuotes, truthOf, unchanged, whereabouts } from './edits.mjs'
import { bundleEngine } from './engine.mjs'
import { inTheManner, random, starterText } from './texts.mjs'

const PEERS = {
  'dom-anchor-text-quote': '4.0.2',
  '@apache-annotator/dom': '0.2.0',
  // Used by the former, which forgets to name it.
  '@apache-annotator/selector': '0.2.0',
  '@recogito/text-annotator': '4.1.1',
}
const PAGE = '<!doctype html><div id="text" style="white-space:pre-wrap;height:600px;overflow:auto"></div>'
/** A peer is stopped after so many milliseconds of one measurement. */
const LIMIT = 15_000

const folder = join(root, 'out', 'bench', 'peers')

function install() {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies: PEERS }))
  if (Object.keys(PEERS).every((name) => existsSync(join(folder, 'node_modules', name)))) return true
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'], {
    cwd: folder,
    stdio: 'inherit',
  })
  return status === 0
}

/** What runs in the page. `window.bench(name, old, now, quotes, limit)` answers with places and milliseconds. */
const page = `
import * as quote from 'dom-anchor-text-quote'
import { createTextQuoteSelectorMatcher } from '@apache-annotator/dom'
import { createTextAnnotator } from '@recogito/text-annotator'
import { createPlacer } from './anchoring.mjs'

function show(text) {
  const root = document.getElementById('text')
  const starts = new Map()
  root.replaceChildren()
  let at = 0
  for (const line of text.split(/(?<=\\n)/)) {
    const paragraph = document.createElement('p')
    paragraph.append(line)
    starts.set(paragraph.firstChild, at)
    at += line.length
    root.append(paragraph)
  }
  return { root, starts }
}

const engines = {
  async avots(old, now, quotes) {
    const t0 = performance.now()
    const placer = createPlacer(old, now)
    placer.place(quotes.slice(0, 1))
    const t1 = performance.now()
    const places = placer.place(quotes).map(({ start, end, state }) => ({ start, end, state }))
    return { places, index: t1 - t0, ms: performance.now() - t1 }
  },
  async 'dom-anchor-text-quote'(old, now, quotes, limit) {
    const { root } = show(now)
    const places = []
    const t0 = performance.now()
    for (const one of quotes) {
      let found = null
      try {
        found = quote.toTextPosition(root, { exact: one.exact, prefix: one.prefix.slice(-32), suffix: one.suffix.slice(0, 32) }, { hint: one.start })
      } catch {}
      places.push(found ? { start: found.start, end: found.end, state: 'anchored' } : { start: null, end: null, state: 'orphan' })
      if (performance.now() - t0 > limit) break
    }
    return { places, ms: performance.now() - t0 }
  },
  async '@apache-annotator/dom'(old, now, quotes, limit) {
    const { root, starts } = show(now)
    const places = []
    const t0 = performance.now()
    for (const one of quotes) {
      const match = createTextQuoteSelectorMatcher({ type: 'TextQuoteSelector', exact: one.exact, prefix: one.prefix.slice(-32), suffix: one.suffix.slice(0, 32) })
      let place = { start: null, end: null, state: 'orphan' }
      for await (const range of match(root)) {
        place = { start: starts.get(range.startContainer) + range.startOffset, end: starts.get(range.endContainer) + range.endOffset, state: 'anchored' }
        break
      }
      places.push(place)
      if (performance.now() - t0 > limit) break
    }
    return { places, ms: performance.now() - t0 }
  },
  async '@recogito/text-annotator'(old, now, quotes, limit) {
    const { root, starts } = show(now)
    const annotator = createTextAnnotator(root, {})
    const places = []
    const t0 = performance.now()
    for (let n = 0; n < quotes.length; n += 10) {
      const some = quotes.slice(n, n + 10).map((one) => ({
        id: 'n' + n + '-' + one.start + '-' + one.end + '-' + one.id,
        bodies: [],
        target: { annotation: '', selector: [{ quote: one.exact, start: one.start, end: one.end }] },
      }))
      some.forEach((one) => (one.target.annotation = one.id))
      annotator.state.store.bulkAddAnnotations(some)
      // Where it puts them: it goes by the offsets that it is given, not by the words.
      for (const { id } of some) {
        const range = annotator.state.store.getAnnotation(id)?.target.selector[0]?.range
        const start = starts.get(range?.startContainer)
        const end = starts.get(range?.endContainer)
        if (start === undefined || end === undefined) places.push({ start: null, end: null, state: 'orphan' })
        else places.push({ start: start + range.startOffset, end: end + range.endOffset, state: 'anchored' })
      }
      if (performance.now() - t0 > limit) break
    }
    const ms = performance.now() - t0
    annotator.destroy()
    return { places, ms }
  },
}
window.bench = (name, old, now, quotes, limit) => engines[name](old, now, quotes, limit)
`

async function bundlePage() {
  const engine = await bundleEngine()
  writeFileSync(join(folder, 'anchoring.mjs'), readFileSync(engine))
  writeFileSync(join(folder, 'page.mjs'), page)
  await build({
    configFile: false,
    root: folder,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: join(folder, 'page'),
      emptyOutDir: true,
      minify: false,
      target: 'es2023',
      lib: { entry: join(folder, 'page.mjs'), formats: ['iife'], name: 'peers', fileName: () => 'page.js' },
    },
  })
  return join(folder, 'page', 'page.js')
}

/** `sizes`: words of the texts that are measured. */
export async function comparePeers(seed, sizes) {
  if (!install()) {
    console.log('\nThe peers could not be installed (no network?): part 3 is left out.')
    return
  }
  const script = await bundlePage()
  const browser = await openBrowser()
  try {
    for (const words of sizes) {
      const r = random(seed + 5)
      const old = inTheManner(starterText('en'), words, seed)
      const before = unchanged(old)
      const exact = { text: `A line that was put in before.\n${old}`, origin: null }
      exact.origin = Int32Array.from({ length: exact.text.length }, (_, i) => i - (exact.text.length - old.length))
      for (const [name, edited] of [
        ['exact, shifted', exact],
        ['OCR 5 %', ocrNoise(before, 0.05, r, 'en')],
      ]) {
        const places = whereabouts(edited, old.length)
        const quotes = ['short', 'middle'].flatMap((kind) => sampleQuotes(old, 5000, r, kind))
        quotes.sort(() => r() - 0.5)
        console.log(`\n${words} words, ${name}, ${quotes.length} quotes:`)
        let ours = 0
        for (const peer of ['avots', 'dom-anchor-text-quote', '@apache-annotator/dom', '@recogito/text-annotator']) {
          // A page of its own for each: what one leaves behind costs the next one nothing.
          const tab = await browser.newPage()
          // A page with a secure origin: libraries make ids by crypto.randomUUID, which about:blank does not have.
          await tab.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: PAGE }))
          await tab.goto('http://localhost/')
          await tab.addScriptTag({ path: script })
          const result = await tab
            .evaluate(([...call]) => window.bench(...call), [peer, old, edited.text, quotes, LIMIT])
            .catch((error) => ({ error: String(error).split('\n')[0] }))
          await tab.close()
          if (result.error) {
            console.log(`  ${peer.padEnd(26)} failed: ${result.error}`)
            continue
          }
          const each = result.ms / result.places.length
          if (peer === 'avots') ours = each
          const counts = { right: 0, near: 0, wrong: 0, review: 0, orphan: 0 }
          result.places.forEach((place, n) => (counts[judge(place, truthOf(quotes[n], places))] += 1))
          const index = result.index === undefined ? '' : `, index once ${result.index.toFixed(0)} ms`
          const withIndex =
            result.index === undefined ? '' : `, with it ${((result.ms + result.index) / quotes.length).toFixed(4)} ms`
          const ratio = peer === 'avots' ? '' : `, ours 1/${(each / ours).toFixed(0)}`
          console.log(
            `  ${peer.padEnd(26)} ${each.toFixed(4)} ms a note of ${result.places.length}${index}${withIndex}${ratio}; ${JSON.stringify(counts)}`,
          )
        }
      }
    }
  } finally {
    await browser.close()
  }
}
