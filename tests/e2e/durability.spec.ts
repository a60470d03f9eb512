/** Notes are safe: nothing that was shown as saved is lost, whatever happens to the program or the browser. */
import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../support/avots-app'
import { openDocument, rail, selectPassage, writeNote } from './journey'

const document = 'The talks in Moscow, day by day'

test('kill -9 right after "saved" loses nothing', async ({ app }) => {
  await openDocument(app.page, document)
  await writeNote(app.page, 'the Caucasian wines', 'Written just before the crash')
  await app.killAndRestart()
  await rail(app.page, 'Notes').click()
  await expect(app.page.getByText('Written just before the crash')).toBeVisible()
})

test('a program that stopped is told at once, and what was saved is there when it is started again', async ({
  app,
}) => {
  test.skip(app.host !== 'browser', 'a desktop window ends together with its program')
  await openDocument(app.page, document)
  await writeNote(app.page, 'the Caucasian wines', 'Before the program stopped')
  const lock = JSON.parse(readFileSync(join(app.dataFolder, 'notebook', 'lock.json'), 'utf8')) as { pid: number }
  process.kill(lock.pid, 'SIGKILL')
  await expect(app.page.getByRole('banner').getByText('Avots has stopped')).toBeVisible()
  await expect(app.page.getByText('The program behind this page does not answer.')).toBeVisible()
  await app.restart()
  await rail(app.page, 'Notes').click()
  await expect(app.page.getByText('Before the program stopped')).toBeVisible()
})

test('a half-written note is there again after a reload', async ({ app }) => {
  await openDocument(app.page, document)
  await selectPassage(app.page, 'the Caucasian wines')
  await app.page.getByRole('toolbar', { name: 'Selected passage' }).getByRole('button', { name: 'Note' }).click()
  await app.page.getByRole('textbox', { name: 'Note' }).fill('Not saved yet')
  await app.page.reload()
  await expect(app.page.getByRole('textbox', { name: 'Note' })).toHaveValue('Not saved yet')
  await app.page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(app.page.getByRole('region', { name: 'Margin notes' }).getByText('Not saved yet')).toBeVisible()
})

test('a deleted browser profile loses nothing, and undo still works', async ({ app }) => {
  await openDocument(app.page, document)
  await writeNote(app.page, 'the Caucasian wines', 'Kept in the journal')
  await app.restart({ withoutBrowserProfile: true })
  await rail(app.page, 'Notes').click()
  await expect(app.page.getByText('Kept in the journal')).toBeVisible()
  await app.page.getByRole('banner').getByRole('button', { name: 'Undo' }).click()
  await expect(app.page.getByText('Kept in the journal')).toBeHidden()
  await app.page.getByRole('banner').getByRole('button', { name: 'Redo' }).click()
  await expect(app.page.getByText('Kept in the journal')).toBeVisible()
})

test('who switches host finds the same notes', async ({ app }) => {
  test.skip(app.host === 'electron', 'the browser host and the double show the switch both ways')
  await openDocument(app.page, document)
  await writeNote(app.page, 'the Caucasian wines', 'Seen from both hosts')
  await app.restart({ host: app.host === 'browser' ? 'double' : 'browser' })
  await rail(app.page, 'Notes').click()
  await expect(app.page.getByText('Seen from both hosts')).toBeVisible()
})

test('a journal with a torn last line opens and says so', async ({ app }) => {
  await openDocument(app.page, document)
  await writeNote(app.page, 'the Caucasian wines', 'Before the torn line')
  const folder = join(app.dataFolder, 'notebook')
  const tear = () => {
    const last = readdirSync(folder)
      .filter((name) => /^journal-.*\.ndjson$/.test(name))
      .sort()
      .at(-1)
    if (!last) throw new Error('no journal')
    appendFileSync(join(folder, last), '0123abcd {"v":1,"seq":99999,"opId":"01')
  }
  await app.restart({ beforeStart: tear })
  await rail(app.page, 'Notes').click()
  await expect(app.page.getByText('Before the torn line')).toBeVisible()
})
