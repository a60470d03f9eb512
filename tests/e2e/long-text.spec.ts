/** A text of the length of two novels: read where it was left, noted in, and found in, like a short one. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../support/avots-app'
import { expectAccessible, importInto, rail, writeNote } from './journey'

const book = [
  '# Garā grāmata',
  ...Array.from({ length: 9_000 }, (_, n) =>
    n % 300 === 0
      ? `## Daļa ${n / 300 + 1}`
      : `Rindkopa ${n}. Par to, kas notika ${n}. dienā, liecinieki stāsta katrs savu, un neviens stāsts nesakrīt ar otru.`,
  ),
].join('\n\n')

test('a long text is read, noted in and come back to', async ({ app }) => {
  const { page } = app
  const source = join(app.dataFolder, '..', 'Grāmata')
  mkdirSync(source, { recursive: true })
  writeFileSync(join(source, 'grāmata.md'), book)
  await importInto(app, 'Grāmatas', 'folder', source)
  const row = page.getByRole('row', { name: 'Garā grāmata' }).first()
  const article = page.getByRole('article')
  const outline = page.getByRole('tree', { name: 'Outline' })

  await test.step('the beginning is there before all of it', async () => {
    // Held back where the page asks over HTTP, so that the piece is looked at.
    let release = () => undefined as void
    const held = new Promise<void>((resolve) => (release = resolve))
    await page.route('**/api/call', async (route) => {
      if (route.request().postData()?.includes('"documents.open"')) await held
      await route.continue()
    })
    await row.dblclick()
    await expect(article.getByText('Rindkopa 1.', { exact: false })).toBeVisible()
    if (app.host === 'browser') {
      await expect(article).toHaveAttribute('aria-busy', 'true')
      await expectAccessible(page)
      await page.mouse.move(640, 400)
      await page.mouse.wheel(0, 600)
    }
    const seen = article.getByText('Rindkopa 9.', { exact: false })
    await seen.scrollIntoViewIfNeeded()
    const before = await seen.boundingBox()
    release()
    await expect(outline).toBeVisible()
    await expect(article).not.toHaveAttribute('aria-busy')
    expect(await seen.boundingBox()).toEqual(before)
  })

  await test.step('a note far inside is where it was left', async () => {
    await outline.getByRole('treeitem', { name: 'Daļa 15', exact: true }).click()
    await expect(article.getByText('Rindkopa 4201.', { exact: false })).toBeVisible()
    await writeNote(page, 'notika 4203. dienā', 'Kura diena?')
    await rail(page, 'Library').click()
    await row.dblclick()
    await expect(article.getByText('Rindkopa 4203.', { exact: false })).toBeVisible()
    await expect(page.getByRole('region', { name: 'Margin notes' }).getByText('Kura diena?')).toBeVisible()
  })

  await test.step('it is found in from the first moment', async () => {
    await page.reload()
    await expect(article).toBeVisible()
    await page.keyboard.press('Control+f')
    const field = page.getByRole('search').getByRole('textbox')
    await field.fill('notika 8999. dienā')
    await expect(page.getByRole('search').getByRole('status')).toHaveText('1 of 1')
    await expect(article.getByText('Rindkopa 8999.', { exact: false })).toBeVisible()
  })
})
