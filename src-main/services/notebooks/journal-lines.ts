/**
 * The lines of the journal: `hash JSON\n`, where the hash is SHA-256 over the previous line's hash and the JSON. Reading
 * trusts nothing: a line counts only when its hash holds against a line before it. Format: docs/notebook-format.md.
 */
import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { AppError, NOTEBOOK_VERSION, type Op, opSchema } from '#shared/contract'

const HASH = 64
const MOST_BASES = 64
const NEWLINE = 0x0a

/** First line of every segment. */
const headerSchema = v.object({
  schema: v.literal('avots-journal'),
  v: v.literal(NOTEBOOK_VERSION),
  notebookId: v.string(),
  segment: v.number(),
  /** Place of the first operation of the segment. */
  firstSeq: v.number(),
  /** Hash of the line before this one, in the segment before. */
  prev: v.string(),
  created: v.string(),
})
export type SegmentHeader = v.InferOutput<typeof headerSchema>

/** A line that holds an operation, with how many lines of the same commit follow it. */
export interface OpLine {
  op: Op
  more: number
  hash: string
  /** Bytes from the start of the segment to the end of the line, its newline included. */
  start: number
  end: number
}

export interface DamagedLine {
  /** Counts from 1 within the segment. */
  line: number
  start: number
  end: number
}

/** What a segment says. */
export interface SegmentContent {
  header: SegmentHeader | null
  headerHash: string | null
  lines: OpLine[]
  /** Lines, complete with newline, that do not verify. They cost themselves only. */
  damaged: DamagedLine[]
  /** Hash of the last line that verified; null if none did. */
  lastHash: string | null
  /** End of the last complete line, damaged or not. What follows it is torn. */
  complete: number
  length: number
}

/** Hash of a line from the one before and its JSON. */
function lineHash(prev: string, json: string | Uint8Array): string {
  return createHash('sha256').update(prev, 'latin1').update(json).digest('hex')
}

/** Where the chain of a notebook begins. */
export function genesisHash(notebookId: string): string {
  return createHash('sha256').update(`avots-notebook ${notebookId}`).digest('hex')
}

export interface Line {
  hash: string
  text: string
}

export function headerLine(prev: string, header: SegmentHeader): Line {
  const json = JSON.stringify(header)
  const hash = lineHash(prev, json)
  return { hash, text: `${hash} ${json}\n` }
}

/** `more`: lines of the same commit that follow. */
export function opLine(prev: string, op: Op, more: number): Line {
  const json = JSON.stringify(more > 0 ? { ...op, more } : op)
  const hash = lineHash(prev, json)
  return { hash, text: `${hash} ${json}\n` }
}

function refuseNewer(value: unknown, path: string): void {
  const parsed = v.safeParse(v.object({ v: v.number() }), value)
  if (parsed.success && parsed.output.v > NOTEBOOK_VERSION) {
    throw new AppError(
      'version-newer',
      `The notebook could not be opened: ${path} was written by a newer version of Avots (format ${parsed.output.v}; ` +
        `this version reads up to ${NOTEBOOK_VERSION}). Nothing was changed. Open it with the newer version.`,
      { path, found: parsed.output.v, supported: NOTEBOOK_VERSION },
    )
  }
}

interface Piece {
  start: number
  end: number
  hash: string
  json: Buffer
}

/** Hash and JSON by their places: a damaged space between them costs nothing. */
function splitAt(bytes: Buffer, start: number, end: number): Piece | null {
  if (end - start <= HASH + 1) return null
  return {
    start,
    end,
    hash: bytes.toString('latin1', start, start + HASH),
    json: bytes.subarray(start + HASH + 1, end),
  }
}

function parseJson(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString('utf8'))
  } catch {
    return undefined
  }
}

/** Lines whose newline was damaged stand one behind another: the places where a further one may begin. */
function innerStarts(bytes: Buffer, start: number, end: number): number[] {
  const text = bytes.toString('latin1', start, end)
  return [...text.matchAll(/[0-9a-f]{64} \{/g)].map((match) => start + match.index).filter((at) => at > start)
}

/** Where a segment begins by the word of its first line, which is not verified; null where that does not say it. */
export function firstSeqOf(bytes: Buffer): number | null {
  const newline = bytes.indexOf(NEWLINE)
  const piece = newline < 0 ? null : splitAt(bytes, 0, newline)
  const header = v.safeParse(headerSchema, piece && parseJson(piece.json))
  return header.success ? header.output.firstSeq : null
}

/**
 * Reads a segment, or what follows in one that was read before. `prev` is the hash before the first line where it is
 * known; the header's own word is taken otherwise. Throws AppError `version-newer`; never for damage.
 */
export function readLines(bytes: Buffer, path: string, prev: string | null, isStart = true): SegmentContent {
  const content: SegmentContent = {
    header: null,
    headerHash: null,
    lines: [],
    damaged: [],
    lastHash: null,
    complete: 0,
    length: bytes.length,
  }
  // Hashes that the next line may rest on: one, unless lines before it are damaged.
  let bases: string[] = prev === null ? [] : [prev]
  // A line whose JSON may be sound although its hash is damaged: the next line's hash decides.
  let doubtful: { hash: string; accept: () => void } | null = null

  function accept(piece: Piece, hash: string): boolean {
    const value = parseJson(piece.json)
    refuseNewer(value, path)
    const header = v.safeParse(headerSchema, value)
    if (header.success) {
      content.header ??= header.output
      content.headerHash ??= hash
    } else {
      const op = v.safeParse(opSchema, value)
      if (!op.success) return false
      const more = v.safeParse(v.object({ more: v.number() }), value)
      content.lines.push({
        op: op.output,
        more: more.success ? more.output.more : 0,
        hash,
        start: piece.start,
        end: piece.end + 1,
      })
    }
    content.lastHash = hash
    return true
  }

  function take(piece: Piece, first: boolean): boolean {
    if (first && bases.length === 0) {
      const own = v.safeParse(v.object({ prev: v.string() }), parseJson(piece.json))
      if (own.success) bases = [own.output.prev]
    }
    const base = bases.find((candidate) => lineHash(candidate, piece.json) === piece.hash)
    if (base === undefined) return false
    if (doubtful?.hash === base) doubtful.accept()
    doubtful = null
    if (!accept(piece, piece.hash)) return false
    bases = [piece.hash]
    return true
  }

  function damage(line: number, start: number, end: number): void {
    const piece = splitAt(bytes, start, end)
    const entry = { line, start, end: end + 1 }
    content.damaged.push(entry)
    if (!piece) return
    const previous = bases[0]
    const next = [...bases, piece.hash]
    if (previous !== undefined && bases.length === 1) {
      const hash = lineHash(previous, piece.json)
      next.push(hash)
      doubtful = {
        hash,
        accept: () => {
          if (accept(piece, hash)) content.damaged = content.damaged.filter((item) => item !== entry)
        },
      }
    }
    // Any more and reading a file of rubbish would take for ever.
    bases = next.slice(-MOST_BASES)
  }

  let line = 0
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start)
    if (newline < 0) break
    line += 1
    const whole = splitAt(bytes, start, newline)
    if (!whole || !take(whole, isStart && line === 1)) {
      let rest = start
      for (const inner of innerStarts(bytes, start, newline)) {
        const piece = splitAt(bytes, rest, inner - 1)
        if (!piece || !take(piece, isStart && rest === 0)) damage(line, rest, inner - 1)
        rest = inner
      }
      const last = rest > start ? splitAt(bytes, rest, newline) : null
      if (!last || !take(last, false)) damage(line, rest, newline)
    }
    start = newline + 1
    content.complete = start
  }
  return content
}
