/** Registrations of archives, as they are made from what was read. */
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import {
  AppError,
  type ArchiveKind,
  type ArchiveSummary,
  isAppError,
  type VerificationState,
  type VerifyReport,
} from '#shared/contract'
import type { Catalogue } from '../catalogue'
import { isWork } from '../work'
import type { LibraryEntry } from './store'

/** An archive of the library as it is kept in memory. */
export interface Shelf {
  entry: LibraryEntry
  path: string
  catalogue: Catalogue | null
  verification: VerificationState
  problem: string | null
}

/** What an archive is called in sentences. */
export const nameOf = ({ catalogue, entry, path }: Shelf) =>
  catalogue?.title['en'] ?? Object.values(entry.title)[0] ?? basename(path)

/** What lists say of an archive. */
export const summaryOf = ({ entry, path, verification, problem }: Shelf): ArchiveSummary => ({
  id: entry.id,
  kind: entry.kind,
  title: entry.title,
  description: entry.description,
  language: entry.language,
  path,
  bytes: entry.bytes,
  documents: entry.documents,
  seal: entry.seal,
  starter: entry.starter,
  addedAt: entry.addedAt,
  verification,
  ...(problem === null ? {} : { problem }),
})

interface Facts {
  path: string
  mtimeMs: number
  starter?: boolean
  kind?: ArchiveKind
}

/** A registration that is made now; whoever knows an earlier time puts it in. */
export function entryOf(catalogue: Catalogue, facts: Facts): LibraryEntry {
  const { id, title, description, language, seal, bytes } = catalogue
  const { path, mtimeMs, starter = false, kind = 'sealed' } = facts
  return {
    id,
    kind,
    path,
    starter,
    addedAt: new Date().toISOString(),
    title,
    description,
    language,
    documents: catalogue.documents.length,
    seal,
    bytes,
    mtimeMs,
  }
}

/** When the file changed last, in ms; of an archive in work, its journal. */
export const changedAt = async (path: string) =>
  (await stat(isWork(path) ? join(path, '.avots', 'journal.ndjson') : path)).mtimeMs

/** What a failed check means, in a sentence. */
export function damageOf(name: string, report: VerifyReport): string {
  const [first] = report.errors
  const where = first?.path === undefined ? '' : ` (${first.path})`
  const more = report.errors.length > 1 ? ` There are ${report.errors.length - 1} more faults.` : ''
  return `The archive "${name}" is damaged. ${first?.message ?? 'It does not verify.'}${where}${more} It can be read, but ask for a new copy of it.`
}

const titleOf = ({ id, title }: LibraryEntry) => Object.values(title)[0] ?? id

/** Another archive stands where `known` stood. */
export const anotherArchive = (path: string, known: LibraryEntry) =>
  new AppError(
    'not-found',
    `At ${path} there is another archive now than "${titleOf(known)}". Open it again from its new place.`,
    { path, isAnother: true },
  )

/** Why an archive of the library was not opened, in a sentence. */
export function problemOf(error: unknown, path: string, known: LibraryEntry): string {
  if (isAppError(error) && (error.code !== 'not-found' || error.details['isAnother'] === true)) return error.message
  return `The archive "${titleOf(known)}" is no longer at ${path}. Put it back, or open it from its new place.`
}
