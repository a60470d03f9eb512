/**
 * The interface in a browser, as its reader meets it: second start, size at the first screen, opening a document, opening
 * the comparison of three pacts, and tasks over 50 ms while scrolling. Medians of several rounds.
 */
import { spawnSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { freePort, median, ms, openBrowser, start, temporaryData, timed } from './measure.mjs'

const rounds = 5
const data = temporaryData()
const port = await freePort()
const browser = await openBrowser()

/** Opens the address in a profile of its own; resolves when the library's rows are there. */
async function openPage(address) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
  const page = await context.newPage()
  const scripts = []
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js')) scripts.push(response.body().catch(() => Buffer.alloc(0)))
  })
  await page.goto(address)
  await page.getByRole('grid', { name: 'Documents' }).getByRole('row').nth(3).waitFor()
  return { page, scripts, close: () => context.close() }
}

/** Longest tasks on the interface thread while the wheel turns over an element for three seconds, in ms. */
async function scrolling(page, locator) {
  const box = await locator.boundingBox()
  // What opening set off (its own figure stands above) has ended.
  await page.waitForTimeout(1000)
  await page.mouse.move(box.x + box.width / 2, box.y + Math.min(box.height, 600) / 2)
  await page.evaluate(() => {
    globalThis.__tasks = []
    globalThis.__observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.__tasks.push(entry.duration)
    })
    globalThis.__observer.observe({ type: 'longtask' })
  })
  for (let step = 0; step < 90; step += 1) {
    await page.mouse.wheel(0, step % 60 < 30 ? 90 : -90)
    await page.waitForTimeout(33)
  }
  return page.evaluate(() => {
    globalThis.__observer.disconnect()
    return globalThis.__tasks
  })
}

try {
  // The first start makes the data folder and copies the sample notes.
  const first = await start(data.folder, port)
  await (await openPage(first.address)).close()
  await first.stop()

  // What the machine itself takes today, to judge the figures by.
  const nodes = []
  const pages = []
  for (let round = 0; round < rounds; round += 1) {
    const from = performance.now()
    spawnSync(process.execPath, ['-e', '0'])
    nodes.push(performance.now() - from)
    const before = performance.now()
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
    await (await context.newPage()).goto('about:blank')
    pages.push(performance.now() - before)
    await context.close()
  }
  console.log(
    `this machine: Node that does nothing ${ms(median(nodes))}, an empty page in the browser ${ms(median(pages))}`,
  )

  const starts = []
  for (let round = 0; round < rounds; round += 1) {
    const from = performance.now()
    const host = await start(data.folder, port)
    const { close } = await openPage(host.address)
    starts.push(performance.now() - from)
    await close()
    await host.stop()
  }
  console.log(`second npm start to the library: ${ms(median(starts))} (target 3000 ms; ${starts.map(ms).join(', ')})`)

  const host = await start(data.folder, port)
  const open = []
  const compare = []
  const tasks = { read: [], compare: [] }
  let bytes = 0
  for (let round = 0; round < rounds; round += 1) {
    const { page, scripts, close } = await openPage(host.address)
    bytes = (await Promise.all(scripts)).reduce((sum, body) => sum + gzipSync(body).length, 0)
    const row = page.getByRole('row', { name: 'Sarunas Maskavā' }).first()
    await row.click()
    const read = () =>
      page.getByRole('complementary', { name: 'Details' }).getByRole('button', { name: 'Read' }).click()
    open.push(await timed(page, read, `document.querySelector('article p') !== null`))
    tasks.read.push(...(await scrolling(page, page.getByRole('article'))))
    await page.getByRole('navigation').getByRole('link', { name: 'Compare' }).click()
    const comparison = page.getByText('The three pacts of 1939')
    await comparison.waitFor()
    const differences = `document.querySelectorAll('article').length === 3 && /\\\\d+ differences/.test(document.body.textContent)`
    compare.push(await timed(page, () => comparison.click(), differences.replaceAll('\\\\', '\\')))
    tasks.compare.push(...(await scrolling(page, page.getByRole('article').first())))
    await close()
  }
  await host.stop()
  console.log(`JavaScript at the first screen: ${Math.round(bytes / 1000)} kB gzip (target 250 kB)`)
  console.log(`opening a document: ${ms(median(open))} (target 300 ms; ${open.map(ms).join(', ')})`)
  console.log(`opening the three pacts: ${ms(median(compare))} (target 300 ms; ${compare.map(ms).join(', ')})`)
  for (const [screen, list] of Object.entries(tasks)) {
    const worst = list.length > 0 ? `, longest ${ms(Math.max(...list))}` : ''
    console.log(`tasks over 50 ms while scrolling, ${screen}: ${list.length} in ${rounds * 3} s${worst} (target none)`)
  }
} finally {
  await browser.close()
  data.done()
}
