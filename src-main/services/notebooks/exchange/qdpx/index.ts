/** REFI-QDA project (QDPX, version 1.0): NVivo, MAXQDA, ATLAS.ti, QualCoder and others read and write it. */
import { AppError } from '#shared/contract'
import { elementsOf, readXmlTree } from '../../../documents'
import { codePointsOf } from '../code-points'
import type { ExchangeFormat, InFile } from '../format'
import type { Losses } from '../losses'
import { guidOf } from './codes'
import { isZip, packFiles, unpackFiles } from '../packing'
import { readProject } from './read'
import { type Selection, writeProject } from './write'

async function readPackage(file: InFile, losses: Losses) {
  const isPlain = !isZip(file.bytes)
  const files = isPlain
    ? [{ ...file, name: 'project.qde' }]
    : await unpackFiles(file, (path) => /\.(?:qde|txt)$/i.test(path))
  return readProject(files, file.name, losses)
}

/**
 * Reads the finished package as a stranger would, and compares the words of every selection: code points into plain text
 * with LF and without mark. Throws AppError `export-failed`.
 */
async function check(bytes: Uint8Array, selections: readonly Selection[]): Promise<void> {
  const fail = (words: string) => {
    const message = `The project was not written, because the words "${words}" are not found again in it. Please report this.`
    return new AppError('export-failed', message, { words })
  }
  const files = await unpackFiles({ name: 'notes.qdpx', bytes }, () => true)
  const textOf = (name: string) => Buffer.from(files.find((file) => file.name === name)?.bytes ?? []).toString('utf8')
  const { root } = readXmlTree(textOf('project.qde'), 'notes.qdpx')
  const found = new Map<string, string>()
  for (const source of elementsOf(root, 'Sources').flatMap((sources) => elementsOf(sources, 'TextSource'))) {
    const text = textOf((source.attributes['plainTextPath'] ?? '').replace('internal://', 'sources/'))
    if (/^\u{feff}|\r/u.test(text)) throw fail(text.slice(0, 40))
    const points = codePointsOf(text)
    for (const selection of elementsOf(source, 'PlainTextSelection')) {
      const { startPosition = '', endPosition = '' } = selection.attributes
      found.set(
        guidOf(selection),
        text.slice(points.toUtf16(Number(startPosition)), points.toUtf16(Number(endPosition))),
      )
    }
  }
  for (const { guid, words } of selections) if (found.get(guid) !== words) throw fail(words.slice(0, 80))
}

export const format: ExchangeFormat = {
  id: 'qdpx',
  label: 'REFI-QDA Project',
  extensions: ['qdpx', 'qde'],
  mediaType: 'application/zip',
  recognises({ name, bytes }) {
    if (isZip(bytes)) return /\.qdpx$/i.test(name) || Buffer.from(bytes).includes('project.qde')
    return Buffer.from(bytes.subarray(0, 4096)).toString('utf8').includes('urn:QDA-XML:project')
  },
  async write(set, losses) {
    const { files, selections } = writeProject(set, losses)
    const bytes = await packFiles(files)
    await check(bytes, selections)
    return [{ path: 'notes.qdpx', bytes }]
  },
  async read(files, losses) {
    const parts = []
    for (const file of files) parts.push(await readPackage(file, losses))
    return {
      notes: parts.flatMap(({ notes }) => notes),
      tags: parts.flatMap(({ tags }) => tags),
      links: parts.flatMap(({ links }) => links),
    }
  },
}
