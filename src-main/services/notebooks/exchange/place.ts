/**
 * The one way in which imported notes find their place: a quotation is looked for in a text. What decides is behind this
 * function, so that the engine for anchoring is put in here and nowhere else.
 */
import { type Placement, resolveTarget } from '#shared/domain/anchoring'

/** A quotation with the words around it, as far as a file has them, and where it stood there. */
export interface Passage {
  readonly exact: string
  readonly prefix: string
  readonly suffix: string
  /** UTF-16 offsets; the words there are compared before they are believed. */
  readonly position?: { readonly start: number; readonly end: number } | undefined
}

/** A place that no text has. */
const NOWHERE = Number.MAX_SAFE_INTEGER

/** More places than this are a formula, and a list of them helps nobody. */
const MOST_CANDIDATES = 8

/**
 * Where the passage stands: one certain place (`anchored`), several (`review`, with candidates) or none (`orphan`). White
 * space counts as white space, whatever it is: other programs collapse it.
 */
export function place(passage: Passage, edition: { readonly id: string; readonly text: string }): Placement {
  const { exact, prefix, suffix, position } = passage
  const none: Placement = { state: 'orphan', start: null, end: null, score: 0, method: 'none', candidates: [] }
  if (exact.trim() === '') return none
  const target = {
    kind: 'text',
    docId: '',
    editionId: '',
    start: position?.start ?? NOWHERE,
    end: position?.end ?? NOWHERE,
    exact,
    prefix,
    suffix,
  } as const
  const found = resolveTarget(target, { editionId: edition.id, text: edition.text })
  return found.state === 'orphan' ? (looseSpaces(exact, edition.text) ?? none) : found
}

function looseSpaces(exact: string, text: string): Placement | null {
  const words = exact.normalize('NFC').trim().split(/\s+/u)
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\/-]/gu, '\\$&')).join('\\s+')
  const candidates: Placement['candidates'] = []
  for (const match of text.matchAll(new RegExp(pattern, 'g'))) {
    candidates.push({ start: match.index, end: match.index + match[0].length, score: 0.9 })
    if (candidates.length > MOST_CANDIDATES) break
  }
  const [only] = candidates
  if (!only) return null
  if (candidates.length > 1) {
    return { state: 'review', start: null, end: null, score: 0.5, method: 'spaces', candidates: candidates.slice(0, 8) }
  }
  return { state: 'anchored', start: only.start, end: only.end, score: 0.9, method: 'spaces', candidates: [] }
}
