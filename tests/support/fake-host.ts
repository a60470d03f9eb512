/**
 * A host in memory, with the starter archive's real metadata and texts, for tests of the interface. Documents are
 * roughly cut into paragraphs; the journal is an array.
 */
import {
  AppError,
  type ArchiveSummary,
  type Block,
  type CallOptions,
  type Client,
  defaultPreferences,
  type DocumentModel,
  type DocumentSummary,
  type Edition,
  type EventName,
  events,
  type HostInfo,
  type Input,
  type JournalHead,
  type MethodName,
  type Metadata,
  metadataSchema,
  type Op,
  type Output,
  type Person,
  type Place,
  type Preferences,
  type Progress,
} from '#shared/contract'
import { excerptOf } from '#shared/domain/model'
import type { Host } from '@/host'
import * as v from 'valibot'

const metas = import.meta.glob<Record<string, unknown>>('../../resources/starter/documents/*.meta.json', {
  eager: true,
  import: 'default',
})
const texts = import.meta.glob<string>('../../resources/starter/documents/*.{md,xml}', {
  eager: true,
  query: '?raw',
  import: 'default',
})
const registers = import.meta.glob<unknown>('../../resources/starter/registers/*.json', {
  eager: true,
  import: 'default',
})

const archiveId = 'baltic-pacts-1939'
const added = '2026-11-12T09:00:00.000Z'
const hex = (seed: string, length = 64) => {
  let state = 7
  let digits = ''
  for (let n = 0; digits.length < length; n += 1) {
    state = (state * 31 + seed.charCodeAt(n % seed.length) + n) % 65521
    digits += (state % 16).toString(16)
  }
  return digits
}

interface FakeDocument {
  readonly summary: DocumentSummary
  readonly model: DocumentModel
}

function paragraphs(source: string): string[] {
  const bare = source.startsWith('<')
    ? source
        .replace(/<teiHeader[\s\S]*?<\/teiHeader>/, '')
        .replace(/<\/(head|p|item|l)>/g, '\n\n')
        .replace(/<[^>]+>/g, '')
    : source
  return bare
    .normalize('NFC')
    .split(/\n\s*\n/)
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => text !== '')
}

function makeDocument(name: string, metadata: Metadata, source: string): FakeDocument {
  const id = `d${hex(name, 24)}`
  const sha256 = hex(`${name}original`)
  const lang = metadata.languages[0] ?? 'en'
  const blocks: Block[] = []
  let text = ''
  for (const paragraph of paragraphs(source)) {
    const heading = /^(#{1,6}) (.*)$/.exec(paragraph)
    const article = /^(\d+)\. ?(pants|artikkel|straipsnis)|^(Article|Статья) (\d+)/i.exec(paragraph)
    const words = heading?.[2] ?? paragraph.replaceAll('*', '')
    const start = text.length
    text += `${words}\n`
    const block: Block = { id: `b${blocks.length + 1}`, kind: 'para', start, end: start + words.length }
    if (heading) Object.assign(block, { kind: 'heading', level: heading[1]?.length ?? 1 })
    if (article && words.length < 40) Object.assign(block, { kind: 'heading', level: 2 })
    blocks.push(block)
  }
  const editions: Edition[] = [
    {
      id: `${id}.1`,
      docId: id,
      number: 1,
      sha256: hex(`${name}text`),
      length: text.length,
      importedAt: added,
      importer: 'markdown@1',
    },
  ]
  const summary: DocumentSummary = {
    id,
    archiveId,
    metadata,
    format: source.startsWith('<') ? 'tei' : 'markdown',
    mediaType: 'text/markdown',
    fileName: name,
    originalSha256: sha256,
    originalBytes: source.length,
    editions,
    current: 1,
    words: text.split(/\s+/).length,
    blocks: blocks.length,
    articles: metadata.type === 'pact' ? (text.match(/<div type="article"/g)?.length ?? 7) : 0,
  }
  const model: DocumentModel = {
    schema: 'avots-document',
    model: 1,
    id,
    originalSha256: sha256,
    mediaType: 'text/markdown',
    extractor: 'markdown@1',
    lang,
    meta: {},
    warnings: [],
    text,
    textSha256: hex(`${name}text`),
    blocks,
    marks: [],
    pages: [],
    boxes: [],
    resources: [],
    anchors: [],
    parts: [],
  }
  return { summary, model }
}

function starterDocuments(): FakeDocument[] {
  return Object.entries(metas).flatMap(([path, raw]) => {
    const parsed = v.safeParse(metadataSchema, nameless({ creators: [], places: [], persons: [], origins: {}, ...raw }))
    if (!parsed.success) return []
    const stem = path.replace('.meta.json', '')
    const file = [`${stem}.md`, `${stem}.xml`].find((candidate) => texts[candidate] !== undefined)
    return file ? [makeDocument(file.slice(file.lastIndexOf('/') + 1), parsed.output, texts[file] ?? '')] : []
  })
}

/** Agents of the sources have a key only; the build gives them their names. */
function nameless(raw: Record<string, unknown>): Record<string, unknown> {
  const named = (value: unknown) =>
    Array.isArray(value) ? value.map((agent: { key?: string }) => ({ name: agent.key ?? '', ...agent })) : value
  return { ...raw, places: named(raw['places']), persons: named(raw['persons']) }
}

const register = <T>(name: string): T[] => {
  const found = Object.entries(registers).find(([path]) => path.endsWith(`/${name}.json`))?.[1]
  return Array.isArray(found) ? (found as T[]) : []
}

export interface FakeHostOptions {
  info?: Partial<HostInfo>
  preferences?: Partial<Preferences>
  verification?: ArchiveSummary['verification']
  /** Answers of some methods instead of the fake's own, e.g. a refusal. */
  answers?: Partial<Record<MethodName, (input: unknown, call?: CallOptions) => unknown>>
  /** Without any archive. */
  empty?: boolean
}

export interface FakeHost extends Host {
  /** Sends an event as the services would. */
  emit(event: EventName, payload: unknown): void
  /** Calls so far, for assertions. */
  readonly calls: { method: MethodName; input: unknown }[]
  readonly ops: Op[]
  readonly documents: readonly DocumentSummary[]
}

/** The part of a list that was asked for. */
function pageOf(list: unknown, input: unknown): never {
  const { offset = 0, limit = Infinity } = input as { offset?: number; limit?: number }
  return (list as unknown[]).slice(offset, offset + limit) as never
}

/** A host with the starter archive that answers everything from memory. */
export function createFakeHost(options: FakeHostOptions = {}): FakeHost {
  const documents = options.empty ? [] : starterDocuments()
  const listeners = new Map<EventName, Set<(payload: unknown) => void>>()
  const calls: FakeHost['calls'] = []
  const ops: Op[] = []
  let preferences: Preferences = { ...defaultPreferences, ...options.preferences }
  let starter: ArchiveSummary[] = options.empty ? [] : [makeArchive(documents.length, options.verification ?? 'sound')]
  const snapshots: Output<'notebooks.snapshots'> = [
    snapshot('s1', '2026-11-23T12:00:00.000Z', 'hourly', 48),
    snapshot('s2', '2026-11-23T11:00:00.000Z', 'before-change', 46),
    snapshot('s3', '2026-11-22T17:00:00.000Z', 'quit', 39),
    snapshot('s4', '2026-11-12T18:20:00.000Z', 'daily', 3),
  ]

  function head(): JournalHead {
    const counts = { annotations: 0, anchors: 0, tags: 0, links: 0, comparisons: 0 }
    for (const op of ops) if (op.verb === 'create') counts[op.table] += 1
    return { notebookId: 'n1', lastSeq: ops.length, lastHash: hex(`h${ops.length}`), counts }
  }

  const find = (documentId: string) => {
    const found = documents.find(({ summary }) => summary.id === documentId)
    if (!found) throw new AppError('unknown-document', `There is no document ${documentId} in the library.`)
    return found
  }

  const answers: {
    [M in MethodName]?: (input: Input<M>, progress?: (p: Progress) => void) => Output<M> | Promise<Output<M>>
  } = {
    'app.info': () => info,
    'app.preferences': () => preferences,
    'app.setPreferences': (next) => (preferences = next),
    'app.openExternal': () => ({}),
    'app.showDataFolder': () => ({ shown: true }),
    'app.logError': () => ({ logId: 'log-1' }),
    'archives.list': () => starter,
    'archives.pick': () => ({ path: '/home/reader/pakti.zip' }),
    'documents.imports': () => [],
    'archives.open': ({ path, name }) => {
      throw new AppError('not-an-archive', `"${name ?? path}" was not opened: it is no zip file.`, { path })
    },
    'archives.remove': () => {
      starter = []
      return {}
    },
    'archives.restoreStarter': () => {
      starter = [makeArchive(documents.length, 'sound')]
      return starter[0] ?? makeArchive(0, 'sound')
    },
    'archives.registers': () => ({
      persons: register<Person>('persons'),
      places: register<Place>('places'),
      citations: [],
    }),
    'archives.verify': async (_input, progress) => {
      for (let done = 0; done < 3; done += 1) {
        progress?.({ stage: 'verify', done, total: 3 })
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      return { valid: true, version: '1.0', errors: [], warnings: [], files: documents.length * 3, bytes: 412_000 }
    },
    'documents.list': () => (starter.length > 0 ? documents.map(({ summary }) => summary) : []),
    'documents.open': ({ documentId }) => {
      const { summary, model } = find(documentId)
      const edition = summary.editions[0]
      if (!edition) throw new AppError('not-found', 'The edition is missing.')
      return { summary, edition, model }
    },
    'documents.excerpt': ({ documentId, at }) => {
      const { summary, model } = find(documentId)
      const edition = summary.editions[0]
      if (!edition) throw new AppError('not-found', 'The edition is missing.')
      return { summary, edition, excerpt: excerptOf(model, at) }
    },
    'notebooks.status': () => ({
      head: head(),
      mode: 'writer',
      notices: [],
      device: 'fake',
      actor: 'reader',
      clock: ops.length,
      folder: '/home/reader/avots/notebook',
    }),
    'notebooks.commit': ({ ops: drafts }) => {
      const made = drafts.map((draft) => ({
        ...draft,
        v: 1,
        seq: ops.push({ ...draft, v: 1, seq: ops.length + 1 }),
      }))
      emit('notebookChanged', { ops: made, head: head() })
      return { ops: made.map(({ opId, seq }) => ({ opId, seq })), head: head() }
    },
    'notebooks.replay': ({ afterSeq, limit }) => ({
      ops: ops.slice(afterSeq, afterSeq + limit),
      hashAt: hex(`h${afterSeq}`),
      head: head(),
    }),
    'notebooks.records': () => ({ records: [], next: null, head: head() }),
    'notebooks.history': () => ({ undo: [], redo: [], undoIsWhole: true, redoIsWhole: true, lastSeq: ops.length }),
    'notebooks.snapshots': () => snapshots,
    'notebooks.takeSnapshot': () => {
      const made = snapshot(`s${snapshots.length + 1}`, new Date().toISOString(), 'manual', 48)
      snapshots.unshift(made)
      return made
    },
    'comparisons.align': () => ({ engine: 'fake', rows: [], differences: [], groups: 0, notCompared: [] }),
    'comparisons.suggestKind': () => ({ kind: 'translation' }),
  }

  const info: HostInfo = {
    host: 'browser',
    version: '0.1.0',
    platform: 'linux',
    dataFolder: '/home/reader/.local/share/avots',
    locale: 'en',
    filesBase: '/files/',
    dialogs: false,
    ...options.info,
  }

  function emit(event: EventName, payload: unknown): void {
    const parsed = v.safeParse(events[event], payload)
    if (parsed.success) for (const listener of listeners.get(event) ?? []) listener(parsed.output)
  }

  const client: Client = {
    async call(method, input, callOptions) {
      calls.push({ method, input })
      await Promise.resolve()
      if (callOptions?.signal?.aborted) throw new AppError('cancelled', 'Cancelled.')
      const own = options.answers?.[method]
      if (own)
        return method === 'documents.list' ? pageOf(await own(input, callOptions), input) : own(input, callOptions)
      const answer = answers[method]
      if (!answer) throw new AppError('unknown-method', `The fake host has no ${method}.`)
      const result: unknown = await answer(input, callOptions?.onProgress)
      const copy: unknown = JSON.parse(JSON.stringify(result))
      return method === 'documents.list' ? pageOf(copy, input) : copy
    },
    on(event, listener) {
      const known = listeners.get(event) ?? new Set()
      listeners.set(event, known)
      const wrapped = (payload: unknown) => listener(payload as never)
      known.add(wrapped)
      return () => void known.delete(wrapped)
    },
    onResumed: () => () => undefined,
    onInterrupted: () => () => undefined,
  }

  return {
    client,
    info,
    fileUrl: (sha256) => `/files/${sha256}`,
    upload: (file) => Promise.resolve({ path: `/tmp/${file.name}` }),
    pathOf: null,
    spool: (files) =>
      Promise.resolve({
        paths: [...new Set(files.map(({ path }) => `/spool/files/${path.split('/')[0] ?? ''}`))],
        refused: [],
        discard: () => Promise.resolve(),
      }),
    saveBytes: () => Promise.resolve(true),
    emit,
    calls,
    ops,
    documents: documents.map(({ summary }) => summary),
  }
}

function makeArchive(count: number, verification: ArchiveSummary['verification']): ArchiveSummary {
  return {
    id: archiveId,
    kind: 'sealed',
    title: { lv: 'Baltijas pakti 1939', en: 'The Baltic pacts of 1939' },
    description: {
      lv: 'Trīs savstarpējās palīdzības līgumi, ko Padomju Savienība 1939. gada rudenī noslēdza ar Igauniju, Latviju un Lietuvu.',
      en: 'The three mutual assistance treaties that the Soviet Union concluded in the autumn of 1939.',
    },
    language: 'lv',
    path: '/home/reader/.local/share/avots/library/baltic-pacts-1939.zip',
    bytes: 412_000,
    documents: count,
    seal: hex('seal'),
    starter: true,
    addedAt: added,
    verification,
    ...(verification === 'damaged' && { problem: 'data/karte_3.jpg does not match its checksum.' }),
  }
}

function snapshot(
  id: string,
  at: string,
  reason: Output<'notebooks.snapshots'>[number]['reason'],
  annotations: number,
): Output<'notebooks.snapshots'>[number] {
  const counts = { annotations, anchors: annotations, tags: 13, links: 6, comparisons: 1 }
  return { id, at, reason, seq: annotations, bytes: 4800 * annotations, counts }
}
