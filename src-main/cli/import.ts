/** `avots import <file or folder>… --into <archive> [--title T] [--lang L] [--edition-of ID] [--ocr L+L…]` */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve, sep } from 'node:path'
import {
  AppError,
  type ImportOutcome,
  type ImportReport,
  recognisableFormats,
  type RecognitionLanguage,
  recognitionLanguages,
} from '#shared/contract'
import { programPaths, startNodeChild } from '../services'
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
import { extractorsOf, type ImportControl, runImport, runRecognition } from '../services/imports'
import { counted, jsonOption, parse, printJson, type Terminal, UsageError, type Verb } from './verb'

const options = {
  ...jsonOption,
  into: { type: 'string' },
  title: { type: 'string' },
  lang: { type: 'string' },
  'edition-of': { type: 'string' },
  ocr: { type: 'string' },
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

function print(
  terminal: Terminal,
  { report, recognised }: { report: ImportReport; recognised: ImportReport | null },
  json: boolean,
  name: (path: string) => string,
): void {
  const tell = (outcome: ImportOutcome, more: object = {}) => {
    const { path, ...rest } = outcome
    if (json) printJson(terminal, { path: name(path), ...rest, ...more })
    else terminal.out(lineOf(name(path), outcome))
  }
  for (const outcome of report.outcomes) tell(outcome)
  if (!json) terminal.out(`${counted(report.outcomes.length, 'file')}: ${inWords(report, 'there already')}`)
  for (const outcome of recognised?.outcomes ?? []) tell(outcome, { recognise: recognised?.recognise })
  if (!json && recognised) {
    const text = inWords(recognised, 'with the same text as before')
    terminal.out(`${counted(recognised.outcomes.length, 'document')} with character recognition: ${text}`)
  }
  if (json) printJson(terminal, { summary: report.summary, ...(recognised ? { recognised: recognised.summary } : {}) })
}

const inWords = ({ summary: { ok, partial, refused, duplicate } }: ImportReport, same: string) =>
  `${ok} read, ${partial} read in part, ${refused} refused, ${duplicate} ${same}.`

/** `lav+eng` as a list. Throws UsageError. */
function languagesOf(text: string): RecognitionLanguage[] {
  return text.split('+').map((word) => {
    const found = recognitionLanguages.find((one) => one === word.trim().toLowerCase())
    if (found) return found
    throw new UsageError(
      `--ocr does not know "${word}". Known are: ${recognitionLanguages.join(', ')}; several as lav+eng.`,
    )
  })
}

/** What came in, or was there, and has pages without text: to be recognised. */
function withoutText(work: Work, { outcomes }: ImportReport): string[] {
  const ids = new Set(outcomes.flatMap(({ documentId }) => documentId ?? []))
  const partly = new Set(
    outcomes
      .filter(({ warnings }) => warnings.some(({ code }) => code === 'pages-without-text'))
      .map(({ documentId }) => documentId),
  )
  return work.catalogue().documents.flatMap(({ id, parentId, format, editions }) => {
    // What lies inside a document that came in came in with it.
    const isConcerned = ids.has(id) || (parentId !== undefined && ids.has(parentId))
    if (isConcerned) ids.add(id)
    if (!isConcerned || !recognisableFormats.includes(format)) return []
    return editions.at(-1)?.length === 0 || partly.has(id) ? [id] : []
  })
}

function lineOf(path: string, outcome: ImportOutcome): string {
  const { status, code, message, documentId, refusedBefore, warnings } = outcome
  const before = status === 'refused' ? ' It was refused before, too, and is kept without text.' : ': refused before.'
  const told = message === undefined ? '' : `: ${message}`
  const why = (status === 'refused' ? `: ${code ?? ''}: ${message ?? ''}` : told) + (refusedBefore ? before : '')
  const notes = warnings.map((warning) => `\n    ${warning.code}: ${warning.message}`).join('')
  return `${status.padEnd(9)}  ${documentId ?? '-'.padEnd(25)}  ${path}${why}${notes}`
}

async function seal(work: Work, zip: string, terminal: Terminal): Promise<void> {
  const { version } = programPaths()
  const { signal, progress } = terminal
  await sealArchive(await work.content(), zip, { version, signal, progress })
}

export const verb: Verb = {
  usage: '<file or folder>… --into <archive> [--title T] [--lang L] [--edition-of ID] [--ocr lav+eng] [--json]',
  summary: 'creates the archive (a folder, or a .zip when the name ends so) or adds to it',
  async run(args, terminal) {
    const { values, positionals } = parse(args, 'some', options)
    const { into, title, lang, json } = values
    const editionOf = values['edition-of']
    const languages = values.ocr === undefined ? null : languagesOf(values.ocr)
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
    let recognised: ImportReport | null = null
    const control: ImportControl = {
      signal: terminal.signal,
      mayGoOn: () => Promise.resolve(),
      onProgress: ({ recognise, files, filesDone, bytes, bytesDone, secondsLeft, page }) =>
        terminal.progress({
          stage: `${filesDone}/${files}${page ? `, page ${page.done}/${page.total}` : ''}${secondsLeft === null ? '' : `, ${secondsLeft} s left`}`,
          ...(recognise
            ? { done: 1000 * (filesDone + (page ? page.done / Math.max(1, page.total) : 0)), total: 1000 * files }
            : { done: bytesDone, total: Math.max(bytes, 1) }),
        }),
      createExtractor: extractorsOf(programs, startNodeChild),
      except: target.zip === null ? [] : [target.zip],
    }
    const isStopped = () => (recognised ?? report)?.stopped !== undefined
    try {
      if (title !== undefined) await rename(work, title)
      const request = {
        inputs: given.map(({ path }) => path),
        options: {
          ...(lang === undefined ? {} : { lang }),
          ...(editionOf === undefined ? {} : { editionOf }),
        },
      }
      report = await runImport(work, request, control)
      const documentIds = languages && !isStopped() ? withoutText(work, report) : []
      if (languages && documentIds.length > 0)
        recognised = await runRecognition(work, { documentIds, languages }, control)
      if (target.zip !== null && !isStopped()) await seal(work, target.zip, terminal)
    } finally {
      // The folder beside a zip is nobody's bag: it goes away, or is gone on with.
      // On a full disk there is no room for the bag; the journal has what was done.
      const { stopped } = recognised ?? report ?? {}
      const isUntouched = report === null && work.ledger.unfinished() === null
      await work.close({ settle: target.zip === null && stopped !== 'disk-full' })
      // Refused before anything came in: left there, it would stand for the zip the next time.
      if (target.zip !== null && isUntouched) await rm(target.folder, { recursive: true, force: true })
      if (spooled !== null) await rm(dirname(spooled), { recursive: true, force: true })
    }
    if (target.zip !== null && !isStopped()) await rm(target.folder, { recursive: true, force: true })
    print(terminal, { report, recognised }, json, (path) => shown(path, given))
    if (isStopped()) terminal.err('The import was stopped. The same command goes on where it ended.')
    const refused = report.summary.refused + (recognised?.summary.refused ?? 0)
    return refused > 0 || isStopped() ? 1 : 0
  },
}

/** Gives the archive the title that was asked for, unless it has it. */
async function rename(work: Work, title: string): Promise<void> {
  const { title: before, description, language } = work.catalogue()
  if (before[language] !== title) await work.describe({ ...before, [language]: title }, description)
}
