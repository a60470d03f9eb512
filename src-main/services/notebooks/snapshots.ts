/** Snapshots: the whole notebook in one file that is either good or not there. Format: docs/notebook-format.md. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import * as v from 'valibot'
import {
  AppError,
  type Counts,
  countsSchema,
  NOTEBOOK_VERSION,
  type SnapshotInfo,
  snapshotInfoSchema,
  tableRecordSchema,
} from '#shared/contract'
import { allRecords, countsOf, livingCountsOf, putRecord, sameCounts } from '#shared/domain/records'
import { type NotebookFiles, replaceFile } from './files'
import type { Paths } from './folder'
import { createRest } from './rests'
import { createState, type NotebookState } from './state'

const KNOWN = 1000
const CHUNK = 500
/** More than any first line has: it is long because of `known`. */
const HEADER_BYTES = 1024 * 1024
const HOUR = 3_600_000
const DAY = 24 * HOUR

const headerSchema = v.object({
  schema: v.literal('avots-notebook-snapshot'),
  v: v.literal(NOTEBOOK_VERSION),
  notebookId: v.string(),
  at: v.string(),
  reason: snapshotInfoSchema.entries.reason,
  seq: v.number(),
  lastHash: v.string(),
  chainHash: v.string(),
  /** Segment in which the operation `seq` lies. */
  segment: v.number(),
  clock: v.number(),
  imported: v.array(v.string()),
  /** The newest operations with their places, to know them when they are sent again. */
  known: v.array(v.tuple([v.string(), v.number()])),
  /** Rows of each table, deleted ones included: what the lines below must hold. */
  counts: countsSchema,
  /** Rows that are not deleted. Snapshots of earlier builds have none. */
  living: v.optional(countsSchema),
})
type SnapshotHeader = v.InferOutput<typeof headerSchema>

export interface LoadedSnapshot {
  state: NotebookState
  segment: number
  info: SnapshotInfo
}

const digest = (body: string) => createHash('sha256').update(body).digest('hex')

function nameOf(seq: number, at: Date): string {
  return `${String(seq).padStart(10, '0')}-${at.toISOString().replace(/[:.]/g, '-')}.ndjson`
}

/** File names of snapshots, newest first: by place in the journal, then by time. */
export async function snapshotNames(files: NotebookFiles, paths: Paths): Promise<string[]> {
  const names = await files.list(paths.snapshots)
  return names.filter((name) => /^\d{10}-[\dTZ-]+\.ndjson$/.test(name)).sort((a, b) => (a < b ? 1 : -1))
}

function infoOf(id: string, header: SnapshotHeader, bytes: number, living: Counts): SnapshotInfo {
  return { id, at: header.at, reason: header.reason, seq: header.seq, bytes, counts: living }
}

/**
 * Writes what `state` holds at this moment; changes made while it is being written are not in it. Throws when the disk
 * does not take it or gives back something else.
 */
export async function writeSnapshot(
  files: NotebookFiles,
  paths: Paths,
  state: NotebookState,
  options: { reason: SnapshotInfo['reason']; segment: number; at: Date },
): Promise<SnapshotInfo> {
  const records = allRecords(state.tables)
  const living = livingCountsOf(state.tables)
  const header: SnapshotHeader = {
    schema: 'avots-notebook-snapshot',
    v: NOTEBOOK_VERSION,
    notebookId: state.notebookId,
    at: options.at.toISOString(),
    reason: options.reason,
    seq: state.lastSeq,
    lastHash: state.lastHash,
    chainHash: state.chainHash,
    segment: options.segment,
    clock: state.clock,
    imported: [...state.imported],
    known: [...state.known].slice(-KNOWN),
    counts: countsOf(state.tables),
    living,
  }
  const parts = [`${JSON.stringify(header)}\n`]
  for (let start = 0; start < records.length; start += CHUNK) {
    parts.push(...records.slice(start, start + CHUNK).map((record) => `${JSON.stringify(record)}\n`))
    await nextTurn()
  }
  const body = parts.join('')
  const content = `${body}${digest(body)}\n`
  const id = nameOf(state.lastSeq, options.at)
  await files.makeFolder(paths.snapshots)
  await replaceFile(files, join(paths.snapshots, id), content)
  return infoOf(id, header, Buffer.byteLength(content), living)
}

function refuseNewer(header: unknown, path: string): void {
  const version = v.safeParse(v.object({ v: v.number() }), header)
  if (version.success && version.output.v > NOTEBOOK_VERSION) {
    throw new AppError(
      'version-newer',
      `The notebook could not be opened: the snapshot ${path} was written by a newer version of Avots (format ` +
        `${version.output.v}; this version reads up to ${NOTEBOOK_VERSION}). Nothing was changed. Open it with the newer ` +
        'version.',
      { path, found: version.output.v, supported: NOTEBOOK_VERSION },
    )
  }
}

/** The state of a snapshot, or null when it does not verify. Throws AppError `version-newer`. */
export async function readSnapshot(files: NotebookFiles, paths: Paths, name: string): Promise<LoadedSnapshot | null> {
  const path = join(paths.snapshots, name)
  const text = (await files.read(path)).toString('utf8')
  const end = text.length - 65
  if (end <= 0 || text[end - 1] !== '\n' || digest(text.slice(0, end)) !== text.slice(end, -1)) return null
  const lines = text.slice(0, end - 1).split('\n')
  const first: unknown = JSON.parse(lines[0] ?? 'null')
  refuseNewer(first, path)
  const header = v.safeParse(headerSchema, first)
  if (!header.success) return null
  const { notebookId, seq, lastHash, chainHash, clock, imported, known, counts, segment } = header.output
  const state = createState(notebookId)
  Object.assign(state, { lastSeq: seq, lastHash, chainHash, clock, imported: new Set(imported), known: new Map(known) })
  const rest = createRest()
  for (const line of lines.slice(1)) {
    await rest()
    const record = v.safeParse(tableRecordSchema, JSON.parse(line))
    if (!record.success) return null
    putRecord(state.tables, record.output)
  }
  if (!sameCounts(counts, countsOf(state.tables))) return null
  const living = livingCountsOf(state.tables)
  return { state, segment, info: infoOf(name, header.output, Buffer.byteLength(text), living) }
}

/**
 * What Settings lists, newest first. Looks at the first line only, unless it does not say what is not deleted; whether
 * the rest is sound shows when it is read.
 */
export async function listSnapshots(files: NotebookFiles, paths: Paths): Promise<SnapshotInfo[]> {
  const infos: SnapshotInfo[] = []
  for (const name of await snapshotNames(files, paths)) {
    const path = join(paths.snapshots, name)
    const found = await files.stat(path)
    const bytes = await files.read(path, 0, HEADER_BYTES).catch(() => null)
    if (!bytes || !found) continue
    try {
      const header = v.safeParse(headerSchema, JSON.parse(bytes.toString('utf8', 0, bytes.indexOf(0x0a))))
      if (!header.success) continue
      const living = header.output.living ?? (await readSnapshot(files, paths, name))?.info.counts
      infos.push(infoOf(name, header.output, found.size, living ?? header.output.counts))
    } catch {
      // Not readable as a snapshot: the next start says so and sets it aside.
    }
  }
  return infos
}

/**
 * Which snapshots may go: all but the newest three, the newest of each hour of the last day, and the newest of each day
 * of the last month.
 */
export function superfluous(infos: SnapshotInfo[], now: Date): SnapshotInfo[] {
  const newestFirst = [...infos].sort((a, b) => b.seq - a.seq || (a.at < b.at ? 1 : -1))
  const kept = new Set(newestFirst.slice(0, 3))
  const periods = new Set<string>()
  for (const info of newestFirst) {
    const at = Date.parse(info.at)
    const age = now.getTime() - at
    const hour = `h${Math.floor(at / HOUR)}`
    const day = `d${Math.floor(at / DAY)}`
    if (age <= DAY && !periods.has(hour)) kept.add(info)
    if (age <= 31 * DAY && !periods.has(day)) kept.add(info)
    periods.add(hour).add(day)
  }
  return newestFirst.filter((info) => !kept.has(info))
}
