/** One import: scan → store → duplicate? → extract → metadata → journal (formats.md section 1, container.md section 8). */
import { rm } from 'node:fs/promises'
import {
  AppError,
  type CancelSignal,
  handedOverPath,
  type ImportProgress,
  type ImportReport,
  type RecognitionLanguage,
  type SealedNotebook,
} from '#shared/contract'
import { clock, type ImportBatch, type ImportOptions, isAnew, type QueuedFile, type Work } from '../archives'
import type { Extractor } from '../documents'
import { rootsOf, runItems, unpackedOf } from './batch-run'
import { withEarlier } from './earlier'
import { createMeter } from './progress'
import { scanInputs } from './scan'

export interface ImportRequest {
  /** Absolute paths of files and folders. */
  inputs: readonly string[]
  options: ImportOptions
  /** Of the one file, where it is another than that of its path. */
  name?: string
}

export interface RecognitionRequest {
  /** Documents of the archive, in the order in which they are to be done. */
  documentIds: readonly string[]
  languages: readonly RecognitionLanguage[]
}

export interface ImportControl {
  signal: CancelSignal
  /** Resolves when the import may go on: at once, or when a pause ends. */
  mayGoOn(): Promise<void>
  onProgress(progress: ImportProgress): void
  onBegin?: (importId: number) => void
  /** Notes that were sealed in an archive that came in. */
  onNotes?(archiveId: string, notes: SealedNotebook): Promise<void>
  /** Makes the extractor of this run; it is closed, and its child killed, when the run ends. */
  createExtractor(options: ImportOptions, onPage: (done: number, total: number) => void): Extractor
  /** Recognition waits here for its turn; `wait` is called where it has to. */
  recogniseInTurn?<T>(act: () => Promise<T>, wait: () => void): Promise<T>
  /** Largest original in bytes. */
  limit?: number
  /** Absolute paths that are passed over besides the archive itself. */
  except?: readonly string[]
}

const sameRequest = (batch: ImportBatch, { inputs, options }: ImportRequest) =>
  JSON.stringify([batch.inputs, Object.entries(batch.options).sort()]) ===
  JSON.stringify([inputs, Object.entries(options).sort()])

/**
 * Imports `request` into an archive in work. An import that was stopped or cut off is gone on with: the same request
 * with all its outcomes, another one before the new one begins. Cancelling ends it early with a report that says so.
 * Throws AppError `unknown-document` (`editionOf`), `bad-request`, `not-writable`.
 */
export async function runImport(work: Work, request: ImportRequest, control: ImportControl): Promise<ImportReport> {
  const { editionOf } = request.options
  if (editionOf !== undefined && !work.catalogue().documents.some(({ id }) => id === editionOf)) {
    const message = `There is no document "${editionOf}" in the archive, so nothing can become its new edition.`
    throw new AppError('unknown-document', message, { documentId: editionOf })
  }
  const unfinished = work.ledger.unfinished()
  const before = await endUnfinished(work, request, control)
  if (before) return before
  // One that was cut off while scanning begins anew, with the time that it had.
  const at = unfinished && sameRequest(unfinished, request) ? unfinished.at : clock().toISOString()
  const unpackTo = unpackedOf(work)
  await rm(unpackTo, { recursive: true, force: true })
  const found = await scanInputs(request.inputs, {
    except: [work.folder, ...(control.except ?? [])],
    signal: control.signal,
    unpackTo,
    ...(control.limit === undefined ? {} : { limit: control.limit }),
  })
  if (editionOf !== undefined && found.length !== 1) {
    const message = `A new edition is made of one file, not of ${found.length}.`
    throw new AppError('bad-request', message, { found: found.length })
  }
  const batch = await work.ledger.begin(request.inputs, request.options, at)
  const { name } = request
  const named = name === undefined ? found : found.map((file) => ({ ...file, name }))
  await work.ledger.queue(editionOf === undefined ? asEditions(work, named, request.options.changed) : named)
  return runBatch(work, batch, control)
}

/** What came from the same place before and may be another now. */
function asEditions(work: Work, files: readonly QueuedFile[], changed: ImportOptions['changed']): QueuedFile[] {
  if (changed === 'documents') return [...files]
  const there = new Set(work.catalogue().documents.map(({ id }) => id))
  const known = withEarlier(files, work.imports(), (id) => there.has(id))
  return changed === 'editions'
    ? known
    : known.map((file, at) => (handedOverPath(file.path) === null ? file : (files[at] ?? file)))
}

/**
 * An import that was stopped is gone on with before another begins; a recognition is not, for it adds nothing that was
 * handed over. Resolves with the report where that was the very request.
 */
async function endUnfinished(work: Work, request: ImportRequest, control: ImportControl): Promise<ImportReport | null> {
  const unfinished = work.ledger.unfinished()
  if (!unfinished?.scanned) return null
  if (isAnew(unfinished.options) && !sameRequest(unfinished, request)) {
    await abandon(work, unfinished)
    return null
  }
  if (request.options.transcribe !== undefined && !sameRequest(unfinished, request)) {
    // Who saves a few words does not wait for hours of somebody's import.
    const message = 'An import into this archive was stopped. Go on with it, or undo it, then save the text again.'
    throw new AppError('conflict', message, { archiveId: work.id, importId: unfinished.id })
  }
  const report = await runBatch(work, unfinished, control)
  if (sameRequest(unfinished, request)) return report
  if (report.finished) return null
  const message = 'An earlier import of the archive was stopped once more, so the new one has not begun. Ask again.'
  throw new AppError(report.stopped ?? 'cancelled', message, { archiveId: work.id })
}

async function abandon(work: Work, batch: ImportBatch): Promise<void> {
  for (const item of rootsOf(batch)) {
    if (item.outcome) continue
    work.ledger.refused(item, {
      code: 'cancelled',
      message: `The text of "${item.name}" was not ${batch.options.transcribe === undefined ? 'recognised' : 'saved'}: it was stopped.`,
    })
  }
  await work.ledger.flush()
  await work.ledger.finish()
}

/**
 * Recognises the text of documents of an archive in work: each one's original is read once more, and another text
 * becomes its new edition. One that was stopped is gone on with where the same is asked again. Throws AppError
 * `unknown-document`, and as `runImport`.
 */
export async function runRecognition(
  work: Work,
  { documentIds, languages }: RecognitionRequest,
  control: ImportControl,
): Promise<ImportReport> {
  const request = { inputs: [...new Set(documentIds)], options: { recognise: [...new Set(languages)] } }
  return readAnew(work, request, control)
}

/**
 * Gives a picture of an archive in work the text that a reader wrote, as its new edition. Throws AppError
 * `unknown-document`, `conflict` while an import of files waits for being gone on with; what is wrong with the picture or the text stands in the report.
 */
export function runTranscription(
  work: Work,
  { documentId, text }: { documentId: string; text: string },
  control: ImportControl,
): Promise<ImportReport> {
  return readAnew(work, { inputs: [documentId], options: { transcribe: text } }, control)
}

async function readAnew(work: Work, request: ImportRequest, control: ImportControl): Promise<ImportReport> {
  const known = new Set(work.catalogue().documents.map(({ id }) => id))
  const unknown = request.inputs.find((id) => !known.has(id))
  if (unknown !== undefined) {
    const message = `There is no document "${unknown}" in the archive, so it can get no other text.`
    throw new AppError('unknown-document', message, { documentId: unknown })
  }
  const before = await endUnfinished(work, request, control)
  if (before) return before
  const batch = await work.ledger.begin(request.inputs, request.options, clock().toISOString())
  await work.ledger.queueDocuments(request.inputs)
  return runBatch(work, batch, control)
}

/** Goes on with the import that was stopped or cut off. Null where there is none. */
export async function resumeImport(work: Work, control: ImportControl): Promise<ImportReport | null> {
  const unfinished = work.ledger.unfinished()
  if (!unfinished) return null
  if (unfinished.scanned) return runBatch(work, unfinished, control)
  const { inputs, options } = unfinished
  if (isAnew(options)) return readAnew(work, { inputs, options }, control)
  return runImport(work, { inputs: unfinished.inputs, options: unfinished.options }, control)
}

async function runBatch(work: Work, batch: ImportBatch, control: ImportControl): Promise<ImportReport> {
  control.onBegin?.(batch.id)
  const { recognise } = batch.options
  const of = { archiveId: work.id, importId: batch.id, ...(recognise ? { recognise } : {}) }
  const meter = createMeter((progress) => control.onProgress({ ...of, ...progress }))
  const roots = rootsOf(batch)
  meter.scanned(
    roots.length,
    roots.reduce((sum, { size }) => sum + size, 0),
  )
  const go = () => runItems(work, batch, control, meter)
  return recognise && control.recogniseInTurn ? control.recogniseInTurn(go, () => meter.state('waiting')) : go()
}
