/** `avots annotations <archive> --import F | --export F [--format F]` */
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { AppError, type NoteFormat, noteFormats, type NoteLoss, type NoteOutcome, separators } from '#shared/contract'
import { defaultDataFolder, programPaths } from '../services'
import { type AnchoringEngine, createAnchoringEngine } from '../services/anchoring'
import { readPreferences } from '../services/app'
import { openArchive, type SealedArchive } from '../services/archives'
import { type Notebook, openNotebook } from '../services/notebooks'
import {
  applyNotes,
  type InFile,
  type NotebookSide,
  type OutFile,
  packFiles,
  understandNotes,
  viewOf,
  viewWithSealed,
  writeNotes,
} from '../services/notebooks/exchange'
import { counted, type ExitStatus, jsonOption, parse, printJson, type Terminal, UsageError, type Verb } from './verb'

const options = {
  ...jsonOption,
  import: { type: 'string' },
  export: { type: 'string' },
  format: { type: 'string' },
  separator: { type: 'string', default: 'comma' },
} as const

const isFormat = (value: string): value is NoteFormat => noteFormats.some((format) => format === value)

/** Endings of file names by which a format is meant where none is named. */
const endings: Record<string, NoteFormat> = {
  '.json': 'w3c',
  '.jsonld': 'w3c',
  '.qdpx': 'qdpx',
  '.qdc': 'qdc',
  '.csv': 'csv',
  '.tsv': 'csv',
  '.md': 'md',
  '.xml': 'tei',
  '.tei': 'tei',
}

async function open(access: 'read' | 'write'): Promise<Notebook> {
  const dataFolder = defaultDataFolder()
  const { author } = await readPreferences(dataFolder, () => undefined)
  const notebook = await openNotebook({
    folder: join(dataFolder, 'notebook'),
    actor: author,
    hostKind: 'cli',
    version: programPaths().version,
    access,
    log: () => undefined,
    emit: () => undefined,
  })
  return notebook
}

const sideOf = (view: NotebookSide['view'], archive: SealedArchive, engine: AnchoringEngine): NotebookSide => ({
  view,
  engine,
  shelf: { documents: () => archive.documents, open: (id, edition) => archive.openDocument(id, edition) },
})

function print(
  terminal: Terminal,
  outcomes: readonly NoteOutcome[],
  losses: readonly NoteLoss[],
  json: boolean,
): ExitStatus {
  for (const { id, status, words, message } of outcomes) {
    if (json) printJson(terminal, { id, status, ...(message === undefined ? {} : { message }) })
    else terminal.out(`${status.padEnd(9)}  ${id}  ${words}${message === undefined ? '' : `\n    ${message}`}`)
  }
  for (const { message, ids } of losses)
    terminal.err(`warning: ${message}${ids.length === 0 ? '' : ` (${counted(ids.length, 'note')})`}`)
  const count = (status: NoteOutcome['status']) => outcomes.filter((one) => one.status === status).length
  if (!json) {
    const parts = (['ok', 'partial', 'review', 'orphan', 'duplicate', 'refused'] as const)
      .filter((status) => count(status) > 0)
      .map((status) => `${count(status)} ${status}`)
    terminal.err(`${counted(outcomes.length, 'note')}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}.`)
  }
  return count('refused') > 0 ? 1 : 0
}

/** Names of Markdown files that hold all documents; other names are folders with a file for each. */
const isSingle = (path: string) => /\.(?:md|markdown)$/i.test(path)

async function save(files: readonly OutFile[], format: NoteFormat, target: string): Promise<void> {
  const path = resolve(target)
  const isFolder = await stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  )
  const put = async (to: string, bytes: Uint8Array) => {
    await mkdir(dirname(to), { recursive: true })
    await writeFile(to, bytes)
  }
  const isZip = extname(path).toLowerCase() === '.zip'
  const isMany = format === 'md' && (isFolder || !(isZip || isSingle(path)))
  if (isFolder && !isMany) {
    throw new AppError('not-writable', `"${target}" is a folder. Name a file in it.`, { path: target })
  }
  try {
    if (isMany) {
      await mkdir(path, { recursive: true })
      for (const { path: name, bytes } of files) await put(join(path, name), bytes)
    } else if (format === 'md' && isZip) await put(path, await packFiles(files))
    else await put(path, files[0]?.bytes ?? new Uint8Array())
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    const message = `"${target}" could not be written (${code}). Choose another place.`
    throw new AppError(code === 'ENOSPC' ? 'disk-full' : 'not-writable', message, { path: target, code }, { cause })
  }
}

/** The file, or all files of a folder. */
async function inputs(path: string, terminal: Terminal): Promise<InFile[]> {
  const info = path === '-' ? null : await stat(resolve(path)).catch(() => null)
  if (!info?.isDirectory()) return [{ name: basename(path), bytes: await terminal.readBytes(path) }]
  const all = await readdir(resolve(path), { recursive: true }).catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    const message = `The folder "${path}" could not be read (${code}). Check that you may read all that is in it.`
    throw new AppError('not-readable', message, { path, code }, { cause })
  })
  const names = all.filter((name) => extname(name).toLowerCase() in endings)
  const files = names.sort().map(async (name) => ({ name, bytes: await terminal.readBytes(join(path, name)) }))
  if (files.length === 0) throw new AppError('empty', `There are no files of notes in "${path}".`, { path })
  return Promise.all(files)
}

export const verb: Verb = {
  usage: `<archive> --import F | --export F [--format ${noteFormats.join('|')}] [--separator ${separators.join('|')}] [--json]`,
  summary: 'notes of the notebook in and out, with a report of what has no place',
  async run(args, terminal) {
    const { values, positionals } = parse(args, 1, options)
    const { json, format: named, separator: word } = values
    const [from, to] = [values.import, values.export]
    if ((from === undefined) === (to === undefined)) throw new UsageError('Say either --import F or --export F.')
    if (named !== undefined && !isFormat(named))
      throw new UsageError(`"${named}" is no format: ${noteFormats.join(', ')} are.`)
    const separator = separators.find((one) => one === word)
    if (!separator) throw new UsageError(`"${word}" is no separator: ${separators.join(', ')} are.`)
    const archive = await openArchive(positionals[0] ?? '')
    const { id: archiveId } = archive.catalogue
    const { signal, progress } = terminal
    const context = { signal, progress }
    const engine = createAnchoringEngine(programPaths().programs)
    if (to !== undefined) {
      const format = named ?? endings[extname(to).toLowerCase()]
      if (!format) throw new UsageError(`--format is missing: ${noteFormats.join(', ')} are known.`)
      const notebook = await open('read')
      try {
        const ids = new Set(archive.documents.map(({ id }) => id))
        const written = await writeNotes(
          sideOf(viewWithSealed(notebook, archiveId, await archive.notebook()), archive, engine),
          {
            format,
            includes: ({ targets, foreign }) =>
              targets.some(({ docId }) => ids.has(docId)) || foreign?.['archive'] === archiveId,
            options: { separator, single: isSingle(to) },
            author: (await notebook.service.status({}, context)).actor,
            version: programPaths().version,
          },
          context,
        )
        await save(written.files, format, to)
        return print(terminal, written.outcomes, written.losses, json)
      } finally {
        await Promise.allSettled([engine.close(), notebook.close()])
      }
    }
    const files = await inputs(from ?? '', terminal)
    const notebook = await open('write')
    try {
      const { mode, reason } = await notebook.service.status({}, context)
      if (mode === 'reader') throw new AppError('read-only', reason ?? 'The notebook can only be read at the moment.')
      // As opening the archive in the application does: what came with it is there first, and once.
      const sealed = await archive.notebook()
      if (sealed) await notebook.importSealed(archiveId, sealed)
      const now = new Date()
      const request = { format: named, archiveId, time: now.toISOString() }
      const understood = await understandNotes(sideOf(viewOf(notebook), archive, engine), files, request, context)
      await applyNotes(notebook, understood, now, context)
      return print(terminal, understood.outcomes, understood.losses, json)
    } finally {
      await Promise.allSettled([engine.close(), notebook.close()])
    }
  },
}
