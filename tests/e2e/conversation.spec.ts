/** A reader asks, answers, corrects and links, follows the links, and finds it all again by kind. */
import { expect, test } from '../support/avots-app'
import {
  expectAccessible,
  heading,
  openDocument,
  rail,
  savedState,
  selectionBar,
  selectPassage,
  tooWide,
} from './journey'

const title = 'The talks in Moscow, day by day'
const other = 'The government session in Tallinn on 26 September'

test('a question with its answer, a correction, a reply and links, found again by kind', async ({ app }) => {
  test.slow()
  const { page } = app
  const margin = page.getByRole('region', { name: 'Margin notes' })
  const card = (quote: string) => margin.getByRole('group', { name: `Note on “${quote}”` })
  const form = {
    note: page.getByRole('textbox', { name: 'Note' }),
    save: page.getByRole('button', { name: 'Save', exact: true }),
  }
  const chooser = page.getByRole('dialog', { name: 'Link the note to a document or another note' })

  await openDocument(page, title)

  await test.step('a question is asked', async () => {
    await selectPassage(page, 'the Estonian envoy in Moscow')
    await selectionBar(page).getByRole('button', { name: 'Note', exact: true }).click()
    await page.getByRole('radio', { name: 'Question' }).click()
    await form.note.fill('Since when was Rei envoy?')
    await expectAccessible(page)
    await form.save.click()
    await expect(form.save).toBeHidden()
    await expect(card('the Estonian envoy in Moscow').getByText('Question', { exact: true })).toBeVisible()
    await expect(savedState(page)).toBeVisible()
  })

  await test.step('it gets an answer below it, and is marked as answered', async () => {
    const question = card('the Estonian envoy in Moscow')
    await question.getByText('Since when was Rei envoy?').click()
    await question.getByRole('button', { name: 'Reply', exact: true }).click()
    await question.getByRole('textbox', { name: 'Reply' }).fill('Since 1938, says the *yearbook*.')
    await expectAccessible(page)
    await question.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(
      question.getByRole('list', { name: '1 reply' }).getByText('Since 1938, says the yearbook.'),
    ).toBeVisible()
    await question.getByRole('button', { name: 'Mark as answered' }).click()
    await expect(question.getByText('Question, answered')).toBeVisible()
    await expectAccessible(page)
  })

  await test.step('words are corrected: old and new are shown', async () => {
    await selectPassage(page, 'Vyacheslav Molotov')
    await selectionBar(page).getByRole('button', { name: 'Note', exact: true }).click()
    await page.getByRole('radio', { name: 'Correction' }).click()
    const should = page.getByRole('textbox', { name: 'It should read' })
    await expect(should).toHaveValue('Vyacheslav Molotov')
    await should.fill('Vjačeslavs Molotovs')
    await form.note.fill('As in the Latvian text')
    await form.save.click()
    await expect(card('Vyacheslav Molotov').getByText(/Instead of “Vyacheslav Molotov” it should read/)).toBeAttached()
    await expectAccessible(page)
  })

  await test.step('the question is linked to a document and to the corrected passage', async () => {
    const question = card('the Estonian envoy in Moscow')
    await question.getByText('Since when was Rei envoy?').click()
    await question.getByRole('button', { name: 'Link to…' }).click()
    await chooser.getByRole('searchbox').or(chooser.getByRole('textbox')).fill('government session')
    await expect(chooser.getByRole('button', { name: other, exact: true })).toBeVisible()
    await expectAccessible(page)
    await chooser.getByRole('button', { name: other, exact: true }).click()
    await expect(chooser).toBeHidden()
    await question.getByRole('button', { name: 'Link to…' }).click()
    await chooser.getByRole('searchbox').or(chooser.getByRole('textbox')).fill('As in the Latvian')
    await chooser.getByRole('button', { name: /As in the Latvian text/ }).click()
    await expect(chooser).toBeHidden()
    const linked = question.getByRole('list', { name: 'Linked with' })
    await expect(linked.getByRole('listitem')).toHaveCount(2)
    // The corrected passage leads back.
    await expect(
      card('Vyacheslav Molotov').getByRole('list', { name: 'Linked with' }).getByRole('listitem'),
    ).toHaveCount(1)
    await expectAccessible(page)
  })

  await test.step('the links lead to the document, back, and to the other note', async () => {
    await card('the Estonian envoy in Moscow').getByTitle(`Go to “${other}”`).click()
    await expect(page.getByRole('article').getByRole('heading', { name: other })).toBeVisible()
    await page.getByRole('button', { name: 'Back', exact: true }).click()
    await expect(page.getByRole('article').getByRole('heading', { name: title })).toBeVisible()
    await card('the Estonian envoy in Moscow').getByTitle(`Go to “${title}”`).click()
    await expect(card('Vyacheslav Molotov')).toBeInViewport()
  })

  await test.step('in Notes they are found by kind, after a restart', async () => {
    await app.restart()
    const again = app.page
    await rail(again, 'Notes').click()
    await expect(heading(again, 'Notes')).toBeVisible()
    const rows = again.getByRole('listbox', { name: 'Notes' }).getByRole('option')
    const kind = again.getByRole('combobox', { name: 'Kind' })
    await kind.selectOption({ label: 'Corrections' })
    await expect(rows).toHaveCount(1)
    await expect(rows).toContainText('As in the Latvian text')
    await kind.selectOption({ label: 'Questions' })
    await expect(rows.filter({ hasText: 'Since when was Rei envoy?' })).toHaveCount(1)
    await kind.selectOption({ label: 'Open questions' })
    await expect(rows.filter({ hasText: 'Since when was Rei envoy?' })).toHaveCount(0)
    await expectAccessible(again)
    await kind.selectOption({ label: 'Questions' })
    await rows.filter({ hasText: 'Since when was Rei envoy?' }).click()
    const detail = again.getByRole('region', { name: 'Note', exact: true })
    await expect(detail.getByText('Since 1938, says the yearbook.')).toBeVisible()
    await expect(detail.getByRole('list', { name: 'Linked with' }).getByRole('listitem')).toHaveCount(2)
    await expectAccessible(again)
    await detail.getByRole('button', { name: 'Open again' }).click()
    await expect(detail.getByText('Question', { exact: true })).toBeVisible()
    await detail.getByTitle(`Go to “${other}”`).click()
    await expect(again.getByRole('article').getByRole('heading', { name: other })).toBeVisible()
  })
})

test.describe('latviski', () => {
  test.use({ systemLocale: 'lv' })

  test('jautājums un labojums ir atrodami pēc veida, un nekas nav jāritina sāniski, ja palielina divreiz', async ({
    app,
  }) => {
    test.slow()
    const { page } = app
    await rail(page, 'Bibliotēka').click()
    await page
      .getByRole('row', { name: /Sarunas Maskavā/ })
      .first()
      .dblclick()
    await expect(page.getByRole('article').getByRole('heading', { name: /Sarunas Maskavā/ })).toBeVisible()
    const write = async (passage: string, kind: string, words: string) => {
      await selectPassage(page, passage)
      await selectionBar(page).getByRole('button', { name: 'Piezīme', exact: true }).click()
      await page.getByRole('radio', { name: kind, exact: true }).click()
      await page.getByRole('textbox', { name: 'Piezīme' }).fill(words)
    }
    const save = async (words: string) => {
      await page.getByRole('button', { name: 'Saglabāt', exact: true }).click()
      await expect(page.getByRole('group', { name: /^Piezīme pie/ }).getByText(words)).toBeVisible()
    }

    await test.step('jautājums un labojums', async () => {
      await write('Igaunijas sūtnis Maskavā', 'Jautājums', 'Kopš kura gada?')
      await expectAccessible(page)
      await save('Kopš kura gada?')
      await write('Vjačeslavam Molotovam', 'Labojums', 'Vārds saīsināts')
      await page.getByRole('textbox', { name: 'Jābūt' }).fill('V. Molotovam')
      await save('Vārds saīsināts')
      await expectAccessible(page)
    })

    await test.step('tās pašas piezīmes, palielinot divreiz', async () => {
      await page.setViewportSize({ width: 640, height: 400 })
      const question = page.getByRole('group', { name: 'Piezīme pie „Igaunijas sūtnis Maskavā”' })
      await expect(question).toBeVisible()
      await question.getByText('Kopš kura gada?').click()
      expect(await tooWide(page)).toEqual([])
      await question.getByRole('button', { name: 'Atbildēt', exact: true }).click()
      await question.getByRole('textbox', { name: 'Atbilde' }).fill('Kopš 1938. gada.')
      await question.getByRole('button', { name: 'Saglabāt', exact: true }).click()
      await question.getByRole('button', { name: 'Atzīmēt kā atbildētu' }).click()
      await expect(question.getByText('Jautājums, atbildēts')).toBeVisible()
      expect(await tooWide(page)).toEqual([])
      await question.getByRole('button', { name: 'Saistīt ar…' }).click()
      const chooser = page.getByRole('dialog')
      await expect(chooser).toBeVisible()
      expect(await tooWide(page)).toEqual([])
      await expectAccessible(page)
      await chooser.getByRole('button', { name: /Vārds saīsināts/ }).click()
      await expect(question.getByRole('list', { name: 'Saistīts ar' })).toBeVisible()
      await question.getByRole('button', { name: 'Labot piezīmi' }).click()
      await expect(page.getByRole('textbox', { name: 'Piezīme' })).toBeVisible()
      expect(await tooWide(page)).toEqual([])
      await expectAccessible(page)
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Saturs, piezīmes, ziņas' }).click()
      await expect(page.getByRole('complementary', { name: 'Par šo dokumentu' })).toBeVisible()
      expect(await tooWide(page)).toEqual([])
      await expectAccessible(page)
    })

    await test.step('Piezīmes pēc veida', async () => {
      await rail(page, 'Piezīmes').click()
      const rows = page.getByRole('listbox', { name: 'Piezīmes' }).getByRole('option')
      await expect(rows.first()).toBeVisible()
      expect(await tooWide(page)).toEqual([])
      await expectAccessible(page)
      const kind = page.getByRole('combobox', { name: 'Veids' })
      await kind.selectOption({ label: 'Labojumi' })
      await expect(rows).toHaveCount(1)
      await rows.first().click()
      const detail = page.getByRole('region', { name: 'Piezīme', exact: true })
      await expect(detail.getByText('Vārds saīsināts')).toBeVisible()
      expect(await tooWide(page)).toEqual([])
      await expectAccessible(page)
      await detail.getByRole('button', { name: 'Labot', exact: true }).click()
      expect(await tooWide(page)).toEqual([])
      await page.keyboard.press('Escape')
      await detail.getByRole('button', { name: 'Atpakaļ uz sarakstu' }).click()
      await kind.selectOption({ label: 'Neatbildētie jautājumi' })
      await expect(rows.filter({ hasText: 'Kopš kura gada?' })).toHaveCount(0)
      await kind.selectOption({ label: 'Jautājumi' })
      await expect(rows.filter({ hasText: 'Kopš kura gada?' })).toHaveCount(1)
      await page.getByRole('button', { name: 'Birkas', exact: true }).click()
      await expect(page.getByRole('tree', { name: 'Birkas' })).toBeVisible()
      expect(await tooWide(page)).toEqual([])
      await expectAccessible(page)
    })
  })
})
