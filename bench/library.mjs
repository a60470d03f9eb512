/**
 * The interface while 10,000 files come in through it, and with the archive that they make: long tasks on the interface
 * thread, and how long a change of one document's metadata takes. `node bench/library.mjs [files] [services]`: with
 * `services` the files are imported by the services, which is quicker, and only the list is measured.
 */
import { join } from 'node:path'
import { call, freePort, median, ms, openBrowser, start, temporaryData } from './measure.mjs'
import { makeMixedFiles } from './support/mixed-files.mjs'

const FILES = Number(process.argv[2] ?? 10_000)
const BY_SERVICES = process.argv[3] === 'services'
const data = temporaryData()
const port = await freePort()
const browser = await openBrowser()
let host

/** What the interface thread did for longer than 50 ms since the last time it was asked, in ms. */
const tasksOf = (page) => page.evaluate(() => globalThis.__tasks.splice(0))

function tell(what, tasks) {
  const worst =
    tasks.length > 0 ? `, longest ${ms(Math.max(...tasks))}, together ${ms(tasks.reduce((a, b) => a + b))}` : ''
  console.log(`tasks over 50 ms ${what}: ${tasks.length}${worst} (target none)`)
}

/** A new archive of all files of a folder, made as a reader does it. */
async function importThroughPage(page, sources) {
  await page.getByRole('button', { name: 'More', exact: true }).first().click()
  await page.getByRole('menuitem', { name: 'New archive…' }).click()
  await page.getByRole('textbox', { name: 'Title' }).fill('Daudz')
  await page.getByRole('button', { name: 'Make the archive' }).click()
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose a folder…' }).click()
  await (await chooser).setFiles(sources)
  const go = page.getByRole('button', { name: 'Import', exact: true })
  await go.waitFor()
  await tasksOf(page)
  const panel = page.getByRole('region', { name: 'Import' })
  const began = performance.now()
  await go.click()
  await panel
    .getByText(/^Importing/)
    .first()
    .waitFor({ timeout: 600_000 })
  tell('while the files are handed over', await tasksOf(page))
  const handed = performance.now()
  await panel.getByText(/files imported into/).waitFor({ timeout: 3_600_000 })
  const ended = performance.now()
  tell('while they are imported', await tasksOf(page))
  console.log(
    `handed over in ${((handed - began) / 1000).toFixed(1)} s, imported in ${((ended - handed) / 1000).toFixed(1)} s`,
  )
}

/** An answer may take longer than a connection lasts: the import goes on by itself, and is asked after. */
async function importByServices(address, archiveId, sources) {
  const detached = { archiveId, paths: [sources], detached: true }
  void call(address, 'documents.import', detached).catch(() => undefined)
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const [batch] = await call(address, 'documents.imports', { archiveId })
    if (batch?.finished) return
  }
}

try {
  const sources = join(data.folder, 'sources')
  const bytes = makeMixedFiles(sources, FILES)
  console.log(`${FILES} files, ${(bytes / 1e6).toFixed(1)} MB`)
  host = await start(join(data.folder, 'data'), port)
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
  const page = await context.newPage()
  await page.addInitScript(() => {
    globalThis.__tasks = []
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.__tasks.push(entry.duration)
    }).observe({ type: 'longtask' })
  })
  await page.goto(host.address)
  await page.getByRole('grid', { name: 'Documents' }).getByRole('row').nth(3).waitFor()

  if (BY_SERVICES) {
    const archive = await call(host.address, 'archives.create', { title: 'Daudz', language: 'lv' })
    const from = performance.now()
    await importByServices(host.address, archive.id, sources)
    console.log(`imported by the services in ${((performance.now() - from) / 1000).toFixed(1)} s`)
    await tasksOf(page)
  } else await importThroughPage(page, sources)
  await page.waitForTimeout(3000)
  tell('when the library shows them', await tasksOf(page))

  const grid = page.getByRole('grid', { name: 'Documents' })
  const box = await grid.boundingBox()
  await page.mouse.move(box.x + box.width / 2, box.y + 200)
  for (let step = 0; step < 120; step += 1) {
    await page.mouse.wheel(0, step % 60 < 40 ? 400 : -400)
    await page.waitForTimeout(33)
  }
  tell('while the list is scrolled', await tasksOf(page))
  const acts = {
    'when a filter is set and taken off': async () => {
      const label = page.getByRole('complementary', { name: 'Filter' }).locator('label').first()
      await label.click()
      await page.waitForTimeout(1500)
      await label.click()
    },
    'when it is sorted by title': () => grid.getByRole('button', { name: 'Title' }).click(),
    'when all are chosen': async () => {
      await grid.getByRole('row').nth(5).click()
      await page.keyboard.press('Control+a')
    },
    'while the palette is typed into': async () => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('pakt', { delay: 120 })
      await page.waitForTimeout(1000)
      await page.keyboard.press('Escape')
    },
  }
  for (const [what, act] of Object.entries(acts)) {
    await act()
    await page.waitForTimeout(1500)
    tell(what, await tasksOf(page))
  }

  const archives = await call(host.address, 'archives.list', {})
  const { id: archiveId } = archives.find(({ kind }) => kind === 'work')
  const documents = await call(host.address, 'documents.list', { archiveId })
  const edits = []
  for (let round = 0; round < 5; round += 1) {
    const { id, metadata } = documents[round * 7]
    const from = performance.now()
    await call(host.address, 'documents.setMetadata', {
      archiveId,
      set: { [id]: { ...metadata, title: { ...metadata.title, lv: `Labots ${round}` } } },
    })
    edits.push(performance.now() - from)
    await page.waitForTimeout(1500)
  }
  console.log(`a change of one document's metadata: ${ms(median(edits))} (${edits.map(ms).join(', ')})`)
  tell('while the list follows the changes', await tasksOf(page))
  const before = performance.now()
  await page.reload()
  await grid.getByRole('row').nth(3).waitFor()
  const reload = performance.now() - before
  console.log(`a reload of the page to the list: ${ms(reload)}`)
  tell('while it loads', await tasksOf(page))
  await host.stop()
  const from = performance.now()
  host = await start(join(data.folder, 'data'), port)
  await (await context.newPage()).goto(host.address)
  console.log(`a start with the archive: ${ms(performance.now() - from)}`)
} finally {
  await browser.close()
  await host?.stop()
  data.done()
}
