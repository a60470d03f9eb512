/** Notes go out into a file of another program and come back; one undo takes an import back. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AvotsApp, expect, test } from '../support/avots-app'
import { answerWith, choose, expectAccessible, heading, rail } from './journey'

async function saveAs(app: AvotsApp, path: string): Promise<void> {
  const { page } = app
  const button = page.getByRole('dialog').getByRole('button', { name: 'Save…' })
  if (app.host === 'browser') {
    // Headless Chromium has the file picker but nobody to answer it: take the way of browsers without one.
    await page.evaluate(() => Object.assign(window, { showSaveFilePicker: undefined }))
    const download = page.waitForEvent('download')
    await button.click()
    await (await download).saveAs(path)
  } else {
    app.answerDialog('showSaveDialog', { canceled: false, filePath: path })
    await button.click()
  }
  await expect(page.getByText(/^Saved as/).first()).toBeVisible()
  await expect(page.getByRole('dialog')).toBeHidden()
}

async function chooseFile(app: AvotsApp, path: string): Promise<void> {
  const button = app.page.getByRole('dialog').getByRole('button', { name: /^Choose (a|another) file…$/ })
  await answerWith(app, button, path)
}

test('notes go out as W3C annotations and come back; one undo takes them back', async ({ app }) => {
  test.slow()
  const { page } = app
  const file = join(app.dataFolder, '..', 'piezīmes.jsonld')
  await rail(page, 'Notes').click()
  await expect(heading(page, 'Notes')).toBeVisible()
  const rows = page.getByRole('listbox', { name: 'Notes' }).getByRole('option')
  await expect(rows.first()).toBeVisible()
  const before = await rows.count()

  await page.getByRole('button', { name: 'Export notes…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export notes' })
  await dialog.getByRole('button', { name: 'Write the file' }).click()
  await expect(dialog.getByText(`${before} notes are written. Nothing is lost.`)).toBeVisible()
  await expectAccessible(page)
  await saveAs(app, file)
  const collection = JSON.parse(readFileSync(file, 'utf8')) as {
    first: {
      items: { id: string; body: { value: string }[]; target: { source: string; selector: { exact: string }[] } }[]
    }
  }
  expect(collection.first.items.length).toBe(before)

  // Another program changes a note, adds one that has a place, and one that has none.
  const [one] = collection.first.items
  const target = {
    source: 'http://example.org/elsewhere',
    selector: [{ type: 'TextQuoteSelector', exact: 'no such words' }],
  }
  const added = {
    '@context': 'http://www.w3.org/ns/anno.jsonld',
    type: 'Annotation',
    motivation: 'commenting',
    body: { type: 'TextualBody', value: 'From a colleague', format: 'text/markdown', purpose: 'commenting' },
  }
  const quote = one?.target.selector[0]?.exact ?? ''
  const items = [
    {
      ...one,
      body: [{ type: 'TextualBody', value: 'Changed elsewhere', format: 'text/markdown', purpose: 'commenting' }],
    },
    ...collection.first.items.slice(1),
    {
      ...added,
      id: 'http://example.org/a1',
      target: { source: one?.target.source, selector: { type: 'TextQuoteSelector', exact: quote } },
    },
    { ...added, id: 'http://example.org/a2', target },
    { ...added, target },
  ]
  writeFileSync(file, JSON.stringify({ ...collection, first: { ...collection.first, items } }))

  await page.getByRole('button', { name: 'Import notes…' }).click()
  const importing = page.getByRole('dialog', { name: 'Import notes' })
  await chooseFile(app, file)
  await expect(importing.getByText('W3C Web Annotation', { exact: false }).last()).toBeVisible()
  await expect(importing.getByText('1 not taken')).toBeVisible()
  await expect(importing.getByText('1 without a place')).toBeVisible()
  await expect(importing.getByText('It has no “id”, or one that is no IRI.')).toBeVisible()
  await expect(importing.getByText('It is in the notebook and becomes as the file has it.')).toBeVisible()
  await expectAccessible(page)
  await importing.getByRole('button', { name: 'Import 3 notes' }).click()
  await expect(page.getByText('3 notes imported').first()).toBeVisible()
  await expect(rows).toHaveCount(before + 2)
  await expect(page.getByText('Changed elsewhere').first()).toBeVisible()
  await expect(page.getByText('From a colleague').first()).toBeVisible()

  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect(rows).toHaveCount(before)
  await expect(page.getByText('Changed elsewhere')).toHaveCount(0)
})

test('chosen notes go into a REFI-QDA project, with what it has no place for', async ({ app }) => {
  const { page } = app
  await rail(page, 'Notes').click()
  await page.getByRole('listbox', { name: 'Notes' }).getByRole('option').first().click()
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Export notes…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export notes' })
  await choose(page, 'The chosen ones')
  await dialog.getByRole('combobox', { name: 'Format' }).selectOption({ index: 1 })
  await dialog.getByRole('button', { name: 'Write the file' }).click()
  await expect(dialog.getByText('1 note is written.')).toBeVisible()
  await expect(dialog.getByText('What this format has no place for')).toBeVisible()
  await expect(dialog.getByText(/Colours of highlights/)).toBeVisible()
  const file = join(app.dataFolder, '..', 'piezīme.qdpx')
  await saveAs(app, file)
  expect(readFileSync(file).subarray(0, 2).toString()).toBe('PK')
})
