/** `avots text <archive> <documentId>` */
import { openArchive } from '../services/archives'
import { jsonOption, parse, printJson, type Verb } from './verb'

export const verb: Verb = {
  usage: '<archive> <documentId> [--json]',
  summary: 'the canonical text of a document',
  async run(args, terminal) {
    const { values, positionals } = parse(args, 2, jsonOption)
    const archive = await openArchive(positionals[0] ?? '')
    const { model } = await archive.openDocument(positionals[1] ?? '')
    if (values.json) printJson(terminal, { text: model.text })
    else terminal.out(model.text)
    return 0
  },
}
