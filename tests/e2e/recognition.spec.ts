/** A scan becomes a text that can be read and noted. */
import { fileURLToPath } from 'node:url'
import { expect, test } from '../support/avots-app'
import { expectAccessible, importInto, writeNote } from './journey'

const scan = fileURLToPath(new URL('../fixtures/scans/pact.lv.png', import.meta.url))

test('the text of a scan is recognised, read and noted', async ({ app }) => {
  const { page } = app
  await importInto(app, 'Skeni', 'files', scan)
  const panel = page.getByRole('region', { name: 'Import' })
  await panel.getByRole('button', { name: /^Open/ }).click()

  await expect(page.getByText('This document has no text')).toBeVisible()
  await page.getByRole('button', { name: 'Recognise text…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('checkbox', { name: 'English' }).uncheck({ force: true })
  await dialog.getByRole('checkbox', { name: 'Latvian' }).check({ force: true })
  await expectAccessible(page, 'dialog')
  await dialog.getByRole('button', { name: 'Recognise text', exact: true }).click()

  await page.getByRole('button', { name: 'Show the text' }).click({ timeout: 60_000 })
  const text = page.getByRole('article')
  await expect(text).toContainText('Puses apņemas sniegt viena otrai palīdzību')
  await writeNote(page, 'viena otrai palīdzību', 'Abpusēji?')
  await expect(page.getByText('Abpusēji?').first()).toBeVisible()
})
