/** Imports and changes of archives in work, as methods of the documents service. */
import { rm } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import {
  AppError,
  type CallContext,
  type DocumentSummary,
  type Emit,
  type ImportProgress,
  type ImportReport,
  type ImportSummary,
  type Services,
} from '#shared/contract'
import { type ImportBatch, type Library, type Work, withStored } from '../archives'
import type { HostPort } from '../host'
import { reportOf, unpackedOf } from './batch-run'
import { extractorsOf } from './extractors'
import {
  type ImportControl,
  type ImportRequest,
  resumeImport,
  runImport,
  runRecognition,
  runTranscription,
} from './run'
import { createTurn } from './turn'

type Methods = Pick<
  Services['documents'],
  | 'import'
  | 'resumeImport'
  | 'pauseImport'
  | 'cancelImport'
  | 'pick'
  | 'imports'
  | 'importReport'
  | 'undoImport'
  | 'reextract'
  | 'recognise'
  | 'transcribe'
  | 'setMetadata'
  | 'remove'
  | 'restore'
>

export interface Imports {
  readonly service: Methods
  /** Changes an archive in work while nothing else does. Throws AppError `conflict` while files are imported into it. */
  change<T>(archiveId: string, act: (work: Work) => Promise<T>): Promise<T>
  /** Stops what is running; it can be gone on with at the next start. */
  close(): Promise<void>
}

interface Options {
  host: Pick<HostPort, 'programs' | 'startChild' | 'dialogs'>
  library: Pick<
    Library,
    | 'withWork'
    | 'isInWork'
    | 'imports'
    | 'openDocument'
    | 'documents'
    | 'locateFile'
    | 'takeNotes'
    | 'putAside'
    | 'takeBack'
  >
  emit: Emit
}

/** A gate that closes for a pause. */
function createGate() {
  let opened: Promise<void> | null = null
  let open: () => void = () => undefined
  return {
    pass: () => opened ?? Promise.resolve(),
    isClosed: () => opened !== null,
    close() {
      opened ??= new Promise((resolve) => (open = resolve))
    },
    open() {
      open()
      opened = null
    },
  }
}

interface Running {
  gate: ReturnType<typeof createGate>
  controller: AbortController
  /** Tells everybody that it is held, or goes on. */
  tell: (state: 'paused' | 'running') => void
  /** The latest that was told; null before anything was. */
  latest: () => ImportProgress | null
}

export function createImports({ host, library, emit }: Options): Imports {
  const running = new Map<string, Running>()
  /** One import after the other in each archive. */
  const queues = new Map<string, Promise<unknown>>()
  /** One recognition after the other in all archives: each takes a processor and much memory. */
  const turn = createTurn()
  let isClosed = false

  async function run<T>(
    archiveId: string,
    context: CallContext,
    act: (work: Work, control: ImportControl) => Promise<T>,
    { detached = false, isQuiet = false }: { detached?: boolean | undefined; isQuiet?: boolean } = {},
  ): Promise<T> {
    if (isClosed) throw new AppError('cancelled', 'The program ends; nothing was imported.')
    const controller = new AbortController()
    const gate = createGate()
    const abort = () => {
      controller.abort()
      gate.open()
    }
    if (!detached) context.signal.addEventListener('abort', abort)
    if (!detached && context.signal.aborted) abort()
    let last: ImportProgress | null = null
    const onProgress: ImportControl['onProgress'] = (progress) => {
      last = gate.isClosed() && progress.state === 'running' ? { ...progress, state: 'paused' } : progress
      if (!isQuiet) emit('importProgressed', last)
      context.progress({ stage: progress.state, done: progress.bytesDone, total: progress.bytes })
    }
    const tell = (state: 'paused' | 'running') => {
      if (!last) return
      last = { ...last, state }
      emit('importProgressed', last)
    }
    running.set(archiveId, { gate, controller, tell, latest: () => last })
    try {
      return await library.withWork(archiveId, (work) =>
        act(work, {
          signal: controller.signal,
          mayGoOn: gate.pass,
          onProgress,
          onNotes: library.takeNotes,
          createExtractor: extractorsOf(host.programs, host.startChild),
          recogniseInTurn: (go, wait) => turn(go, controller.signal, wait),
        }),
      )
    } finally {
      running.delete(archiveId)
      context.signal.removeEventListener('abort', abort)
    }
  }

  function inTurn<T>(archiveId: string, act: () => Promise<T>): Promise<T> {
    const result = (queues.get(archiveId) ?? Promise.resolve()).then(act)
    const settled = result.catch(() => undefined)
    queues.set(archiveId, settled)
    return result
  }

  const importInto = (
    archiveId: string,
    request: ImportRequest,
    context: CallContext,
    detached?: boolean,
  ): Promise<ImportReport> =>
    inTurn(archiveId, () => run(archiveId, context, (work, control) => runImport(work, request, control), { detached }))

  /** Removing and restoring tell anew which bytes the archive has; an import counts on that. */
  function change<T>(archiveId: string, act: (work: Work) => Promise<T>, closing?: 'now' | 'later'): Promise<T> {
    if (running.has(archiveId)) {
      const message = 'Files are being imported into the archive. Wait until that has ended, or stop it.'
      return Promise.reject(new AppError('conflict', message, { archiveId, wait: true }))
    }
    return inTurn(archiveId, () => library.withWork(archiveId, act, closing))
  }

  async function batchOf(archiveId: string, importId: number): Promise<ImportBatch> {
    const batch = (await library.imports(archiveId)).find(({ id }) => id === importId)
    if (!batch)
      throw new AppError('not-found', `There is no import ${importId} of this archive.`, { archiveId, importId })
    return batch
  }

  /** A sealed archive never changes: of several that have the document, the one in work is meant. */
  function changeable(documentId: string, archiveId?: string): DocumentSummary | undefined {
    const known = library.documents(archiveId).filter(({ id }) => id === documentId)
    return known.find((one) => library.isInWork(one.archiveId)) ?? known[0]
  }

  const service: Methods = {
    import({ archiveId, paths, language, format, encoding, editionOf, changed, newArchive, detached }, context) {
      const relative = paths.find((path) => !isAbsolute(path))
      if (relative !== undefined) {
        const message = `"${relative}" was not imported: its path must be absolute.`
        return Promise.reject(new AppError('bad-request', message, { path: relative }))
      }
      const options = {
        ...(language === undefined ? {} : { lang: language }),
        ...(format === undefined ? {} : { format }),
        ...(encoding === undefined ? {} : { encoding }),
        ...(editionOf === undefined ? {} : { editionOf }),
        ...(changed === undefined ? {} : { changed }),
        ...(newArchive === true ? { newArchive } : {}),
      }
      return importInto(archiveId, { inputs: paths, options }, context, detached)
    },
    async pick({ what }) {
      const paths = (await host.dialogs?.pickSources(what)) ?? []
      return paths.length > 0 ? { paths: [...paths] } : null
    },
    resumeImport: ({ archiveId, detached }, context) =>
      inTurn(archiveId, () => run(archiveId, context, resumeImport, { detached })),
    cancelImport({ archiveId }) {
      const { gate, controller } = running.get(archiveId) ?? {}
      controller?.abort()
      gate?.open()
      return Promise.resolve({})
    },
    pauseImport({ archiveId, paused }) {
      const { gate, tell } = running.get(archiveId) ?? {}
      if (paused) gate?.close()
      else gate?.open()
      tell?.(paused ? 'paused' : 'running')
      return Promise.resolve({})
    },
    async imports({ archiveId }) {
      const batches = await library.imports(archiveId)
      return batches.map((batch): ImportSummary => {
        const { outcomes: _, ...summary } = reportOf(archiveId, batch)
        const latest = running.get(archiveId)?.latest()
        return latest?.importId === batch.id && !batch.finished ? { ...summary, running: latest } : summary
      })
    },
    importReport: async ({ archiveId, importId }) => reportOf(archiveId, await batchOf(archiveId, importId)),
    undoImport: ({ archiveId, importId }) =>
      // In turn: an import that has just ended may still be writing the bag.
      inTurn(archiveId, async () => {
        const { isArchiveDue, ...undone } = await library.withWork(archiveId, async (work) => {
          const taken = await work.undoImport(importId)
          // One that was stopped since still reads its packages there.
          if (!work.ledger.unfinished()) await rm(unpackedOf(work), { recursive: true, force: true })
          return taken
        })
        return isArchiveDue && (await library.putAside(archiveId)) ? { ...undone, archiveRemoved: true } : undone
      }),
    async reextract({ documentId, archiveId, language, format, encoding }, context) {
      const summary = changeable(documentId, archiveId)
      const original = summary?.editions.at(-1)?.original?.sha256 ?? summary?.originalSha256 ?? ''
      const place = summary ? library.locateFile(original, summary.archiveId) : null
      if (!summary || !place || place.offset !== 0) {
        throw new AppError('unknown-document', `There is no document "${documentId}" that can be read anew.`, {
          documentId,
        })
      }
      const options = {
        editionOf: documentId,
        ...(language === undefined ? {} : { lang: language }),
        ...(format === undefined ? {} : { format }),
        ...(encoding === undefined ? {} : { encoding }),
      }
      // In the archive it is named by its checksum; sentences about it have the name that it came with.
      const name = summary.editions.at(-1)?.original?.fileName ?? summary.fileName
      const report = await importInto(summary.archiveId, { inputs: [place.path], options, name }, context)
      const outcome = report.outcomes.find(({ path }) => path === place.path)
      if (!outcome) throw new AppError('not-found', `The original of "${documentId}" is gone.`, { documentId })
      return outcome
    },
    recognise: ({ archiveId, documentIds, languages, detached }, context) =>
      inTurn(archiveId, () =>
        run(archiveId, context, (work, control) => runRecognition(work, { documentIds, languages }, control), {
          detached,
        }),
      ),
    async transcribe({ documentId, archiveId: wanted, text }, context) {
      const summary = changeable(documentId, wanted)
      if (!summary) {
        const message = `There is no document "${documentId}" that a text could be written for.`
        throw new AppError('unknown-document', message, { documentId })
      }
      const { archiveId } = summary
      const report = await inTurn(archiveId, () =>
        // One text is there at once: who wrote it sees it, and nobody needs a report.
        run(archiveId, context, (work, control) => runTranscription(work, { documentId, text }, control), {
          isQuiet: true,
        }),
      )
      const [outcome] = report.outcomes
      if (!outcome) throw new AppError('not-found', `The picture of "${documentId}" is gone.`, { documentId })
      return outcome
    },
    setMetadata: ({ archiveId, set }) =>
      library.withWork(
        archiveId,
        async (work) => {
          const stored = new Map(work.catalogue().documents.map(({ id, metadata }) => [id, metadata]))
          const kept = Object.entries(set).map(([id, sent]) => [id, withStored(sent, stored.get(id) ?? sent)] as const)
          return { previous: await work.setMetadata(Object.fromEntries(kept)) }
        },
        'later',
      ),
    remove: ({ archiveId, documentIds }) =>
      change(archiveId, async (work) => ({ documentIds: await work.remove(documentIds) }), 'later'),
    async restore({ archiveId, documentIds }) {
      await library.takeBack(archiveId)
      // At once: their files lie aside until the bag is written.
      return change(archiveId, async (work) => {
        await work.restore(documentIds)
        return {}
      })
    },
  }

  return {
    service,
    change,
    async close() {
      isClosed = true
      for (const { controller, gate } of running.values()) {
        controller.abort()
        gate.open()
      }
      await Promise.all(queues.values())
    },
  }
}
