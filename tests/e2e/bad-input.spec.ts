/** Files that are no archive are refused with a sentence that names them and the reason; nothing else changes. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '../support/avots-app'
import { openArchive } from './journey'

const starter = readFileSync(fileURLToPath(new URL('../../out/resources/starter.avots.zip', import.meta.url)))

function changed(from: string, to: string): Buffer {
  const bytes = Buffer.from(starter)
  const at = bytes.indexOf(from)
  if (at < 0) throw new Error(`"${from}" is not in the archive`)
  bytes.write(to, at)
  return bytes
}

const cases: [name: string, bytes: Buffer][] = [
  ['Nav arhīvs.zip', Buffer.from('This is a letter, not an archive.')],
  ['Nogriezts.zip', starter.subarray(0, starter.length - 5000)],
  ['Mainīts.zip', changed('Payload-Oxum: ', 'Payload-Oxum: 9')],
  ['Ceļš ārā.zip', changed('bagit.txt', '../it.txt')],
]

test('wrong files are refused by name and change nothing', async ({ app }) => {
  const { page } = app
  await expect(page.getByText('44 documents')).toBeVisible()
  for (const [name, bytes] of cases) {
    const path = join(app.dataFolder, '..', name)
    writeFileSync(path, bytes)
    if (app.host === 'browser') {
      const chooser = page.waitForEvent('filechooser')
      await openArchive(page)
      await (await chooser).setFiles(path)
    } else {
      app.answerDialog('showOpenDialog', { canceled: false, filePaths: [path] })
      await openArchive(page)
    }
    await expect(page.getByText(new RegExp(`“?"?${name.replace('.', '\\.')}`)).first()).toBeVisible()
    await page.getByRole('button', { name: 'Close' }).first().click()
    await expect(page.getByText('44 documents')).toBeVisible()
  }
})
