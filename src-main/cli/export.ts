/** `avots export <archive> <comparison.json> --format F -o FILE` */
import { copyFile, mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { AppError, type ExportFormat, exportFormats } from '#shared/contract'
import { defaultDataFolder, programPaths } from '../services'
import { createAnchoringEngine, textReader } from '../services/anchoring'
import { openArchive } from '../services/archives'
import { createComparisons } from '../services/comparisons'
import { openNotebook } from '../services/notebooks'
import { createReports } from '../services/reports'
import { jsonOption, parse, printJson, UsageError, type Verb } from './verb'

const options = {
  ...jsonOption,
  format: { type: 'string', default: 'pdf' },
  output: { type: 'string', short: 'o' },
} as const

const isFormat = (value: string): value is ExportFormat => exportFormats.some((format) => format === value)

export const verb: Verb = {
  usage: `<archive> <comparison.json> [--format ${exportFormats.join('|')}] -o FILE [--json]`,
  summary: 'the annotated comparison as a document',
  async run(args, terminal) {
    const { values, positionals } = parse(args, 2, options)
    const { format, output } = values
    if (!isFormat(format)) throw new UsageError(`"${format}" is no format: ${exportFormats.join(', ')} are.`)
    if (output === undefined) throw new UsageError('-o FILE is missing: where should it be written?')
    const [archivePath = '', comparisonPath = ''] = positionals
    const archive = await openArchive(archivePath)
    let comparison: unknown
    try {
      comparison = JSON.parse(await terminal.read(comparisonPath))
    } catch (cause) {
      if (cause instanceof AppError) throw cause
      const message = `"${comparisonPath}" could not be read as a comparison: it is no JSON. Check it with a JSON tool.`
      throw new AppError('damaged', message, { path: comparisonPath }, { cause })
    }
    const paths = programPaths()
    const dataFolder = defaultDataFolder()
    // Notes of the reader, where the comparison brings none of its own. Read only: nothing is locked or written.
    const notebook = await openNotebook({
      folder: join(dataFolder, 'notebook'),
      actor: '',
      hostKind: 'cli',
      access: 'read',
      log: () => undefined,
      emit: () => undefined,
    })
    const comparisons = createComparisons({ programs: paths.programs, readEdition: archive.openDocument })
    const engine = createAnchoringEngine(paths.programs)
    const reports = createReports({
      host: { ...paths, dataFolder },
      readEdition: archive.openDocument,
      align: comparisons.align,
      records: notebook.records,
      registersOf: () => archive.registers,
      anchoring: {
        engine,
        readText: textReader({ documents: () => archive.documents, openDocument: archive.openDocument }),
      },
    })
    try {
      const report = await reports.make(
        { comparison, format },
        { signal: terminal.signal, progress: terminal.progress },
      )
      const made = reports.locateFile(report.sha256)
      if (!made) throw new AppError('export-failed', 'The export was made but is gone again. Try once more.')
      const file = resolve(output)
      try {
        await mkdir(dirname(file), { recursive: true })
        await copyFile(made.path, file)
      } catch (cause) {
        const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
        const message = `"${output}" could not be written (${code}). Choose another place with -o.`
        throw new AppError(code === 'ENOSPC' ? 'disk-full' : 'not-writable', message, { path: output, code }, { cause })
      }
      for (const warning of report.warnings) terminal.err(`warning: ${warning.message}`)
      const { pages, bytes, warnings } = report
      if (values.json) printJson(terminal, { file, ...(pages === undefined ? {} : { pages }), bytes, warnings })
      else terminal.out(`${file}: ${pages === undefined ? '' : `${pages} pages, `}${bytes} bytes`)
      return 0
    } finally {
      await Promise.allSettled([comparisons.close(), reports.close(), engine.close(), notebook.close()])
    }
  },
}
