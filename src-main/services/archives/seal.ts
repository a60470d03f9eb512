/** Writes an archive: content → payload → bag → zip, checked by our own verifier before it gets its name. */
import { randomBytes } from 'node:crypto'
import { rename, unlink } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError, type CancelSignal, type Progress } from '#shared/contract'
import { countWords } from '#shared/domain/model'
import { syncFolder } from '../files'
import { percentEncode, profilePrefix, profileVersion, verifyBag } from './bag'
import type { ArchiveContent, NewDocument, OriginalSource } from './content'
import {
  citationList,
  citationsPath,
  cratePath,
  cslRecord,
  type DescribedFile,
  dublinCore,
  encodeBoxes,
  type PlacedDocument,
  type PlacedEdition,
  sha256Of,
  sortedByBytes,
  stableJson,
  webAnnotations,
  writeCrate,
  writePreview,
  writeReadme,
} from './crate'
import { type EntrySource, type NewEntry, writeZip } from '../zip'

export interface SealOptions {
  /** Version of the program, for Bag-Software-Agent. */
  version: string
  signal?: CancelSignal
  /** Stages `write` and `payload` (the check of what was written), in bytes. */
  progress?: (progress: Progress) => void
}

export interface Sealed {
  path: string
  bytes: number
  /** SHA-256 of the tag manifest: the name of this exact content. */
  seal: string
}

/** Payload files by their path below `data/`. */
class Payload {
  readonly files = new Map<string, { source: EntrySource; described: DescribedFile }>()

  add(path: string, content: string | OriginalSource): DescribedFile {
    const source = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
    const known = this.files.get(path)
    if (known) return known.described
    const described =
      source instanceof Uint8Array
        ? { path, size: source.length, sha256: sha256Of(source) }
        : { path, size: source.size, sha256: source.sha256 }
    this.files.set(path, { source, described })
    return described
  }
}

const originalHash = (source: OriginalSource) => (source instanceof Uint8Array ? sha256Of(source) : source.sha256)

/** Originals and resources lie under their hash: the same bytes are there once. */
function placeOriginal(payload: Payload, source: OriginalSource, storedExtension: string): DescribedFile {
  const hash = originalHash(source)
  const extension = storedExtension.replace(/[^A-Za-z0-9]/g, '').toLowerCase() || 'bin'
  return payload.add(`originals/${hash.slice(0, 2)}/${hash}.${extension}`, source)
}

function placeEditions(payload: Payload, id: string, document: NewDocument): PlacedEdition[] {
  const folderOf = (index: number) => `derived/${id}/${index + 1}`
  if (document.stored) {
    return document.stored.map(({ model, text, boxes, from, ...facts }, index) => ({
      ...facts,
      number: index + 1,
      model: payload.add(`${folderOf(index)}/model.json`, model),
      text: payload.add(`${folderOf(index)}/text.txt`, text),
      ...(boxes ? { boxes: payload.add(`${folderOf(index)}/boxes.json`, boxes) } : {}),
      ...(from
        ? { from: { file: placeOriginal(payload, from.original, from.storedExtension), fileName: from.fileName } }
        : {}),
    }))
  }
  return document.editions.map(({ model, importedAt }, index) => {
    const { boxes, ...rest } = model
    return {
      number: index + 1,
      model: payload.add(`${folderOf(index)}/model.json`, stableJson({ ...rest, boxes: [] })),
      text: payload.add(`${folderOf(index)}/text.txt`, model.text),
      ...(boxes.length > 0 ? { boxes: payload.add(`${folderOf(index)}/boxes.json`, encodeBoxes(boxes)) } : {}),
      words: countWords(model.text),
      mediaType: model.mediaType,
      extractor: model.extractor,
      ...(model.lang === undefined ? {} : { lang: model.lang }),
      parts: model.parts,
      importedAt,
    }
  })
}

function place(payload: Payload, document: NewDocument): PlacedDocument {
  const id = document.id ?? document.editions[0]?.model.id
  const editions = id === undefined ? [] : placeEditions(payload, id, document)
  const mediaType = editions[0]?.mediaType ?? document.refusal?.mediaType
  if (id === undefined || mediaType === undefined)
    throw new AppError('bad-request', `"${document.fileName}" has no text to seal.`, { name: document.fileName })
  const metadata = [
    payload.add(`metadata/${id}.csl.json`, cslRecord(id, document.metadata)),
    payload.add(`metadata/${id}.dc.xml`, dublinCore({ id, metadata: document.metadata, mediaType }, 'sealed')),
  ]
  if (document.record) {
    metadata.push(payload.add(`metadata/${id}.source.${document.record.extension}`, document.record.bytes))
  }
  return {
    document,
    id,
    mediaType,
    original: placeOriginal(payload, document.original, document.storedExtension),
    editions,
    metadata,
    resources: (document.resources ?? []).map(({ source, storedExtension, mediaType, fileName }) => ({
      file: placeOriginal(payload, source, storedExtension),
      mediaType,
      ...(fileName === undefined ? {} : { fileName }),
    })),
  }
}

/** All payload files with their hashes. Throws AppError when two documents share an original. */
async function buildPayload(content: ArchiveContent): Promise<Payload> {
  const payload = new Payload()
  const seen = new Map<string, string>()
  const documents: PlacedDocument[] = []
  for (const [index, document] of content.documents.entries()) {
    // Archives have thousands of documents: others get their turn.
    if (index % 100 === 99) await nextTurn()
    const placed = place(payload, document)
    const other = seen.get(placed.id)
    if (other !== undefined) {
      throw new AppError(
        'conflict',
        `"${document.fileName}" and "${other}" are the same file, byte for byte. Keep one.`,
        {
          name: document.fileName,
          other,
        },
      )
    }
    seen.set(placed.id, document.fileName)
    documents.push(placed)
  }
  const others = [
    payload.add('README.txt', writeReadme(content)),
    payload.add('ro-crate-preview.html', writePreview(content, documents)),
  ]
  if (content.registers.citations.length > 0) others.push(payload.add(citationsPath, citationList(content.registers)))
  if (content.notebook) {
    others.push(payload.add('notebook.json', stableJson(content.notebook)))
    const texts = new Map(
      documents.flatMap(({ id, editions }) =>
        editions.map(({ number, text }): [string, DescribedFile] => [`${id}.${number}`, text]),
      ),
    )
    const live = content.notebook.annotations.length > 0
    if (live)
      others.push(
        payload.add(
          'annotations/notebook.jsonld',
          webAnnotations(content.notebook, (id) => texts.get(id) ?? null),
        ),
      )
  }
  payload.add(cratePath, writeCrate(content, documents, others))
  return payload
}

const oneLine = (text: string) => text.replace(/\s*[\r\n]+\s*/g, ' ').trim()

/** Every file of the bag in the order of the zip, paths below the bag's base; `seal` as in `Sealed`. */
export async function buildBag(
  content: ArchiveContent,
  version: string,
): Promise<{ entries: NewEntry[]; seal: string }> {
  const payload = await buildPayload(content)
  const paths = sortedByBytes([...payload.files.keys()].map((path) => `data/${path}`))
  let bytes = 0
  const manifest = paths.map((path) => {
    const described = payload.files.get(path.slice('data/'.length))?.described
    bytes += described?.size ?? 0
    return `${described?.sha256 ?? ''}  ${percentEncode(path)}\n`
  })
  const title = content.title[content.language] ?? Object.values(content.title)[0] ?? content.id
  const files: [string, string][] = [
    ['bagit.txt', 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'],
    [
      'bag-info.txt',
      `${[
        `Bag-Software-Agent: Avots ${version}`,
        `Bagging-Date: ${(content.modified ?? content.created).slice(0, 10)}`,
        `Payload-Oxum: ${bytes}.${paths.length}`,
        `External-Identifier: ${content.id}`,
        `External-Description: ${oneLine(title)}`,
        `BagIt-Profile-Identifier: ${profilePrefix}${profileVersion}`,
      ].join('\n')}\n`,
    ],
    ['manifest-sha256.txt', manifest.join('')],
  ]
  const tagManifest = sortedByBytes(files.map(([path]) => path))
    .map((path) => `${sha256Of(files.find(([name]) => name === path)?.[1] ?? '')}  ${path}\n`)
    .join('')
  files.push(['tagmanifest-sha256.txt', tagManifest])
  const entries = files.map(([path, text]): NewEntry => ({ path, source: Buffer.from(text, 'utf8') }))
  for (const path of paths) {
    const file = payload.files.get(path.slice('data/'.length))
    if (file) entries.push({ path, source: file.source })
  }
  return { entries, seal: sha256Of(tagManifest) }
}

/**
 * Seals `content` into the file `target`. The same content and version give the same bytes, on every machine and in
 * every time zone. On any error the target is as it was. Throws AppError `bad-request`, `conflict`, `not-writable`,
 * `disk-full`, `cancelled`, `bag-invalid` (never, unless the disk lies).
 */
export async function sealArchive(content: ArchiveContent, target: string, options: SealOptions): Promise<Sealed> {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(content.id)) {
    throw new AppError(
      'bad-request',
      `The archive's id "${content.id}" may hold small letters, digits and hyphens only.`,
      { id: content.id },
    )
  }
  const { entries, seal } = await buildBag(content, options.version)
  const total = entries.reduce(
    (sum, { source }) => sum + (source instanceof Uint8Array ? source.length : source.size),
    0,
  )
  const named = basename(target)
  const temporary = `${target}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`
  try {
    const { bytes } = await writeZip(
      temporary,
      entries.map((entry) => ({ ...entry, path: `${content.id}/${entry.path}` })),
      (done) => {
        if (options.signal?.aborted)
          throw new AppError('cancelled', `Sealing was stopped; "${named}" was not written.`, { name: named })
        options.progress?.({ stage: 'write', done, total: Math.max(done, total) })
      },
    )
    const { signal, progress } = options
    const report = await verifyBag(temporary, { ...(signal ? { signal } : {}), ...(progress ? { progress } : {}) })
    const fault = report.errors[0]
    if (fault)
      throw new AppError('bag-invalid', `The sealed archive does not verify: ${fault.message}`, { code: fault.code })
    await rename(temporary, target)
    await syncFolder(dirname(target))
    return { path: target, bytes, seal }
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw asWriteError(error, target)
  }
}

function asWriteError(error: unknown, target: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null
  const name = basename(target)
  if (code === 'ENOSPC')
    return new AppError('disk-full', `"${name}" was not written: the disk is full.`, { name }, { cause: error })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOENT') {
    return new AppError(
      'not-writable',
      `"${name}" was not written: the folder cannot be written (${code}).`,
      { name, reason: code },
      { cause: error },
    )
  }
  return error
}
