/** A folder with transcriptions and scans of their pages: one document each, told in the report, and exported. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../support/avots-app'
import { writeFiles } from '../support/import-files'
import { alto, mets, scan } from '../support/page-scans'
import { expectAccessible, importInto } from './journey'

test('scans become the pages of their transcriptions, and metadata go out', async ({ app }) => {
  const { page } = app
  const source = join(app.dataFolder, '..', 'Skeni')
  mkdirSync(source, { recursive: true })
  const pages = [1, 2, 3].map((n) => ({ image: `img/${n}.png`, text: `alto/${n}.xml` }))
  writeFiles(source, {
    'vēstule.png': scan(80, 120, 'v'),
    'vēstule.xml': alto('Mīļā māte', 'vēstule.png'),
    'avīze/mets.xml': mets(pages),
  })
  for (const [index, { image, text }] of pages.entries())
    writeFiles(join(source, 'avīze'), { [image]: scan(80, 120, String(index)), [text]: alto(`Lapa ${index}`, '') })

  await importInto(app, 'Skeni', 'folder', source)
  const panel = page.getByRole('region', { name: 'Import' })
  await panel.getByRole('button', { name: 'Show the report' }).click()
  const report = page.getByRole('dialog', { name: 'Import into “Skeni”' })
  await expect(report.getByRole('listitem')).toHaveCount(9)
  await expect(report.getByText('Image of page 1 of “vēstule.xml”')).toBeVisible()
  await expect(report.getByText('Text of page 2 of “mets.xml”')).toBeVisible()
  await report.getByRole('button', { name: 'Close' }).first().click()

  // The scans are no documents of their own.
  const row = page.getByRole('row', { name: /Brīvā Zeme/ })
  await expect(page.getByRole('row', { name: /\.png|^vēstule$/ })).toHaveCount(0)
  await row.click()
  await page.keyboard.press('Alt+Enter')
  const sheet = page.getByRole('dialog', { name: 'About the document' })
  const images = sheet.getByRole('region', { name: 'Page images' })
  await expect(images.getByText('img/2.png')).toBeVisible()
  await expect(images.getByText('The text comes from 3 files, kept with the document.')).toBeVisible()

  await expectAccessible(page)
  await sheet.getByRole('button', { name: 'Edit metadata' }).click()
  await page.getByRole('combobox', { name: 'Add a subject' }).fill('Pacts; Naval bases')
  await page.keyboard.press('Enter')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(sheet.getByText('Pacts; Naval bases')).toBeVisible()

  await sheet.getByRole('button', { name: 'Export metadata…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export metadata of 1 document' })
  await expectAccessible(page)
  const target = join(app.dataFolder, '..', 'zeme.dc.xml')
  if (app.host === 'browser') {
    await page.evaluate(() => Object.assign(window, { showSaveFilePicker: undefined }))
    const download = page.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Save…' }).click()
    await (await download).saveAs(target)
  } else {
    app.answerDialog('showSaveDialog', { canceled: false, filePath: target })
    await dialog.getByRole('button', { name: 'Save…' }).click()
  }
  await expect(dialog).toBeHidden()
  const written = readFileSync(target, 'utf8')
  for (const element of ['<dc:title>Brīvā Zeme</dc:title>', '<dc:subject>Naval bases</dc:subject>'])
    expect(written).toContain(element)
})
