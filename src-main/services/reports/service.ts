/** Implementation of the contract's `reports` service. */
import { extname, isAbsolute, join } from 'node:path'
import {
  AppError,
  type Alignment,
  type Anchor,
  type Annotation,
  type CallContext,
  type Comparison,
  type ExportFormat,
  type Registers,
  type Report,
  type Services,
  type Tag,
} from '#shared/contract'
import type { Finding } from '../anchoring'
import { fileNameOf } from '../file-names'
import type { FileLocation } from '../files'
import type { HostPort } from '../host'
import { buildContent, type ReadEdition } from './content'
import type { Exporter, OpenExporter } from './exporter'
import { createReportStore } from './store'

/** What is read of the notebook. */
interface NotebookRecordsReader {
  (table: 'annotations'): ReadonlyMap<string, Annotation>
  (table: 'anchors'): ReadonlyMap<string, Anchor>
  (table: 'tags'): ReadonlyMap<string, Tag>
}

export interface ReportsDependencies {
  host: Pick<HostPort, 'dataFolder' | 'resources' | 'programs' | 'version' | 'dialogs'>
  readEdition: ReadEdition
  align(input: Pick<Comparison, 'kind' | 'panes' | 'pins' | 'folding'>, context: CallContext): Promise<Alignment>
  records: NotebookRecordsReader
  registersOf(archiveId: string): Registers | Promise<Registers>
  /** Finds notes that have no place yet in an edition that is printed. */
  anchoring: Finding
  /** ISO date of today; given in tests. */
  today?(): string
}

export interface Reports {
  service: Services['reports']
  /**
   * A comparison as a file. Throws AppError: `unknown-document`, `range-invalid`, `unknown-option`, `empty`,
   * `cancelled`, `export-failed`, `out-of-memory`, `disk-full`, `not-writable`; each names what it is about.
   */
  make(input: { comparison: unknown; format: ExportFormat }, context: CallContext): Promise<Report>
  locateFile(sha256: string): FileLocation | null
  /** Keeps a file that was made elsewhere, so that `save` and `locateFile` know it. Throws as `make`. */
  keep(bytes: Uint8Array, file: { extension: string; mediaType: string; name: string }): Promise<string>
  /** Ends the threads of the exporters. */
  close(): Promise<void>
}

const modules = import.meta.glob<{ exporter: Exporter }>('./exporters/*/index.ts', { eager: true })
const exporters = new Map(Object.values(modules).map(({ exporter }) => [exporter.format, exporter]))

const localDay = () => {
  const now = new Date()
  const two = (n: number) => String(n).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

export function createReports(dependencies: ReportsDependencies): Reports {
  const { host, records } = dependencies
  const store = createReportStore(join(host.dataFolder, 'cache', 'reports'))
  const opened = new Map<ExportFormat, OpenExporter>()

  function openExporter(format: ExportFormat): { exporter: Exporter; open: OpenExporter } {
    const exporter = exporters.get(format)
    if (!exporter) {
      const known = [...exporters.keys()].join(', ')
      throw new AppError('unknown-option', `There is no export to "${format}" yet. Known formats: ${known}.`, {
        format,
      })
    }
    const open = opened.get(format) ?? exporter.open(host)
    opened.set(format, open)
    return { exporter, open }
  }

  async function make(
    { comparison, format }: { comparison: unknown; format: ExportFormat },
    context: CallContext,
  ): Promise<Report> {
    const started = performance.now()
    const { exporter, open } = openExporter(format)
    const { content, warnings } = await buildContent(
      comparison,
      {
        readEdition: dependencies.readEdition,
        align: dependencies.align,
        registersOf: dependencies.registersOf,
        anchoring: dependencies.anchoring,
        notebook: () => ({
          annotations: records('annotations'),
          anchors: records('anchors'),
          tags: records('tags'),
        }),
        program: host.version,
        today: dependencies.today ?? localDay,
      },
      context,
    )
    const made = await open.make(content, context)
    if (context.signal.aborted) throw new AppError('cancelled', `The export of "${content.title}" was cancelled.`)
    const name = `${fileNameOf(content.title, 'Avots')}.${exporter.extension}`
    const { extension, mediaType } = exporter
    const sha256 = await store.keep(made.bytes, { extension, mediaType, name })
    return {
      sha256,
      mediaType,
      name,
      bytes: made.bytes.byteLength,
      ...(made.pages === undefined ? {} : { pages: made.pages }),
      ...(made.compiler ? { compiler: made.compiler } : {}),
      ...(made.standard === undefined ? {} : { standard: made.standard }),
      warnings: [...warnings, ...made.warnings],
      milliseconds: Math.round(performance.now() - started),
    }
  }

  async function save({ sha256, name, path }: { sha256: string; name: string; path?: string | undefined }) {
    const file = store.locate(sha256)
    if (!file) throw new AppError('not-found', 'This export is no longer there. Make it again, then save it.', { name })
    let target: string | null
    if (path !== undefined) {
      if (!isAbsolute(path)) {
        throw new AppError('bad-request', `"${path}" is not a whole path. Give one that begins at the root.`, { path })
      }
      target = path
    } else if (host.dialogs) {
      target = await host.dialogs.pickSavePath(name)
    } else {
      throw new AppError('not-allowed', 'This host has no dialog for saving. Save the file from the browser instead.')
    }
    if (target === null) return null
    // A dialog may give a name without its ending; a path that was given is taken as it is.
    if (path === undefined && extname(target) === '') target += extname(file.path)
    await store.saveTo(sha256, target)
    return { path: target }
  }

  return {
    service: { make: (input, context) => make(input, context), save: (input) => save(input) },
    make,
    locateFile: (sha256) => store.locate(sha256),
    keep: (bytes, file) => store.keep(bytes, file),
    async close() {
      await Promise.allSettled([...opened.values()].map((one) => one.close()))
    },
  }
}
