/** Notes as a REFI-QDA project: codes, sources as plain text, selections with codings and notes (schema of 18 March 2019). */
import { codePointsOf } from '../code-points'
import {
  type ExportNote,
  type ExportSet,
  type ExportTarget,
  type OutFile,
  saysMoreThanKind,
  type Source,
  wordsOf,
} from '../format'
import { idOf } from '../identity'
import type { Losses } from '../losses'
import { regionText } from '../regions'
import { createXmlWriter, hasImpossible, type XmlWriter } from '../xml-writer'
import { guid, writeCodes } from './codes'

const NAMESPACE = 'urn:QDA-XML:project:1.0'

/** Links that say what the standard has no element for; other programs show them as links. */
export const REPLY = 'Avots: reply'
export const SAME_NOTE = 'Avots: same note'

/** A selection that must be found again in the finished package, word by word. */
export interface Selection {
  readonly guid: string
  readonly words: string
}

interface Memo {
  guid: string
  text: string
  created: string
  updated: string
}

/** What stands in a source, gathered before anything is written. */
interface Gathered {
  selections: { note: ExportNote; guid: string; start: number; end: number; words: string; isFirst: boolean }[]
  /** Notes on the whole document. */
  wholes: ExportNote[]
}

/** A GUID of its own for something that belongs to what `of` names: never that one's own. */
const made = (name: string, ...of: string[]) => idOf('refi-qda', [name, ...of].join(' '))

const memoOf = ({ annotation }: ExportNote, text: string, id: string): Memo => ({
  guid: id,
  text,
  created: annotation.created,
  updated: annotation.updated,
})

/** The words of a note that has no selection: with what it is about, for the file has no better place. */
function wholeText({ annotation, targets }: ExportNote): string {
  const [first] = targets
  if (first?.target.kind === 'region') return `${annotation.note}\n\n[${regionText(first.target)}]`.trimStart()
  if (first?.target.kind === 'text' && first.target.exact !== '') {
    return `${first.target.exact.replace(/^/gm, '> ')}\n\n${annotation.note}`.trimEnd()
  }
  return annotation.note
}

function tellLosses(note: ExportNote, losses: Losses): void {
  const { annotation, targets, tags } = note
  const { id, kind, colour } = annotation
  if (colour !== null) losses.add('colour', id)
  if (kind === 'question' || kind === 'correction' || kind === 'link') losses.add('kind', id)
  if (saysMoreThanKind(annotation)) losses.add('kind-details', id)
  if (annotation.foreign?.['w3c'] !== undefined) losses.add('foreign', id)
  if (targets.some(({ target }) => target.kind === 'region')) losses.add('region', id)
  if (targets.some(({ target, range, source }) => target.kind === 'text' && !range && source)) losses.add('place', id)
  if (targets.some(({ source }) => !source)) losses.add('no-source', id)
  if (annotation.replyTo !== undefined && tags.length > 0) losses.add('reply-tags', id)
}

export function writeProject(set: ExportSet, losses: Losses): { files: OutFile[]; selections: Selection[] } {
  const bySource = new Map<Source, Gathered>(set.sources.map((source) => [source, { selections: [], wholes: [] }]))
  const homeless: ExportNote[] = []
  const memos: Memo[] = []
  const links: { name: string; origin: string; target: string; guid: string; direction: string }[] = []
  const exported = new Map(set.notes.map((note) => [note.annotation.id, note]))
  /** What a link to a note points at, and notes that are read at a selection. */
  const ends = new Map<string, string>()
  const readAt = new Map<string, string[]>()

  const isReply = ({ annotation }: ExportNote) => annotation.replyTo !== undefined && exported.has(annotation.replyTo)
  const gather = (note: ExportNote) => {
    const { annotation } = note
    let isFirst = true
    for (const [index, target] of note.targets.entries()) {
      const { source, range } = target
      const gathered = source && bySource.get(source)
      if (!range || !gathered) continue
      const selection = isFirst ? guid(annotation.id) : made('selection', annotation.id, String(index))
      const words = source.model.text.slice(range.start, range.end)
      gathered.selections.push({ note, guid: selection, ...range, words, isFirst })
      if (isFirst) ends.set(annotation.id, selection)
      else links.push(link(SAME_NOTE, selection, guid(annotation.id)))
      isFirst = false
    }
    if (!isFirst) {
      if (annotation.note !== '') {
        const memo = memoOf(note, annotation.note, made('note', annotation.id))
        memos.push(memo)
        readAt.set(annotation.id, [memo.guid])
      }
      return
    }
    const home = homeOf(note.targets, bySource)
    if (home) home.wholes.push(note)
    else homeless.push(note)
    ends.set(annotation.id, guid(annotation.id))
    const text = wholeText(note)
    if (text !== '' || note.tags.length === 0) memos.push(memoOf(note, text, guid(annotation.id)))
  }
  const link = (name: string, origin: string, target: string, direction = 'OneWay') => ({
    name,
    origin,
    target,
    direction,
    guid: made('link', name, origin, target),
  })
  for (const note of set.notes) {
    tellLosses(note, losses)
    if (!isReply(note)) gather(note)
  }
  for (const note of set.notes.filter(isReply)) {
    const { id, replyTo = '' } = note.annotation
    memos.push(memoOf(note, note.annotation.note, guid(id)))
    ends.set(id, guid(id))
    let above = replyTo
    for (let n = 0; n < 100; n += 1) {
      const parent = exported.get(above)
      if (!parent || !isReply(parent)) break
      above = parent.annotation.replyTo ?? ''
    }
    readAt.set(above, [...(readAt.get(above) ?? []), guid(id)])
    links.push(link(REPLY, guid(id), guid(replyTo)))
  }
  for (const one of set.links) {
    const end = (id: string) => {
      const edition = set.sources.find(({ summary }) => summary.id === id)?.edition
      return ends.get(id) ?? (edition && made('source', edition.id))
    }
    const [from, to] = [end(one.from), end(one.to)]
    if (from !== undefined && to !== undefined) links.push({ ...link(one.type, from, to), guid: guid(one.id) })
    else losses.add('link-document', [one.from, one.to].find((id) => exported.has(id)) ?? null)
  }

  const withMemo = new Set(memos.map((memo) => memo.guid))
  const xml = createXmlWriter()
  const user = made('user', set.author)
  xml.open('Project', {
    xmlns: NAMESPACE,
    name: 'Avots',
    origin: `Avots ${set.version}`,
    creatingUserGUID: user,
    creationDateTime: set.time === '' ? undefined : set.time,
  })
  xml.open('Users')
  xml.empty('User', { guid: user, name: set.author === '' ? 'Avots' : set.author })
  xml.close()
  if (set.tags.length > 0) {
    xml.open('CodeBook')
    writeCodes(xml, set.tags)
    xml.close()
  }
  if (bySource.size > 0) {
    xml.open('Sources')
    for (const [source, gathered] of bySource) writeSource(xml, source, gathered, readAt, withMemo, user)
    xml.close()
  }
  if (memos.length > 0) {
    xml.open('Notes')
    for (const memo of memos) {
      if (hasImpossible(memo.text)) losses.add('letters', null)
      xml.open('Note', {
        guid: memo.guid,
        name: wordsOf('', memo.text) || undefined,
        creatingUser: user,
        creationDateTime: memo.created,
        modifiedDateTime: memo.updated,
      })
      xml.text('PlainTextContent', memo.text)
      xml.close()
    }
    xml.close()
  }
  if (links.length > 0) {
    xml.open('Links')
    for (const { name, origin, target, direction, guid: id } of links) {
      xml.empty('Link', { guid: id, name: name || undefined, direction, originGUID: origin, targetGUID: target })
    }
    xml.close()
  }
  for (const note of homeless) {
    if (note.tags.length > 0) losses.add('no-source-tags', note.annotation.id)
    if (withMemo.has(guid(note.annotation.id))) xml.empty('NoteRef', { targetGUID: guid(note.annotation.id) })
  }
  xml.close()
  const sources = [...bySource.keys()].map((source) => ({
    path: `sources/${made('source', source.edition.id)}.txt`,
    bytes: Buffer.from(source.model.text),
  }))
  return {
    files: [{ path: 'project.qde', bytes: Buffer.from(xml.toString()) }, ...sources],
    selections: [...bySource.values()].flatMap(({ selections }) =>
      selections.map(({ guid, words }) => ({ guid, words })),
    ),
  }
}

function homeOf(targets: readonly ExportTarget[], bySource: ReadonlyMap<Source, Gathered>): Gathered | undefined {
  for (const { source } of targets) {
    const home = source && bySource.get(source)
    if (home) return home
  }
  return undefined
}

function writeSource(
  xml: XmlWriter,
  source: Source,
  { selections, wholes }: Gathered,
  readAt: ReadonlyMap<string, readonly string[]>,
  withMemo: ReadonlySet<string>,
  user: string,
): void {
  const points = codePointsOf(source.model.text)
  const id = made('source', source.edition.id)
  xml.open('TextSource', {
    guid: id,
    name: source.summary.metadata.title.text,
    plainTextPath: `internal://${id}.txt`,
    creatingUser: user,
    creationDateTime: source.edition.importedAt,
  })
  for (const { note, guid: selection, start, end, words, isFirst } of selections) {
    const { annotation, tags } = note
    xml.open('PlainTextSelection', {
      guid: selection,
      name: wordsOf(words, ''),
      startPosition: points.fromUtf16(start),
      endPosition: points.fromUtf16(end),
      creatingUser: user,
      creationDateTime: annotation.created,
      modifiedDateTime: annotation.updated,
    })
    for (const tag of tags) writeCoding(xml, made('coding', selection, tag.id), tag.id, [], annotation.created, user)
    if (isFirst) for (const memo of readAt.get(annotation.id) ?? []) xml.empty('NoteRef', { targetGUID: memo })
    xml.close()
  }
  for (const { annotation, tags } of wholes) {
    // A coding that names the note says that both are one.
    const memo = withMemo.has(guid(annotation.id)) ? [guid(annotation.id)] : []
    tags.forEach((tag, index) => {
      const own = memo.length === 0 && index === 0 ? guid(annotation.id) : made('coding', annotation.id, tag.id)
      writeCoding(xml, own, tag.id, memo, annotation.created, user)
    })
  }
  for (const { annotation, tags } of wholes) {
    const memos = [...(tags.length === 0 ? [guid(annotation.id)] : []), ...(readAt.get(annotation.id) ?? [])]
    for (const memo of memos) xml.empty('NoteRef', { targetGUID: memo })
  }
  xml.close()
}

function writeCoding(
  xml: XmlWriter,
  id: string,
  tagId: string,
  memos: readonly string[],
  created: string,
  user: string,
): void {
  xml.open('Coding', { guid: id, creatingUser: user, creationDateTime: created })
  xml.empty('CodeRef', { targetGUID: guid(tagId) })
  for (const memo of memos) xml.empty('NoteRef', { targetGUID: memo })
  xml.close()
}
