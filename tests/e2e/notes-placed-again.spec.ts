/** A text is corrected: its notes go with it, the doubtful one waits and is decided on by keyboard, and undo works. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../support/avots-app'
import { expectAccessible, importInto, openDocument, rail, savedState, writeNote } from './journey'

const first = [
  '# Rīts Tallinā',
  'Ostā kopš rīta stāv divi svešzemju kuģi, un neviens nezina, ko tie gaida.',
  'Valdība sanāk pulksten deviņos. Ministrs lasa telegrammu no Maskavas un ilgi klusē.',
  'Vakarā delegācija brauc uz staciju, jo vilciens neatliek savu laiku.',
  'Pilsētā runā par bāzēm, par lidlaukiem un par to, cik ilgi tas viss turpināsies.',
].join('\n\n')

/** Something is put in before the first note; the words of the second one are halved between two clauses. */
const corrected = [
  '# Rīts Tallinā',
  'Piebilde: šis teksts ir pārlasīts un papildināts pēc rokraksta.',
  'Ostā kopš rīta stāv divi svešzemju kuģi, un neviens nezina, ko tie gaida.',
  'Valdība sanāk pulksten deviņos. Ministrs lasa vēstuli no Berlīnes un tūlīt pat runā.',
  'Agri no rīta delegācija dodas uz staciju; vēlāk tā pati delegācija brauc uz ostu.',
  'Pilsētā runā par bāzēm, par lidlaukiem un par to, cik ilgi tas viss turpināsies.',
].join('\n\n')

test('notes follow a corrected text, and the doubtful one is decided on by keyboard', async ({ app }) => {
  const { page } = app
  const source = join(app.dataFolder, '..', 'Rīts')
  mkdirSync(source, { recursive: true })
  writeFileSync(join(source, 'rīts.md'), first)
  await importInto(app, 'Rīta ziņas', 'folder', source)
  await page.getByRole('region', { name: 'Import' }).getByRole('button', { name: 'Show the report' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Open “/ })
    .click()
  const article = page.getByRole('article')
  await expect(article.getByText('Ostā kopš rīta', { exact: false })).toBeVisible()
  await writeNote(page, 'divi svešzemju kuģi', 'Kuru valstu?')
  await writeNote(page, 'delegācija brauc uz staciju', 'Kurš brauc?')

  await test.step('a corrected file becomes a new edition of the document', async () => {
    const changed = join(app.dataFolder, '..', 'rīts-labots.md')
    writeFileSync(changed, corrected)
    await rail(page, 'Library').click()
    await page.getByRole('row', { name: 'Rīts Tallinā' }).first().click()
    await page.keyboard.press('Alt+Enter')
    const about = page.getByRole('dialog')
    const take = about.getByRole('button', { name: 'New edition from a file…' })
    if (app.host === 'browser') {
      const chooser = page.waitForEvent('filechooser')
      await take.click()
      await (await chooser).setFiles(changed)
    } else {
      app.answerDialog('showOpenDialog', { canceled: false, filePaths: [changed] })
      await take.click()
    }
    await expect(page.getByText('2 notes were placed in texts that changed.')).toBeAttached()
  })

  await test.step('the certain note stands in the new text, the doubtful one only in the list', async () => {
    await page.getByRole('row', { name: 'Rīts Tallinā' }).first().dblclick()
    await expect(article.getByText('Piebilde', { exact: false })).toBeVisible()
    const margin = page.getByRole('region', { name: 'Margin notes' })
    await expect(margin.getByText('Kuru valstu?')).toBeVisible()
    await expect(margin.getByText('Kurš brauc?')).toBeHidden()
    const panel = page.getByRole('complementary', { name: 'About this document' })
    await panel.getByRole('radio', { name: 'Notes' }).click()
    await expect(panel.getByText('Kurš brauc?')).toBeVisible()
  })

  const queue = page.getByRole('region', { name: 'Where does this note belong?' })
  await test.step('the queue shows old and new side by side; Enter takes the place', async () => {
    await page.getByRole('button', { name: '1 note to check' }).click()
    await expect(queue.locator('mark')).toHaveText('delegācija brauc uz staciju')
    const candidates = queue.getByRole('listbox', { name: 'Possible places in the present text' })
    await expect(candidates.getByRole('option')).toHaveCount(1)
    await expect(candidates.getByRole('option').first()).toBeFocused()
    for (const theme of ['light', 'dark']) {
      await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme)
      await expectAccessible(page)
    }
    await page.evaluate(() => (document.documentElement.dataset['theme'] = 'light'))
    await page.keyboard.press('h')
    await expect(page.getByRole('dialog', { name: 'Show the place of the note' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(candidates.getByRole('option').first()).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Every note has its place' })).toBeVisible()
    await expect(savedState(page)).toBeVisible()
  })

  await test.step('undo puts it back into the queue, and again takes it out', async () => {
    await page.keyboard.press('Control+z')
    await expect(queue).toBeVisible()
    await page.keyboard.press('Control+Shift+z')
    await expect(queue).toBeHidden()
  })

  await test.step('the note is in the text now, and after a new start', async () => {
    await app.restart()
    await openDocument(app.page, 'Rīts Tallinā')
    const margin = app.page.getByRole('region', { name: 'Margin notes' })
    await expect(margin.getByText('Kurš brauc?')).toBeVisible()
    await expect(margin.getByText('Kuru valstu?')).toBeVisible()
  })
})
