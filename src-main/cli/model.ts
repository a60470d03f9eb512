/** `avots model <archive> <documentId>` */
import { openArchive } from '../services/archives'
import { jsonOption, parse, printJson, type Verb } from './verb'

export const verb: Verb = {
  usage: '<archive> <documentId> [--json]',
  summary: 'the document model (contract/document)',
  async run(args, terminal) {
    const { values, positionals } = parse(args, 2, jsonOption)
    const archive = await openArchive(positionals[0] ?? '')
    const { model } = await archive.openDocument(positionals[1] ?? '')
    if (values.json) printJson(terminal, model)
    else terminal.out(JSON.stringify(model, null, 2))
    return 0
  },
}
