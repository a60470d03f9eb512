/** `avots import <file or folder>… --into <archive> [--title T] [--lang L] [--edition-of ID]` */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { AppError, type ImportOutcome, type ImportReport } from '#shared/contract'
import { programPaths } from '../services'
import {
  adoptSealed,
  clock,
  createWork,
  isWork,
  newArchive,
  openWork,
  sealArchive,
  type Work,
  workIdOf,
} from '../services/archives'
import { createExtractor } from '../services/documents'
import { runImport } from '../services/imports'
import { jsonOption, parse, printJson, type Terminal, UsageError, type Verb } from './verb'

const options = {
  ...jsonOption,
  into: { type: 'string' },
  title: { type: 'string' },
  lang: { type: 'string' },
  'edition-of': { type: 'string' },
} as const

interface Target {
  /** The archive in work. */
  folder: string
  /** Where it is sealed to afterwards. */
  zip: string | null
}

/** Where the archive is put together: the folder itself, or one beside the zip that is gone when it is sealed. */
function targetOf(into: string): Target {
  const path = resolve(into)
  if (!/\.zip$/i.test(path)) return { folder: path, zip: null }
  return { folder: join(dirname(path), `.${basename(path)}.avots-work`), zip: path }
}

async function prepare({ folder, zip }: Target, title: string | undefined, lang: string | undefined): Promise<void> {
  if (isWork(folder)) return
  await mkdir(dirname(folder), { recursive: true })
  if (zip !== null && existsSync(zip)) return adoptSealed(zip, folder)
  if (zip === null && existsSync(join(folder, 'bagit.txt'))) {
    const message = `"${basename(folder)}" is a sealed archive in a folder. Name a new one, or a zip, with --into.`
    throw new AppError('conflict', message, { path: folder })
  }
  const name = title ?? basename(zip ?? folder).replace(/(?:\.avots)?\.zip$/i, '')
  const language = lang ?? 'und'
  const created = clock()
  const archive = { id: workIdOf(name, created), title: { [language]: name }, language }
  await createWork(folder, newArchive(archive, created))
}

/** Standard input as a file of its own: originals are files. */
async function spool(terminal: Terminal): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'avots-stdin-')), 'stdin')
  await writeFile(path, await terminal.readBytes('-'))
  return path
}

/** A path of a report as the caller gave it. */
function shown(path: string, given: readonly { word: string; path: string }[]): string {
  for (const { word, path: absolute } of given) {
    if (path === absolute) return word
    if (path.startsWith(absolute + sep)) return join(word, path.slice(absolute.length + 1))
  }
  return path
}

function print(terminal: Terminal, report: ImportReport, json: boolean, name: (path: string) => string): void {
  const { ok, partial, refused, duplicate } = report.summary
  for (const outcome of report.outcomes) {
    const { path, ...rest } = outcome
    if (json) printJson(terminal, { path: name(path), ...rest })
    else terminal.out(lineOf(name(path), outcome))
  }
  if (json) printJson(terminal, { summary: report.summary })
  else
    terminal.out(
      `${report.outcomes.length} files: ${ok} read, ${partial} read in part, ${refused} refused, ${duplicate} there already.`,
    )
}

function lineOf(path: string, { status, code, message, documentId, warnings }: ImportOutcome): string {
  const why = status === 'refused' ? `: ${code ?? ''}: ${message ?? ''}` : ''
  const notes = warnings.map((warning) => `\n    ${warning.code}: ${warning.message}`).join('')
  return `${status.padEnd(9)}  ${documentId ?? '-'.padEnd(25)}  ${path}${why}${notes}`
}

async function seal(work: Work, zip: string, terminal: Terminal): Promise<void> {
  const { version } = programPaths()
  const { signal, progress } = terminal
  await sealArchive(await work.content(), zip, { version, signal, progress })
}

export const verb: Verb = {
  usage: '<file or folder>… --into <archive> [--title T] [--lang L] [--edition-of ID] [--json]',
  summary: 'creates the archive (a folder, or a .zip when the name ends so) or adds to it',
  async run(args, terminal) {
    const { values, positionals } = parse(args, 'some', options)
    const { into, title, lang, json } = values
    const editionOf = values['edition-of']
    if (into === undefined || into === '') throw new UsageError('--into is missing: which archive?')
    if (editionOf !== undefined && positionals.length !== 1)
      throw new UsageError('--edition-of takes one file: the new edition of that document.')
    const spooled = positionals.includes('-') ? await spool(terminal) : null
    const given = positionals.map((word) => ({ word, path: word === '-' ? (spooled ?? word) : resolve(word) }))
    if (!given.some(({ path }) => existsSync(path))) {
      const message = `There is no "${positionals.join('", no "')}". Check the name.`
      throw new AppError('not-found', message, { path: positionals[0] ?? '' })
    }
    const target = targetOf(into)
    await prepare(target, title, lang)
    const { version, programs } = programPaths()
    const work = await openWork(target.folder, { version, host: 'cli' })
    let report: ImportReport | null = null
    try {
      if (title !== undefined) await rename(work, title)
      const request = {
        inputs: given.map(({ path }) => path),
        options: {
          ...(lang === undefined ? {} : { lang }),
          ...(editionOf === undefined ? {} : { editionOf }),
        },
      }
      report = await runImport(work, request, {
        signal: terminal.signal,
        mayGoOn: () => Promise.resolve(),
        onProgress: ({ files, filesDone, bytes, bytesDone, secondsLeft }) =>
          terminal.progress({
            stage: `${filesDone}/${files}${secondsLeft === null ? '' : `, ${secondsLeft} s left`}`,
            done: bytesDone,
            total: Math.max(bytes, 1),
          }),
        createExtractor: () => createExtractor(programs),
        except: target.zip === null ? [] : [target.zip],
      })
      if (target.zip !== null && report.stopped === undefined) await seal(work, target.zip, terminal)
    } finally {
      // The folder beside a zip is nobody's bag: it goes away, or is gone on with.
      // On a full disk there is no room for the bag; the journal has what was done.
      await work.close({ settle: target.zip === null && report?.stopped !== 'disk-full' })
      if (spooled !== null) await rm(dirname(spooled), { recursive: true, force: true })
    }
    if (target.zip !== null && report.stopped === undefined) await rm(target.folder, { recursive: true, force: true })
    print(terminal, report, json, (path) => shown(path, given))
    if (report.stopped !== undefined) terminal.err('The import was stopped. The same command goes on where it ended.')
    return report.summary.refused > 0 || report.stopped !== undefined ? 1 : 0
  },
}

/** Gives the archive the title that was asked for, unless it has it. */
async function rename(work: Work, title: string): Promise<void> {
  const { title: before, description, language } = work.catalogue()
  if (before[language] !== title) await work.describe({ ...before, [language]: title }, description)
}
