/** One Markdown file a document, good in note programs; what Markdown has no words for stands in comments. */
import { type Details, type ExportNote, type ExportSet, type ExportTarget, type OutFile } from '../format'
import { quoteAt } from '#shared/domain/anchoring'
import { correctionOf } from '#shared/domain/records'
import { fileNameOf } from '../../../file-names'
import type { Losses } from '../losses'
import { regionText } from '../regions'
import { tagPath } from '../tag-paths'
import { commentJson, guardLine, isTagLine, quoteLines, tagWord, yamlText } from './text'

/** Letters of context that go along for a note that is placed; an unplaced one keeps all it has. */
const AROUND = 32

const nameOf = (title: string) => fileNameOf(title, 'notes', { most: 80, without: '#^[]' })

/** A place as members of the comment; `home` is the edition that the file is about. */
function placeMembers({ target, source, range, state }: ExportTarget, home: string): Record<string, unknown> {
  const edition = range && source ? source.edition.id : target.editionId
  const where = edition === home ? {} : { edition }
  if (target.kind === 'document') return where
  if (target.kind === 'region') return { ...where, region: regionText(target) }
  if (!range || !source) return { ...where, state, prefix: target.prefix, suffix: target.suffix }
  const { exact: _, ...place } = quoteAt(source.model.text, range, AROUND)
  return { ...where, ...place }
}

function quoteOf({ target, source, range }: ExportTarget): string | null {
  if (target.kind !== 'text') return null
  return range && source ? source.model.text.slice(range.start, range.end) : target.exact
}

function noteLines(note: ExportNote, set: ExportSet, home: string, isBelow: boolean): string[] {
  const { annotation, tags } = note
  const [first, ...more] = note.targets
  const paths = tags.map((tag) => tagPath(tag, set.tags))
  const lines = annotation.note.trim().split('\n')
  const quote = first && !isBelow ? quoteOf(first) : null
  const correction = correctionOf(annotation)
  const meta = {
    id: annotation.id,
    kind: annotation.kind,
    ...(annotation.kind === 'question' && annotation.answered ? { answered: true } : {}),
    ...(correction === undefined ? {} : { correction }),
    ...(annotation.colour === null ? {} : { colour: annotation.colour }),
    ...(paths.length === 0 ? {} : { tags: paths }),
    ...(annotation.replyTo === undefined ? {} : { replyTo: annotation.replyTo }),
    ...(isBelow ? { below: true } : first ? placeMembers(first, home) : {}),
    ...(more.length === 0
      ? {}
      : { more: more.map((one) => ({ document: one.target.docId, exact: quoteOf(one), ...placeMembers(one, '') })) }),
    ...(quote === null ? { quote: false } : {}),
    // Words at the end of a note that look like tags, and are none.
    ...(paths.length === 0 && isTagLine(lines.at(-1) ?? '') ? { tagLine: false } : {}),
    ...(annotation.note === annotation.note.trim() ? {} : { note: annotation.note }),
    created: annotation.created,
    modified: annotation.updated,
  }
  const parts = [
    [`<!-- avots ${commentJson(meta)} -->`],
    ...(quote === null ? [] : [quoteLines(quote)]),
    ...(annotation.note.trim() === '' ? [] : [lines.map(guardLine)]),
    ...(paths.length === 0 ? [] : [[paths.map(tagWord).join(' ')]]),
    ['<!-- /avots -->'],
  ]
  return parts.flatMap((part, index) => (index === 0 || index === 1 ? part : ['', ...part]))
}

function frontMatter(documentId: string, title: string, notes: readonly ExportNote[], set: ExportSet): string[] {
  const source = set.sources.find(({ summary }) => summary.id === documentId)
  const tags = new Set(notes.flatMap((note) => note.tags.map((tag) => tagWord(tagPath(tag, set.tags)).slice(1))))
  const metadata = source?.summary.metadata
  const creators = metadata?.creators.map(({ name }) => yamlText(name)) ?? []
  return [
    '---',
    `title: ${yamlText(title)}`,
    ...(creators.length === 0 ? [] : [`author: [${creators.join(', ')}]`]),
    ...(metadata?.date === undefined ? [] : [`date: ${yamlText(metadata.date.edtf)}`]),
    ...(metadata?.languages[0] === undefined ? [] : [`lang: ${yamlText(metadata.languages[0])}`]),
    ...(tags.size === 0 ? [] : [`tags: [${[...tags].map(yamlText).join(', ')}]`]),
    `avots-document: ${yamlText(documentId)}`,
    ...(source ? [`avots-edition: ${yamlText(source.edition.id)}`] : []),
    '---',
  ]
}

/** `isPart`: one of several documents in one file, where a mark says what a front matter would. */
function fileOf(
  documentId: string,
  notes: readonly ExportNote[],
  set: ExportSet,
  isPart: boolean,
): { title: string; text: string } {
  const source = set.sources.find(({ summary }) => summary.id === documentId)
  const title = source?.summary.metadata.title.text ?? (documentId || 'Notes')
  const home = source?.edition.id ?? ''
  const head = isPart
    ? [`<!-- avots-document ${commentJson({ document: documentId, edition: home, title })} -->`]
    : frontMatter(documentId, title, notes, set)
  const lines = [...head, '', `# ${title.replace(/\s+/gu, ' ')}`]
  const written = new Set<string>()
  const write = (note: ExportNote, parent: ExportNote | null) => {
    if (written.has(note.annotation.id)) return
    written.add(note.annotation.id)
    const isBelow =
      parent !== null && JSON.stringify(parent.annotation.targets) === JSON.stringify(note.annotation.targets)
    lines.push('', ...noteLines(note, set, home, isBelow))
    for (const reply of notes) if (reply.annotation.replyTo === note.annotation.id) write(reply, note)
  }
  const ids = new Set(notes.map(({ annotation }) => annotation.id))
  for (const note of notes) if (!ids.has(note.annotation.replyTo ?? '')) write(note, null)
  for (const note of notes) write(note, null)
  return { title, text: `${lines.join('\n')}\n` }
}

export function writeMarkdown(set: ExportSet, losses: Losses, isSingle: boolean): OutFile[] {
  const byDocument = new Map<string, ExportNote[]>()
  for (const note of set.notes) {
    const id = note.targets[0]?.target.docId ?? ''
    const list = byDocument.get(id)
    if (list) list.push(note)
    else byDocument.set(id, [note])
    if (note.annotation.foreign?.['w3c'] !== undefined) losses.add('foreign', note.annotation.id)
  }
  for (const tag of set.tags) {
    const details: Details = { tag: tag.name }
    if (tag.colour !== null) losses.add('tag-colour', null, details)
    if (tag.note !== '') losses.add('tag-note', null, details)
  }
  for (const { from } of set.links)
    losses.add('link', set.notes.some(({ annotation }) => annotation.id === from) ? from : null)
  if (isSingle && byDocument.size !== 1) {
    const parts = [...byDocument].map(([id, notes]) => fileOf(id, notes, set, true).text)
    return [{ path: 'notes.md', bytes: Buffer.from(parts.join('\n')) }]
  }
  const used = new Set<string>()
  return [...byDocument].map(([id, notes]) => {
    const { title, text } = fileOf(id, notes, set, false)
    const stem = nameOf(title)
    let name = stem
    for (let n = 2; used.has(name.toLowerCase()); n += 1) name = `${stem} (${n})`
    used.add(name.toLowerCase())
    return { path: `${name}.md`, bytes: Buffer.from(text) }
  })
}
