/** A PDF is read and noted on its pages and in its text; a region of a picture is noted and is there after a reload. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { pdfOf, writeLines } from '../../src-main/services/documents/formats/pdf/sample'
import { type AvotsApp, expect, test } from '../support/avots-app'
import { expectAccessible, importInto, rail, savedState } from './journey'

const scan = fileURLToPath(new URL('../fixtures/scans/pact.lv.png', import.meta.url))

async function importFile(app: AvotsApp, title: string, path: string): Promise<void> {
  const { page } = app
  await rail(page, 'Library').click()
  await importInto(app, title, 'files', path)
  await page.getByRole('region', { name: 'Import' }).getByRole('button', { name: /^Open/ }).click()
  await expect(page.getByRole('article')).toBeVisible()
}

/** Drags over the page, in shares of its width and height. */
async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const box = await page.locator('[data-page="1"]').first().boundingBox()
  if (!box) throw new Error('the page is not shown')
  await page.mouse.move(box.x + from[0] * box.width, box.y + from[1] * box.height)
  await page.mouse.down()
  await page.mouse.move(box.x + to[0] * box.width, box.y + to[1] * box.height, { steps: 6 })
  await page.mouse.up()
}

test('words of a PDF are noted on the page, and the note stands in the text', async ({ app }, info) => {
  const { page } = app
  const lines = Array.from({ length: 40 }, (_, n) => `${n + 1}. pants: puses apņemas sniegt palīdzību viena otrai.`)
  const pages = [0, 1, 2].map(() => ({ content: writeLines(60, 760, lines, 12, 16) }))
  const path = info.outputPath('pants.pdf')
  writeFileSync(path, pdfOf(pages))
  await importFile(app, 'Līgumi', path)
  await page.getByRole('radiogroup', { name: 'Text or pages' }).getByRole('radio', { name: 'Pages' }).click()
  const article = page.getByRole('article')
  await expect(article.locator('[data-page="1"].is-drawn')).toBeVisible()

  // The first line begins at 60 points of 595; its letters are 6 points wide, its middle is 86 points below the edge.
  const place = (letter: number) => [(60 + letter * 6) / 595, (842 - 760 - 4) / 842] as const
  await drag(page, place(10), place(23))
  await page.getByRole('toolbar', { name: 'Selected passage' }).getByRole('button', { name: 'Note' }).click()
  await page.getByRole('textbox', { name: 'Note' }).fill('Kas apņemas?')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Margin notes' }).getByText('Kas apņemas?')).toBeVisible()
  await expect(savedState(page)).toBeVisible()
  await expect(article.locator('.pg-wash').first()).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('textbox', { name: 'Page' }).fill('3')
  await page.getByRole('textbox', { name: 'Page' }).press('Enter')
  await expect(article.locator('[data-page="3"].is-drawn')).toBeVisible()
  await page.getByRole('radio', { name: 'Text' }).click()
  // The place is kept: the last page's words are at the top, and the note's own are far above.
  await expect.poll(() => page.locator('.sheet').evaluate((sheet) => sheet.scrollTop)).toBeGreaterThan(500)
  await article.press('j')
  await expect.poll(() => page.evaluate(() => CSS.highlights.get('rd-wash-a')?.size)).toBe(1)
  await expect(page.getByRole('group', { name: 'Note on “puses apņemas”' })).toContainText('Kas apņemas?')

  await page.reload()
  await expect(article).toBeVisible()
  await page.getByRole('radiogroup', { name: 'Text or pages' }).getByRole('radio', { name: 'Pages' }).click()
  await expect(article.locator('.pg-page.is-drawn').first()).toBeVisible()
  await page.getByRole('radiogroup', { name: 'About this document' }).getByRole('radio', { name: 'Pages' }).click()
  await page.getByRole('option', { name: 'Page 2' }).click()
  await expect(page.getByRole('textbox', { name: 'Page' })).toHaveValue('2')
  expect(app.foreignRequests).toEqual([])
})

test('a region of a picture is noted, and is there after a reload', async ({ app }) => {
  const { page } = app
  await importFile(app, 'Skeni', scan)
  const article = page.getByRole('article')
  await expect(article.locator('[data-page="1"].is-drawn')).toBeVisible()
  await page.getByRole('button', { name: 'Note on a rectangle' }).click()
  await drag(page, [0.2, 0.2], [0.5, 0.4])
  await page.getByRole('textbox', { name: 'Note' }).fill('Zīmogs')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const card = page.getByRole('group', { name: 'Note on “Region on page 1”' })
  await expect(card).toContainText('Zīmogs')
  await expect(savedState(page)).toBeVisible()
  await expectAccessible(page)

  await page.reload()
  const region = article.getByRole('button', { name: /Region on page 1; note: Zīmogs/ })
  await expect(region).toBeVisible()
  await expect(card.locator('canvas')).toBeVisible()
  await region.click()
  await expect(region).toHaveClass(/is-current/)
  await card.getByRole('button', { name: 'Edit the note' }).click()
  await page.getByRole('button', { name: 'Delete the note' }).click()
  await expect(region).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect(region).toBeVisible()

  await page.getByRole('button', { name: 'Transcribe' }).click()
  await page.getByRole('textbox', { name: 'Text of the picture' }).fill('Savstarpējās palīdzības pakts')
  await expectAccessible(page)
  await page.getByRole('complementary', { name: 'Transcription' }).getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('button', { name: /edition 2/ })).toBeVisible()
  await expect(region).toBeVisible()
  await page.getByRole('radio', { name: 'Text', exact: true }).click()
  await expect(article).toContainText('Savstarpējās palīdzības pakts')
  expect(app.foreignRequests).toEqual([])
})
