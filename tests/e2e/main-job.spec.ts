/** The main job from end to end: open, find, read, note, compare, export. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../support/avots-app'
import { choose, heading, openDocument, rail, savedState, selectPassage, writeNote } from './journey'

test('a newcomer does the whole main job', async ({ app }) => {
  const { page } = app

  await test.step('the starter archive is open', async () => {
    await expect(heading(page, 'Library')).toBeVisible()
    await expect(page.getByText('44 documents')).toBeVisible()
    await expect(page.getByRole('banner').getByText('Sealed and verified')).toBeAttached()
  })

  await test.step('facets narrow the list and their counts follow', async () => {
    await choose(page, /^Talks/)
    await choose(page, /^English/)
    await expect(page.getByText('3 of 44 documents')).toBeVisible()
    await page.getByRole('slider', { name: 'Until' }).press('Home')
    await expect(page.getByText('0 of 44 documents')).toBeVisible()
    await page.getByRole('button', { name: 'Clear filters' }).first().click()
    await expect(page.getByText('44 documents')).toBeVisible()
  })

  await test.step('read, highlight, note with a tag, undo and redo', async () => {
    await openDocument(page, 'The talks in Moscow, day by day')
    await writeNote(page, 'the Caucasian wines', 'Who brought the wine?')
    await selectPassage(page, 'for two years')
    await page.getByRole('button', { name: 'Sea (C)' }).click()
    await expect(savedState(page)).toBeVisible()
    const notes = page.getByRole('complementary', { name: 'About this document' })
    await notes.getByRole('radio', { name: 'Notes' }).click()
    await expect(notes.getByText('for two years')).toBeVisible()
    await page.getByRole('banner').getByRole('button', { name: 'Undo' }).click()
    await expect(notes.getByText('for two years')).toBeHidden()
    await expect(notes.getByText('Who brought the wine?')).toBeVisible()
    await page.getByRole('banner').getByRole('button', { name: 'Redo' }).click()
    await expect(notes.getByText('for two years')).toBeVisible()
  })

  await test.step('go back, forward, and find the place again', async () => {
    await page.getByRole('button', { name: 'Back', exact: true }).click()
    await expect(heading(page, 'Library')).toBeVisible()
    await rail(page, 'Read').click()
    await expect(page.getByRole('article')).toContainText('the Caucasian wines')
  })

  await test.step('the sample comparison is aligned by content', async () => {
    await rail(page, 'Compare').click()
    await page.getByText('The three pacts of 1939').click()
    await expect(page.getByText(/^\d+ differences$/)).toBeVisible()
    for (const title of ['Estonian', 'Latvian', 'Lithuanian']) {
      await expect(page.getByRole('region', { name: new RegExp(`: ${title}`) })).toBeVisible()
    }
    await page.getByRole('button', { name: 'Next difference' }).click()
    await expect(page.getByText(/^Difference 1 of \d+$/)).toBeVisible()
    await expect(page.getByText('5, printed in this order')).toBeVisible()
  })

  await test.step('export it as a PDF that has every column and note', async () => {
    await page.getByRole('button', { name: 'Export…' }).click()
    await expect(page.getByText('Up to date')).toBeVisible({ timeout: 60_000 })
    const file = join(app.dataFolder, 'Trīs pakti.pdf')
    if (app.host === 'browser') {
      // Headless Chromium has the file picker but nobody to answer it: take the way of browsers without one.
      await page.evaluate(() => Object.assign(window, { showSaveFilePicker: undefined }))
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Save PDF…' }).click()
      await (await download).saveAs(file)
    } else {
      app.answerDialog('showSaveDialog', { canceled: false, filePath: file })
      await page.getByRole('button', { name: 'Save PDF…' }).click()
      await expect(page.getByText(/Trīs pakti\.pdf/).first()).toBeVisible()
    }
    expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-')
    const { stdout, error } = spawnSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
    if (!error) {
      const text = stdout.replace(/\u00ad\s*/g, '').replace(/\s+/g, ' ')
      for (const word of ['Saaremaa', 'Ventspils', 'Vilnius', 'fifteen', 'Only Lithuania']) expect(text).toContain(word)
    }
  })

  expect(app.foreignRequests).toEqual([])
})

test('the interface follows the system language and switches at once', async ({ app }) => {
  const { page } = app
  await rail(page, 'Settings').click()
  await page.getByRole('tab', { name: 'Language' }).click()
  await choose(page, 'Latviešu')
  await expect(rail(page, 'Salīdzināt')).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'lv')
  await app.restart()
  await expect(app.page.locator('html')).toHaveAttribute('lang', 'lv')
})
