/**
 * Reading at any size: a text of a million words with ten thousand notes beside one of two thousand words with twenty, in
 * the browser host. Opening, scrolling, jumping, finding, marking; elements in the page and memory. Medians.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  avots,
  call,
  freePort,
  median,
  ms,
  openBrowser,
  random,
  start,
  temporaryData,
  timedUntil,
  watchTasks,
  words,
} from './measure.mjs'

const texts = [
  { name: 'short', words: 2_000, notes: 20 },
  { name: 'long', words: 1_000_000, notes: 10_000 },
]
/** Ms until all notes are in the store of a new page. */
const settled = 20_000
const data = temporaryData()
const port = await freePort()
const browser = await openBrowser()
let host

/** Makes an archive of the texts and answers with its path; ids and words go into `texts`. */
function makeArchive() {
  const folder = join(data.folder, 'texts')
  mkdirSync(folder)
  for (const text of texts) writeFileSync(join(folder, `${text.name}.md`), words(text.words))
  const archive = join(data.folder, 'reading.zip')
  const lines = avots('import', folder, '--into', archive, '--lang', 'en', '--json').trim().split('\n').map(JSON.parse)
  for (const text of texts) {
    text.id = lines.find(({ path }) => path?.endsWith(`${text.name}.md`)).documentId
    text.text = JSON.parse(avots('text', archive, text.id, '--json')).text
  }
  return archive
}

/** Notes spread over the whole text, one in twenty over several paragraphs. */
async function makeNotes(address, { id, text, notes }) {
  const next = random(7)
  const ops = Array.from({ length: notes }, (_, n) => {
    const start = text.indexOf(' ', Math.floor(next() * (text.length - 4_000))) + 1
    const end = start + (n % 20 === 0 ? 3_000 : 10 + Math.floor(next() * 120))
    const target = {
      kind: 'text',
      docId: id,
      editionId: `${id}.1`,
      start,
      end,
      exact: text.slice(start, end),
      prefix: text.slice(Math.max(0, start - 64), start),
      suffix: text.slice(end, end + 64),
    }
    const at = '2026-11-29T10:00:00.000Z'
    const after = {
      id: randomUUID(),
      targets: [target],
      kind: 'note',
      colour: 'ABCDE'[n % 5],
      tagIds: [],
      note: n % 2 ? '' : `Note ${n}: compare with the other text.`,
      created: at,
      updated: at,
      rev: 1,
      deletedAt: null,
    }
    return {
      opId: randomUUID(),
      time: at,
      actor: 'reader',
      device: 'bench',
      clock: n + 1,
      table: 'annotations',
      verb: 'create',
      targetId: after.id,
      before: null,
      after,
    }
  })
  for (let at = 0; at < ops.length; at += 1000)
    await call(address, 'notebooks.commit', { ops: ops.slice(at, at + 1000) })
}

try {
  const archive = makeArchive()
  host = await start(data.folder, port)
  await call(host.address, 'archives.open', { path: archive })
  for (const text of texts) await makeNotes(host.address, text)
  for (const { id, name, text } of texts) {
    const say = (what) => console.log(`${name} (${text.length} characters): ${what}`)
    const context = () => browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
    let [used, page] = []
    /** Tasks over 50 ms while `act` runs and half a second after, in ms. */
    const tasks = async (act) => {
      await page.evaluate(() => (globalThis.__tasks.length = 0))
      const result = await act()
      await page.waitForTimeout(500)
      const list = await page.evaluate(() => globalThis.__tasks)
      return { result, said: list.length > 0 ? `tasks over 50 ms: ${list.join(', ')}` : 'no task over 50 ms' }
    }
    // In a page of its own each: what a page has shown, it keeps.
    const ways = [
      ['for the first time, as soon as its row is chosen', 0, 0],
      ['in the middle, where it was left, as soon as its row is chosen', 0, 0.5],
      ['in a new page, as soon as its row is chosen', 0, 0],
      ['in a new page, a second after its row was chosen', 1000, 0],
    ]
    for (const [how, looked, share] of ways) {
      await used?.close()
      used = await context()
      page = await used.newPage()
      const offset = Math.floor(share * text.length)
      await page.addInitScript(
        (left) =>
          localStorage.setItem(
            'avots-workspace',
            JSON.stringify({ place: { screen: 'library' }, offsets: [left], draft: [] }),
          ),
        [id, offset],
      )
      await page.goto(host.address)
      await page.getByRole('grid', { name: 'Documents' }).getByRole('row').nth(3).waitFor()
      // Until all notes are in the page's own store.
      await page.waitForTimeout(settled)
      await watchTasks(page)
      const choosing = await tasks(async () => {
        await page.getByRole('row', { name }).first().click()
        const read = page.getByRole('complementary', { name: 'Details' }).getByRole('button', { name: 'Read' })
        await page.waitForTimeout(looked)
        return timedUntil(page, () => read.click(), [
          `document.querySelector('article p') !== null`,
          `document.querySelector('article:not([aria-busy]) p') !== null`,
        ])
      })
      const [seen, whole] = choosing.result
      say(`opened ${how}: read in ${ms(seen)}, all of it there in ${ms(whole)}; ${choosing.said} from choosing it`)
    }
    await page.waitForTimeout(2000)
    const { nodes, heap } = await page.evaluate(() => ({
      nodes: document.querySelectorAll('article *').length,
      heap: performance.memory.usedJSHeapSize,
    }))
    say(`${nodes} elements in the text, ${Math.round(heap / 1e6)} MB of JavaScript heap`)

    await page.mouse.move(500, 400)
    const wheel = await tasks(async () => {
      for (let step = 0; step < 90; step += 1) {
        await page.mouse.wheel(0, step % 60 < 30 ? 200 : -200)
        await page.waitForTimeout(33)
      }
    })
    say(`3 s of scrolling, ${wheel.said}`)

    const jumping = await tasks(() =>
      page.evaluate(async () => {
        let scroller = document.querySelector('article')
        while (scroller.scrollHeight <= scroller.clientHeight || getComputedStyle(scroller).overflowY === 'visible')
          scroller = scroller.parentElement
        const times = []
        for (let step = 1; step <= 20; step += 1) {
          const from = performance.now()
          scroller.scrollTop = (((step * 7919) % 20) / 20) * scroller.scrollHeight
          await new Promise(requestAnimationFrame)
          await new Promise(requestAnimationFrame)
          times.push(performance.now() - from)
          await new Promise((resolve) => setTimeout(resolve, 100))
        }
        return times
      }),
    )
    say(`a jump anywhere ${ms(median(jumping.result))} to its second frame (20 jumps), ${jumping.said}`)

    await page.locator('article').focus()
    const find = await tasks(async () => {
      await page.keyboard.press('Control+f')
      await page.keyboard.type('Moscow')
      await page.waitForTimeout(1000)
      await page.keyboard.press('Enter')
    })
    say(`finding a word, ${find.said}`)
    await page.keyboard.press('Escape')

    const all = await tasks(async () => {
      await page.locator('article').focus()
      await page.keyboard.press('Control+a')
    })
    say(`selecting everything, ${all.said}`)
    await page.keyboard.press('Escape')

    await page.keyboard.press('F7')
    await page.keyboard.press('s')
    const marking = await tasks(() => page.keyboard.press('b'))
    say(`marking a sentence, ${marking.said}`)
    await used.close()
  }
} finally {
  await browser.close()
  await host?.stop()
  data.done()
}
