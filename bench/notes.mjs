/**
 * A notebook of any size: `node bench/notes.mjs [notes=10000] [--profile folder]`. Notes with 50 tags on a long text and on
 * forty short ones, in the browser host: the Notes screen opened, scrolled, searched, walked through, one note and five
 * hundred tagged, the panel of notes in Read. For each: tasks over 50 ms, and the longest task in time of the processor,
 * which other work on the machine does not lengthen. With `--profile` a CPU profile of each is written there.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  avots,
  call,
  freePort,
  ms,
  openBrowser,
  random,
  start,
  temporaryData,
  timed,
  watchTasks,
  words,
} from './measure.mjs'

const profiles = process.argv.includes('--profile') ? process.argv[process.argv.indexOf('--profile') + 1] : undefined
const count = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 10_000)
const texts = [
  { name: 'long', words: 300_000, notes: Math.floor(count / 2) },
  ...Array.from({ length: 40 }, (_, n) => ({ name: `short-${n}`, words: 2_000, notes: Math.floor(count / 80) })),
]
const data = temporaryData()
const port = await freePort()
const browser = await openBrowser()
let host

/** Makes an archive of the texts and answers with its path; their ids go into `texts`. */
function makeArchive() {
  const folder = join(data.folder, 'texts')
  mkdirSync(folder)
  texts.forEach((text, n) => writeFileSync(join(folder, `${text.name}.md`), words(text.words, n + 1)))
  const archive = join(data.folder, 'notes.zip')
  const lines = avots('import', folder, '--into', archive, '--lang', 'en', '--json').trim().split('\n').map(JSON.parse)
  for (const text of texts) text.id = lines.find(({ path }) => path?.endsWith(`${text.name}.md`)).documentId
  return archive
}

const at = '2026-11-29T10:00:00.000Z'
const lifetime = () => ({ id: randomUUID(), created: at, updated: at, rev: 1, deletedAt: null })
let clock = 0
const creation = (table, after) => ({
  opId: randomUUID(),
  time: at,
  actor: 'reader',
  device: 'bench',
  clock: (clock += 1),
  table,
  verb: 'create',
  targetId: after.id,
  before: null,
  after,
})

async function makeNotebook(address) {
  const next = random(7)
  const tags = []
  for (let n = 0; n < 50; n += 1) {
    const name = `Tag ${n + 1}`
    const parentId = n % 5 === 0 ? '' : tags[n - (n % 5)].id
    tags.push({ ...lifetime(), name, nameKey: name.toLowerCase(), parentId, colour: null, note: '' })
  }
  const notes = texts.flatMap(({ id, text, notes: wanted }) =>
    Array.from({ length: wanted }, (_, n) => {
      const from = text.indexOf(' ', Math.floor(next() * (text.length - 400))) + 1
      const to = from + 10 + Math.floor(next() * 120)
      const target = {
        kind: 'text',
        docId: id,
        editionId: `${id}.1`,
        start: from,
        end: to,
        exact: text.slice(from, to),
        prefix: text.slice(Math.max(0, from - 64), from),
        suffix: text.slice(to, to + 64),
      }
      const tagIds = [...new Set(Array.from({ length: n % 4 }, () => tags[Math.floor(next() * tags.length)].id))]
      const note = n % 3 === 0 ? '' : `Note ${n}: compare with the other text. ${text.slice(to, to + (n % 200))}`
      return { ...lifetime(), targets: [target], kind: 'note', colour: 'ABCDE'[n % 5], tagIds, note }
    }),
  )
  const ops = [...tags.map((tag) => creation('tags', tag)), ...notes.map((note) => creation('annotations', note))]
  for (let from = 0; from < ops.length; from += 1000)
    await call(address, 'notebooks.commit', { ops: ops.slice(from, from + 1000) })
}

/** Time of the processor of the longest task of the page in a trace, in ms. */
function longestTask(trace) {
  const { traceEvents } = JSON.parse(trace.toString())
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  )
  const tasks = traceEvents.filter(
    ({ name, pid, tid, ph }) => ph === 'X' && /RunTask$/.test(name) && mains.has(`${pid} ${tid}`),
  )
  return Math.max(0, ...tasks.map(({ tdur, dur }) => (tdur ?? dur) / 1000))
}

try {
  const archive = makeArchive()
  host = await start(data.folder, port)
  await call(host.address, 'archives.open', { path: archive })
  for (const text of texts) text.text = (await call(host.address, 'documents.open', { documentId: text.id })).model.text
  await makeNotebook(host.address)
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
  const page = await context.newPage()
  const long = page.getByRole('row', { name: /^long/ })
  const counted = long.filter({ hasText: texts[0].notes.toLocaleString('en-GB') })
  await page.goto(host.address)
  await counted.waitFor({ timeout: 120_000 })
  // A first start copies the notebook into the browser; what is measured is every later one.
  await page.waitForTimeout(5000)
  await page.reload()
  await counted.waitFor({ timeout: 120_000 })
  await page.waitForTimeout(5000)
  await watchTasks(page)
  const cdp = await context.newCDPSession(page)
  await cdp.send('Profiler.enable')
  await cdp.send('Profiler.setSamplingInterval', { interval: 500 })

  /** Does it, and says how the page fared until a second after. */
  async function measure(what, act) {
    await page.evaluate(() => (globalThis.__tasks.length = 0))
    if (profiles) await cdp.send('Profiler.start')
    else await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] })
    const result = await act()
    await page.waitForTimeout(1000)
    const said = []
    if (profiles) {
      mkdirSync(profiles, { recursive: true })
      const { profile } = await cdp.send('Profiler.stop')
      writeFileSync(join(profiles, `${what.replaceAll(/\W+/g, '-')}.cpuprofile`), JSON.stringify(profile))
    } else said.push(`longest ${ms(longestTask(await browser.stopTracing()))} of the processor`)
    const list = await page.evaluate(() => globalThis.__tasks)
    said.unshift(list.length > 0 ? `tasks over 50 ms: ${list.join(', ')}` : 'no task over 50 ms')
    console.log(`${what}${typeof result === 'string' ? ` ${result}` : ''}: ${said.join('; ')}`)
  }
  const list = page.getByRole('listbox', { name: 'Notes' })
  const rail = page.getByRole('navigation').getByRole('link', { name: /^Notes/ })

  await measure('opening Notes', async () =>
    ms(await timed(page, () => rail.click(), `document.querySelector('.note-list .note .quote') !== null`)),
  )
  await page.waitForTimeout(3000)
  const rows = await page.locator('.note-list .note').count()
  const elements = await page.evaluate(() => document.querySelectorAll('*').length)
  console.log(`${rows} rows of ${count} in the page, ${elements} elements in all`)

  await list.hover()
  await measure('3 s of scrolling', async () => {
    for (let step = 0; step < 90; step += 1) {
      await page.mouse.wheel(0, step % 60 < 45 ? 400 : -400)
      await page.waitForTimeout(33)
    }
  })
  await measure('the end, and back to the beginning', async () => {
    await list.locator('[tabindex="0"]').focus()
    await page.keyboard.press('End')
    await page.waitForTimeout(500)
    await page.keyboard.press('Home')
  })
  await measure('twenty rows on with the arrow keys', async () => {
    for (let step = 0; step < 20; step += 1) await page.keyboard.press('ArrowDown')
  })
  await measure('choosing a note', () => list.getByRole('option').nth(3).click())
  const search = page.locator('.filters input')
  await measure('searching for six letters', () => search.pressSequentially('Moscow', { delay: 80 }))
  await measure('all of them again', () => search.fill(''))
  await measure('grouped by date', () => page.getByLabel('Order').selectOption('date'))
  await measure('grouped by document', () => page.getByLabel('Order').selectOption('document'))
  await measure('notes with one tag', () => page.getByRole('treeitem', { name: /^Tag 1 / }).click())
  await measure('notes with all tags', () => page.getByRole('treeitem', { name: /^All notes/ }).click())
  await measure('giving a tag a digit', async () => {
    await page.getByRole('treeitem', { name: /^Tag 2 / }).focus()
    await page.keyboard.press('7')
  })
  await measure('tagging one note', async () => {
    await list.locator('[tabindex="0"]').focus()
    await page.keyboard.press('7')
  })
  await measure('choosing all', () => page.keyboard.press('Control+a'))
  await page.keyboard.press('Escape')
  await measure('tagging 500 notes', async () => {
    await list.locator('[tabindex="0"]').focus()
    await page.keyboard.press('Home')
    for (let step = 0; step < 499; step += 1) await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('7')
    await page.waitForTimeout(4000)
  })
  await measure('taking that back', async () => {
    await page.keyboard.press('Control+z')
    await page.waitForTimeout(4000)
  })
  await page.keyboard.press('Escape')

  await page
    .getByRole('navigation')
    .getByRole('link', { name: /^Library/ })
    .click()
  await long.dblclick()
  await page.locator('article p').first().waitFor()
  await page.waitForTimeout(3000)
  const tab = page.getByRole('radio', { name: 'Notes', exact: true })
  await measure('opening the panel of notes in Read', async () =>
    ms(await timed(page, () => tab.click(), `document.querySelector('.notes-panel .note') !== null`)),
  )
  console.log(`${await page.locator('.notes-panel .note').count()} rows of ${texts[0].notes} in the page`)
  await page.locator('.notes-panel').hover()
  await measure('3 s of scrolling in it', async () => {
    for (let step = 0; step < 90; step += 1) {
      await page.mouse.wheel(0, step % 60 < 45 ? 400 : -400)
      await page.waitForTimeout(33)
    }
  })
  await measure('its end', async () => {
    await page.locator('.notes-panel [tabindex="0"]').focus()
    await page.keyboard.press('End')
  })
  await measure('going to its last note', () => page.keyboard.press('Enter'))
  await context.close()
} finally {
  await browser.close()
  await host?.stop()
  data.done()
}
