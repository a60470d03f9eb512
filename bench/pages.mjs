/**
 * Pages at any size: a PDF of a thousand pages, and a picture of a hundred million pixels, in the browser host. Opening,
 * scrolling, jumping, zooming; elements in the page, and tasks over 50 ms.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { call, freePort, ms, openBrowser, start, temporaryData, watchTasks } from './measure.mjs'

const PAGES = 1000
const SIDE = 10_000

/** A PDF with forty lines of text on each page, in one of the standard fonts. */
function pdf() {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '']
  objects.push('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  for (let n = 0; n < PAGES; n += 1) {
    const lines = Array.from(
      { length: 40 },
      (_, row) => `(Page ${n + 1}, line ${row + 1}: the parties met again.) Tj T*`,
    )
    const content = `BT /F1 11 Tf 16 TL 60 780 Td ${lines.join('\n')} ET`
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + 2 * n} 0 R >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    )
  }
  objects[1] = `<< /Type /Pages /Kids [${Array.from({ length: PAGES }, (_, n) => `${4 + 2 * n} 0 R`).join(' ')}] /Count ${PAGES} >>`
  let file = '%PDF-1.7\n'
  const table = objects.map((body, n) => {
    const at = String(file.length).padStart(10, '0')
    file += `${n + 1} 0 obj\n${body}\nendobj\n`
    return `${at} 00000 n \n`
  })
  const at = file.length
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table.join('')}`
  return `${file}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`
}

/** A grey PNG, its pixels a pattern. */
function png() {
  const rows = Buffer.alloc(SIDE * (SIDE + 1))
  for (let y = 0; y < SIDE; y += 1)
    for (let x = 0; x < SIDE; x += 1) rows[y * (SIDE + 1) + 1 + x] = ((x >> 4) * 7 + (y >> 5) * 13) & 255
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const ends = Buffer.alloc(8)
    ends.writeUInt32BE(data.length, 0)
    ends.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(SIDE, 0)
  head.writeUInt32BE(SIDE, 4)
  head.set([8, 0, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const data = deflateSync(rows, { level: 1 })
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

const data = temporaryData()
const browser = await openBrowser()
try {
  const folder = join(data.folder, 'sources')
  mkdirSync(folder)
  writeFileSync(join(folder, 'thousand.pdf'), pdf())
  writeFileSync(join(folder, 'large.png'), png())
  const host = await start(data.folder, await freePort())
  const { address } = host
  const { id: archiveId } = await call(address, 'archives.create', { title: 'Pages', language: 'en' })
  const { outcomes } = await call(address, 'documents.import', { archiveId, paths: [folder] })
  const idOf = (name) => outcomes.find(({ path }) => path.endsWith(name)).documentId
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto(address)
  await page.getByRole('row').nth(2).waitFor()

  async function open(documentId, view) {
    await page.evaluate(
      ([id, mode]) => {
        localStorage.setItem('avots-read-views', JSON.stringify([[id, { view: mode }]]))
        history.replaceState({ avots: { index: 1, place: { screen: 'read', documentId: id } } }, '', '#/read')
      },
      [documentId, view],
    )
    await page.reload()
    const begun = performance.now()
    await page.locator('.pg-page.is-drawn').first().waitFor({ timeout: 60_000 })
    const took = performance.now() - begun
    await page.waitForTimeout(1500)
    await watchTasks(page)
    return took
  }
  async function tasks(act) {
    await page.evaluate(() => (globalThis.__tasks.length = 0))
    await act()
    await page.waitForTimeout(1000)
    const list = await page.evaluate(() => globalThis.__tasks)
    return list.length > 0 ? `tasks over 50 ms: ${list.join(', ')}` : 'no task over 50 ms'
  }
  const elements = () => page.evaluate(() => document.querySelectorAll('article *').length)
  const canvases = () =>
    page.evaluate(() => {
      const list = [...document.querySelectorAll('article canvas')]
      return `${list.length} canvases of ${(list.reduce((sum, { width, height }) => sum + width * height, 0) / 1e6).toFixed(1)} million pixels`
    })
  const scroll = async (by) => {
    await page.mouse.move(600, 450)
    for (let step = 0; step < 90; step += 1) {
      await page.mouse.wheel(0, by)
      await page.waitForTimeout(33)
    }
  }

  console.log(`${PAGES} pages: first page drawn ${ms(await open(idOf('.pdf'), 'pages'))} after loading anew`)
  console.log(`${PAGES} pages: ${await elements()} elements, ${await canvases()}`)
  console.log(`${PAGES} pages: 3 s of scrolling, ${await tasks(() => scroll(400))}; ${await elements()} elements`)
  const jump = async (to) => {
    const field = page.getByRole('textbox', { name: 'Page' })
    await field.fill(String(to))
    await field.press('Enter')
    await page.locator(`[data-page="${to}"].is-drawn`).waitFor()
  }
  console.log(
    `${PAGES} pages: five jumps, ${await tasks(async () => {
      for (const to of [700, 20, 999, 400, 1]) await jump(to)
    })}`,
  )
  await page.getByRole('radiogroup', { name: 'About' }).getByRole('radio', { name: 'Pages' }).click()
  console.log(`${PAGES} pages: with the small pictures, ${await tasks(() => jump(500))}`)

  const took = await open(idOf('.png'), 'pages')
  console.log(`${(SIDE * SIDE) / 1e6} million pixels: seen ${ms(took)} after loading anew, ${await canvases()}`)
  const zoom = async () => {
    await page.mouse.move(600, 450)
    for (let step = 0; step < 30; step += 1) {
      await page.mouse.wheel(0, step < 20 ? -100 : 100)
      await page.waitForTimeout(50)
    }
  }
  console.log(`${(SIDE * SIDE) / 1e6} million pixels: zooming in and out, ${await tasks(zoom)}; ${await canvases()}`)
  const pan = async () => {
    await page.mouse.move(900, 600)
    await page.mouse.down()
    for (let step = 0; step < 60; step += 1) await page.mouse.move(900 - step * 8, 600 - step * 6)
    await page.mouse.up()
  }
  console.log(`${(SIDE * SIDE) / 1e6} million pixels: moving, ${await tasks(pan)}`)
  await host.stop()
} finally {
  await browser.close()
  data.done()
}
