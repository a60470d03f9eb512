/**
 * A program that does nothing but commit: `node child.mjs <folder>`. Prints the ids of every commit after the answer, on
 * one line. Built by the test that kills it.
 */
import { openNotebook } from '#main/services/notebooks'
import { create, newId } from './notebook-drafts'
import { context } from './notebook-folder'

const folder = process.argv[2]
if (folder === undefined) throw new Error('usage: node child.mjs <folder>')
const notebook = await openNotebook({
  folder,
  actor: 'reader',
  hostKind: 'cli',
  log: () => undefined,
  emit: () => undefined,
  segmentBytes: 100_000,
})

/** Commits of one to three operations, one after another; several such loops run at once. */
async function commitForEver(): Promise<never> {
  for (;;) {
    const group = newId()
    const count = 1 + Math.floor(Math.random() * 3)
    const ops = Array.from({ length: count }, () => ({ ...create({ note: `${count} ${group}` }), group }))
    const answer = await notebook.service.commit({ ops }, context)
    process.stdout.write(`${answer.ops.map((op) => op.opId).join(' ')}\n`)
  }
}

process.stdout.write('ready\n')
await Promise.all([commitForEver(), commitForEver(), commitForEver()])
