/** `avots metadata <file>` */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { AppError, type DocumentModel, formatIdOf, type Metadata } from '#shared/contract'
import { programPaths, startNodeChild } from '../services'
import { createExtractor } from '../services/documents'
import { metadataOf } from '../services/imports'
import { jsonOption, parse, printJson, type Terminal, type Verb } from './verb'

/** The fields as they are printed; `origin` says of each where it comes from. */
function describe(metadata: Metadata, model: DocumentModel): Record<string, unknown> {
  const { title, creators, date, languages, origins, places, persons, ...rest } = metadata
  const names = (agents: Metadata['creators']) => agents.map(({ name }) => name)
  return {
    title: title.text,
    creators: names(creators),
    date: date?.edtf ?? null,
    ...(date?.display === undefined ? {} : { dateDisplay: date.display }),
    language: languages.join(' ') || null,
    ...(places.length > 0 ? { places: names(places) } : {}),
    ...(persons.length > 0 ? { persons: names(persons) } : {}),
    ...rest,
    format: formatIdOf(model.extractor),
    mediaType: model.mediaType,
    source: model.meta,
    // A title that is nobody's statement is the file's name.
    origin: { title: 'file-name', ...origins },
  }
}

async function openInput(word: string, terminal: Terminal): Promise<{ path: string; close(): Promise<void> }> {
  if (word === '-') {
    const folder = await mkdtemp(join(tmpdir(), 'avots-stdin-'))
    await writeFile(join(folder, 'stdin'), await terminal.readBytes('-'))
    return { path: join(folder, 'stdin'), close: () => rm(folder, { recursive: true, force: true }) }
  }
  const found = await stat(word).catch(() => null)
  if (!found?.isFile()) {
    const message = found ? `"${word}" is a folder. Name one file.` : `There is no file "${word}". Check its name.`
    throw new AppError(found ? 'not-readable' : 'not-found', message, { path: word })
  }
  return { path: resolve(word), close: () => Promise.resolve() }
}

export const verb: Verb = {
  usage: '<file> [--json]',
  summary: 'metadata as the importer reads it',
  async run(args, terminal) {
    const { values, positionals } = parse(args, 1, jsonOption)
    const input = await openInput(positionals[0] ?? '', terminal)
    const extractor = createExtractor(programPaths().programs, startNodeChild)
    try {
      const fileName = basename(input.path)
      const { model } = await extractor.extract({ path: input.path }, { fileName })
      const fields = describe(metadataOf(model, fileName), model)
      if (values.json) printJson(terminal, fields)
      else terminal.out(JSON.stringify(fields, null, 2))
      return 0
    } finally {
      await extractor.close()
      await input.close()
    }
  },
}
