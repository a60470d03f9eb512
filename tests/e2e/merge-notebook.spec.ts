/** Another notebook is merged into the reader's: shown first, done by keys, and taken back with one undo. */
import { resolve } from 'node:path'
import { expect, test } from '../support/avots-app'
import { expectAccessible, heading, rail } from './journey'

const other = resolve('tests/stored-data/v1/notebook/folder')

test('a notebook from another folder comes in, and goes with one undo', async ({ app }) => {
  const { page } = app
  await rail(page, 'Notes').click()
  await expect(heading(page, 'Notes')).toBeVisible()
  const rows = page.getByRole('listbox', { name: 'Notes' }).getByRole('option')
  await expect(rows.first()).toBeVisible()
  const before = await rows.count()

  await rail(page, 'Settings').click()
  await page.getByRole('tab', { name: 'Snapshots' }).click()
  await page.getByRole('button', { name: 'Merge another notebook…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Merge another notebook' })
  const button = dialog.getByRole('button', { name: 'Choose its folder…' })
  await expect(button).toBeFocused()
  if (app.host === 'browser') {
    const chooser = page.waitForEvent('filechooser')
    await page.keyboard.press('Enter')
    await (await chooser).setFiles(other)
  } else {
    app.answerDialog('showOpenDialog', { canceled: false, filePaths: [other] })
    await page.keyboard.press('Enter')
  }
  await expect(dialog.getByText(/changes, every checksum holds\.$/)).toBeVisible()
  await expect(dialog.getByText(/^Notes: 2 new/)).toBeVisible()
  await expect(dialog.getByText(/not in your library/)).toBeVisible()
  await expectAccessible(page, 'dialog')
  await dialog.getByRole('button', { name: 'Merge', exact: true }).press('Enter')
  await expect(page.getByText('The notebooks are one.').first()).toBeVisible()
  await expect(dialog).toBeHidden()

  await rail(page, 'Notes').click()
  await expect.poll(() => rows.count()).toBeGreaterThan(before)
  await page.keyboard.press('Control+z')
  await expect.poll(() => rows.count()).toBe(before)
})
