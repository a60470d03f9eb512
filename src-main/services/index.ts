/** Composition root of all hosts: the services over one data folder. */
import { join } from 'node:path'
import type { Emit, Services } from '#shared/contract'
import { createAnchoringEngine, createAnchors } from './anchoring'
import { createApp } from './app'
import { createMetadataExport, openLibrary } from './archives'
import { createComparisons } from './comparisons'
import { createDocuments } from './documents'
import type { FileLocation } from './files'
import type { HostPort } from './host'
import { createImports, createMerges } from './imports'
import { openNotebook } from './notebooks'
import { createPictures } from './pictures'
import { createReports } from './reports'

export { createFileLog, defaultDataFolder, prepareDataFolder, programPaths } from './app'
export { createDispatcher, type Dispatcher, toWireError } from './dispatcher'
export { type AnswerMessage, type StartChild, startNodeChild } from './children'
export { type FileLocation, writeFileAtomic } from './files'
export type { HostPort, LogEntry } from './host'
export { answerFile, contentPolicy, mediaTypeOf, parseRange, policyOf, resolveBelow } from './serving'

export interface Program {
  readonly services: Services
  /** Bytes behind a hash, or null when nothing of the program has them. */
  locateFile(sha256: string): FileLocation | null
  /** Takes a last snapshot, ends workers and gives the notebook free. */
  close(): Promise<void>
}

/**
 * Opens the library and the notebook of `host.dataFolder`. Throws AppError when the folder cannot be used; a notebook
 * that somebody else has open is opened for reading, which its status says.
 */
export async function createServices(host: HostPort, emit: Emit): Promise<Program> {
  const app = createApp(host)
  let check: () => void = () => undefined
  /** What changes texts, or makes the notebook writable, may leave notes without a place. */
  const tell: Emit = (event, payload) => {
    emit(event, payload)
    if (event === 'libraryChanged' || event === 'notebookStatusChanged') check()
  }
  const notebook = await openNotebook({
    folder: join(host.dataFolder, 'notebook'),
    actor: (await app.readPreferences()).author,
    log: host.log,
    emit: tell,
    hostKind: host.kind,
    version: host.version,
    // The command line reads what the application wrote; it never takes the notebook away from it.
    access: host.kind === 'cli' ? 'read' : 'write',
    ...(host.address === undefined ? {} : { address: host.address }),
  })
  const library = await openLibrary({
    host,
    emit: tell,
    onFirstAdd: (archiveId, sealed) => notebook.importSealed(archiveId, sealed),
  })
  const imports = createImports({ host, library, emit })
  const { openDocument } = library
  const pictures = createPictures({ host, openDocument, locateFile: library.locateFile })
  const engine = createAnchoringEngine(host.programs)
  const anchors = createAnchors({ engine, notebook, library, emit, log: host.log })
  check = anchors.check
  const comparisons = createComparisons({ programs: host.programs, readEdition: library.openDocument })
  const reports = createReports({
    host,
    readEdition: library.openDocument,
    align: comparisons.align,
    records: notebook.records,
    registersOf: library.registers,
    anchoring: { engine, readText: anchors.readText },
  })
  // Formats of other programs are many and seldom used: they are loaded with the first one.
  let exchanging: Promise<Services['exchange']> | null = null
  const exchange = () =>
    (exchanging ??= import('./notebooks/exchange').then(({ createExchange }) =>
      createExchange({
        notebook,
        documents: library.documents,
        openDocument: library.openDocument,
        keep: reports.keep,
        version: host.version,
        engine,
      }),
    ))
  // Editions may have come while another program had the notebook, or while notes were copied.
  check()
  return {
    services: {
      app: app.service,
      archives: { ...library.service, ...createMerges({ library, change: imports.change }) },
      documents: {
        ...createDocuments(library),
        ...imports.service,
        ...pictures.service,
        exportMetadata: createMetadataExport({ documents: library.documents, keep: reports.keep }),
      },
      notebooks: notebook.service,
      anchors: anchors.service,
      comparisons: comparisons.service,
      reports: reports.service,
      exchange: {
        export: async (input, context) => (await exchange()).export(input, context),
        preview: async (input, context) => (await exchange()).preview(input, context),
        import: async (input, context) => (await exchange()).import(input, context),
      },
    },
    locateFile: (sha256) => reports.locateFile(sha256) ?? pictures.locateFile(sha256) ?? library.locateFile(sha256),
    async close() {
      await Promise.allSettled([
        comparisons.close(),
        reports.close(),
        imports.close(),
        pictures.close(),
        anchors.close(),
      ])
      await library
        .close()
        .catch((error: unknown) => host.log({ level: 'error', message: 'the library was not closed', error }))
      await notebook.close()
    },
  }
}
