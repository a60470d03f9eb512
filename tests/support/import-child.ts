/**
 * A program that imports: `node child.mjs <sources> <archive>`. Makes the archive where there is none, goes on where it
 * was cut off. Prints "ready" when it begins. Built by the test that kills it.
 */
import { startNodeChild } from '#main/services/children'
import { clock, createWork, isWork, newArchive, openWork } from '#main/services/archives'
import { createExtractor } from '#main/services/documents'
import { runImport } from '#main/services/imports'

const [source, folder] = process.argv.slice(2)
if (source === undefined || folder === undefined) throw new Error('usage: node child.mjs <sources> <archive>')
process.stdout.write('ready\n')
if (!isWork(folder)) {
  const archive = { id: 'kritieni', title: { lv: 'Kritieni' }, language: 'lv' }
  await createWork(folder, newArchive(archive, clock()))
}
const work = await openWork(folder, { version: '0.1.0', host: 'cli' })
const report = await runImport(
  work,
  { inputs: [source], options: { lang: 'lv' } },
  {
    signal: new AbortController().signal,
    mayGoOn: () => Promise.resolve(),
    onProgress: () => undefined,
    createExtractor: () => createExtractor('nowhere', startNodeChild),
  },
)
await work.close()
process.stdout.write(`${JSON.stringify(report.summary)}\n`)
