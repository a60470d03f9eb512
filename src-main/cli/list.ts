/** `avots list <archive>` */
import { openArchive } from '../services/archives'
import { jsonOption, oneLine, parse, printJson, type Verb } from './verb'

export const verb: Verb = {
  usage: '<archive> [--json]',
  summary: 'documents with their metadata',
  async run(args, terminal) {
    const { values, positionals } = parse(args, 1, jsonOption)
    const archive = await openArchive(positionals[0] ?? '')
    const rows = archive.documents.map(({ id, metadata, format, editions, current }) => ({
      documentId: id,
      title: metadata.title.text,
      creator: metadata.creators.map(({ name }) => name).join('; '),
      date: metadata.date?.edtf ?? null,
      language: metadata.languages.join(' '),
      type: metadata.type,
      format,
      characters: editions.find(({ number }) => number === current)?.length ?? 0,
    }))
    if (values.json) printJson(terminal, rows)
    else {
      const width = Math.max(0, ...rows.map(({ date }) => date?.length ?? 0))
      for (const { documentId, title, date, language } of rows) {
        terminal.out(oneLine(`${documentId}  ${(date ?? '').padEnd(width)}  ${language.padEnd(3)}  ${title}`))
      }
      terminal.err(`${rows.length} documents`)
    }
    return 0
  },
}
