/** Another archive comes into one in work: what would come is shown first, and it can be taken back. */
import { expect, test } from '../support/avots-app'
import { expectAccessible, newArchive } from './journey'

test('the starter archive is merged into a new one, and taken back', async ({ app }) => {
  const { page } = app
  await newArchive(page, 'Mans arhīvs')
  await page.getByRole('dialog', { name: 'Add files' }).getByRole('button', { name: 'Cancel' }).click()

  await page.getByRole('button', { name: 'More', exact: true }).first().click()
  await page.getByRole('menuitem', { name: 'Merge another archive into this one…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Merge another archive into “Mans arhīvs”' })
  await dialog.getByRole('combobox', { name: 'Other archive' }).selectOption({ index: 1 })
  await expect(dialog.getByText(/\d+ new documents/)).toBeVisible()
  await expectAccessible(page, 'dialog')
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
  const toast = page.getByText(/\d+ documents came from/).first()
  await expect(toast).toBeVisible({ timeout: 30_000 })
  await expect(dialog).toBeHidden()

  await page.getByRole('button', { name: 'More', exact: true }).first().click()
  await page.getByRole('menuitem', { name: 'Verify “Mans arhīvs”' }).click()
  await expect(page.getByText('The archive is sound.')).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click()

  await page.keyboard.press('Control+z')
  await expect(page.getByText('The change of the archive was undone.').first()).toBeVisible()
  await page.getByRole('button', { name: 'More', exact: true }).first().click()
  await expect(page.getByRole('menuitem', { name: 'Verify “Mans arhīvs”' })).toBeHidden()
})
