/** The tree of tags: nested, numbered, merged; notes coded by number; all taken back after a restart. */
import { expect, test } from '../support/avots-app'
import { expectAccessible, heading, rail } from './journey'

test('tags are nested, numbered and merged, and all of it is taken back after a restart', async ({ app }) => {
  test.slow()
  const open = async () => {
    await rail(app.page, 'Notes').click()
    await expect(heading(app.page, 'Notes')).toBeVisible()
    await expect(note().first()).toBeVisible()
  }
  const tree = () => app.page.getByRole('tree', { name: 'Tags' })
  const row = (name: string) => tree().getByRole('treeitem', { name: new RegExp(`^${name}\\b`) })
  const note = () => app.page.getByRole('listbox', { name: 'Notes' }).getByRole('option')
  await open()
  const { page } = app
  const names = await tree()
    .getByRole('treeitem')
    .evaluateAll((rows) => rows.map((one) => one.textContent))

  for (const name of ['First', 'Second']) {
    await row('All notes').click()
    await page.keyboard.press('Insert')
    await page.getByRole('dialog').getByLabel('Name').fill(name)
    await page.keyboard.press('Enter')
    await expect(row(name)).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByRole('dialog')).toBeHidden()
  }
  await row('Second').dragTo(row('First'))
  await expect(row('Second')).toHaveAttribute('aria-level', '2')
  await row('Second').focus()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(row('Second')).toHaveAttribute('aria-level', '1')
  await page.keyboard.press('5')
  await expect(row('Second')).toHaveAccessibleName(/key 5/)

  await row('All notes').click()
  await note().first().focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('5')
  const count = await note().count()
  await expect(row('Second')).toHaveAccessibleName(new RegExp(`${count} notes`))
  await page.keyboard.press('Escape')
  await row('Second').click({ button: 'right' })
  await expectAccessible(page)
  await page.getByRole('menuitem', { name: /^Merge into/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Merge “Second” into another tag' })
  await dialog.getByLabel('Into').selectOption({ label: 'First' })
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Merge' }).click()
  await expect(row('Second')).toHaveCount(0)
  await expect(row('First')).toHaveAccessibleName(new RegExp(`${count} notes, key 5`))
  await expectAccessible(page)

  await app.restart()
  await open()
  await row('All notes').focus()
  // Merged, tagged, numbered, moved twice, made twice: seven acts.
  for (const expected of [`${count} notes, key 5`, '0 notes, key 5', '0 notes$']) {
    await app.page.keyboard.press('Control+z')
    await expect(row('Second')).toHaveAccessibleName(new RegExp(expected))
  }
  for (const level of ['2', '1']) {
    await app.page.keyboard.press('Control+z')
    await expect(row('Second')).toHaveAttribute('aria-level', level)
  }
  await app.page.keyboard.press('Control+z')
  await expect(row('Second')).toHaveCount(0)
  await app.page.keyboard.press('Control+z')
  await expect(row('First')).toHaveCount(0)
  expect(
    await tree()
      .getByRole('treeitem')
      .evaluateAll((rows) => rows.map((one) => one.textContent)),
  ).toEqual(names)
})
