/** The documents that notes are about: which one a file means, and their texts, each opened once. */
import { type DocumentSummary, type Edition, isAppError } from '#shared/contract'
import type { Source, SourceHint } from './format'

/** Documents of an archive or of the library. */
export interface Shelf {
  documents(): readonly DocumentSummary[]
  /** Throws AppError where there is no such document, edition or text. */
  open(documentId: string, edition?: number): Promise<Source>
}

export interface Sources {
  /** The current edition; null where the document is not at hand. */
  current(documentId: string): Promise<Source | null>
  /** The edition of that id, or null. */
  edition(documentId: string, editionId: string): Promise<Source | null>
  /** Id of the document that is meant; null where none is, or where words fit several. */
  resolve(hint: SourceHint): string | null
  summaries(): readonly DocumentSummary[]
}

/** Texts kept open at a time: notes come document by document. */
const KEPT = 16

const lower = (text: string) => text.normalize('NFC').trim().toLowerCase()

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `ni:///sha-256;…` (RFC 6920) as a hash in hex. */
function hashOf(name: string): string | null {
  const match = /^ni:\/\/[^/]*\/sha-256;([A-Za-z0-9_-]{43})/.exec(name)
  return match?.[1] === undefined ? null : Buffer.from(match[1], 'base64url').toString('hex')
}

const isAddress = (name: string) => /^[a-z][a-z0-9+.-]*:/i.test(name)

/** What a name may stand for, the surest first: itself, without fragment, its hash, an id or a file name in it. */
function readings(name: string): string[] {
  const found = [name]
  const hash = hashOf(name)
  if (hash !== null) found.push(hash)
  if (isAddress(name)) {
    const bare = name.replace(/#.*$/u, '')
    found.push(bare, bare.replace(/\/$/u, ''), bare.replace(/[?].*$/u, ''))
    for (const part of bare.split(/[/:?=&;]/u)) if (/^(?:d[0-9a-f]{24}|[0-9a-f]{64})$/u.test(part)) found.push(part)
    const last = bare
      .replace(/[?].*$/u, '')
      .split(/[/:]/u)
      .filter(Boolean)
      .at(-1)
    if (last !== undefined) found.push(decoded(last))
  } else if (/[\\/]/u.test(name)) {
    found.push(name.split(/[\\/]/u).at(-1) ?? name)
  }
  return found.map(lower).filter((reading) => reading !== '')
}

function namesOf(summary: DocumentSummary): string[] {
  const { id, metadata, fileName, originalSha256, editions } = summary
  return [
    id,
    originalSha256,
    ...editions.flatMap((edition: Edition) => [edition.id, edition.sha256]),
    ...[metadata.sourceUrl, metadata.archivedUrl].flatMap((url) => (url ? [url, url.replace(/\/$/u, '')] : [])),
    fileName,
    metadata.title.text,
    ...(metadata.alternativeTitles ?? []).map(({ text }) => text),
    fileName.replace(/\.[^.]+$/u, ''),
  ].map(lower)
}

export function createSources(shelf: Shelf): Sources {
  const opened = new Map<string, Source | null>()
  let index: Map<string, Set<string>> | null = null

  function indexed(): Map<string, Set<string>> {
    if (index) return index
    index = new Map()
    for (const summary of shelf.documents()) {
      for (const name of namesOf(summary)) {
        if (name === '') continue
        const ids = index.get(name)
        if (ids) ids.add(summary.id)
        else index.set(name, new Set([summary.id]))
      }
    }
    return index
  }

  async function open(documentId: string, number?: number): Promise<Source | null> {
    const key = `${documentId} ${number ?? ''}`
    const known = opened.get(key)
    if (known !== undefined) return known
    const summary = shelf.documents().find(({ id }) => id === documentId)
    let source: Source | null = null
    if (summary && summary.editions.length > 0) {
      source = await shelf.open(documentId, number).catch((error: unknown) => {
        // A text that cannot be had leaves its notes without a place; they say so one by one.
        if (isAppError(error)) return null
        throw error
      })
    }
    opened.set(key, source)
    if (opened.size > KEPT) {
      const [oldest] = opened.keys()
      if (oldest !== undefined) opened.delete(oldest)
    }
    return source
  }

  return {
    current: (documentId) => open(documentId),
    edition(documentId, editionId) {
      const summary = shelf.documents().find(({ id }) => id === documentId)
      const edition = summary?.editions.find(({ id }) => id === editionId)
      return edition ? open(documentId, edition.number) : Promise.resolve(null)
    },
    resolve(hint) {
      const names = indexed()
      for (const name of hint.names) {
        for (const reading of readings(name)) {
          const ids = names.get(reading)
          if (ids?.size === 1) return [...ids][0] ?? null
        }
      }
      return null
    },
    summaries: () => shelf.documents(),
  }
}
