/** A folder becomes an archive that can be read, sealed and verified. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../support/avots-app'
import { answerWith, heading, importInto } from './journey'

test('a new archive takes a folder, is read, sealed and verified', async ({ app }) => {
  const { page } = app
  const source = join(app.dataFolder, '..', 'Vēstules')
  mkdirSync(join(source, '1939'), { recursive: true })
  writeFileSync(join(source, '1939', 'Rīts.md'), '# Rīts Tallinā\n\nOstā stāv kuģi.\n')
  writeFileSync(join(source, 'kopija.md'), '# Rīts Tallinā\n\nOstā stāv kuģi.\n')
  writeFileSync(join(source, 'tukšs.txt'), '')

  await importInto(app, 'Ģimenes vēstules', 'folder', source)

  const panel = page.getByRole('region', { name: 'Import' })
  await expect(panel.getByText('1 file imported into “Ģimenes vēstules”')).toBeVisible()
  await panel.getByRole('button', { name: 'Show the report' }).click()
  const report = page.getByRole('dialog', { name: 'Import into “Ģimenes vēstules”' })
  await expect(report.getByRole('listitem')).toHaveCount(3)
  await expect(report.getByText('The archive has this file already.')).toBeVisible()
  await expect(report.getByText('“tukšs.txt” is empty', { exact: false })).toBeVisible()
  await report.getByRole('button', { name: 'Open “Rīts.md”' }).click()
  await expect(page.getByRole('article').getByText('Ostā stāv kuģi.')).toBeVisible()

  await page.getByRole('navigation').getByRole('link', { name: 'Library', exact: true }).click()
  await expect(heading(page, 'Library')).toBeVisible()
  const target = join(app.dataFolder, '..', 'vēstules.avots.zip')
  if (app.host !== 'browser') app.answerDialog('showSaveDialog', { canceled: false, filePath: target })
  await page.getByRole('button', { name: 'Seal archive…' }).first().click()
  await page.getByRole('button', { name: 'Seal the archive' }).click()
  await expect(page.getByText('The archive is sealed.')).toBeVisible()
  const path =
    (
      await page
        .getByRole('dialog')
        .getByText(/\.avots\.zip$/)
        .textContent()
    )?.trim() ?? ''
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click()

  await page.getByRole('button', { name: 'More', exact: true }).first().click()
  await page.getByRole('menuitem', { name: 'Verify another archive…' }).click()
  await answerWith(app, page.getByRole('button', { name: 'Choose a zip file…' }), path)
  await expect(page.getByText(/is sound: BagIt 1\.0/)).toBeVisible()
})
