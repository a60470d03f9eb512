/** Notes from Markdown: ours by their comments, and those of other programs as quotations with words below them. */
import { type Annotation, annotationKinds, colours } from '#shared/contract'
import type { ForeignNote, ForeignPlace, ForeignTag, ForeignTarget, RefusedNote } from '../format'
import { wordsOf } from '../format'
import { instantOf } from '../identity'
import { readRegion } from '../regions'
import { readTagPaths } from '../tag-paths'
import { isTagLine, readFrontMatter, tagWord, unescapeLine, unguardLine } from './text'

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)

interface Home {
  names: string[]
  edition: string | undefined
}

function placeOf(meta: Json, exact: string | null): ForeignPlace {
  const region = readRegion(textOf(meta['region']) ?? '')
  if (region) return region
  if (exact === null) return { kind: 'document' }
  const { start, end } = meta
  const hasPosition = typeof start === 'number' && typeof end === 'number'
  return {
    kind: 'text',
    exact,
    prefix: textOf(meta['prefix']) ?? '',
    suffix: textOf(meta['suffix']) ?? '',
    ...(hasPosition ? { position: { start, end, unit: 'utf-16' } } : {}),
  }
}

const unquote = (lines: readonly string[]) => lines.map((line) => unescapeLine(line.replace(/^\s*> ?/, ''))).join('\n')

/** Lines without empty ones at both ends. */
function trimmed(lines: readonly string[]): string[] {
  const from = lines.findIndex((line) => line.trim() !== '')
  if (from < 0) return []
  return lines.slice(from, lines.findLastIndex((line) => line.trim() !== '') + 1)
}

function takeQuote(lines: readonly string[]): { quote: string; rest: string[] } {
  const start = trimmed(lines)
  const end = start.findIndex((line) => !/^\s*>/.test(line))
  const count = end < 0 ? start.length : end
  return { quote: unquote(start.slice(0, count)), rest: start.slice(count) }
}

/** Tags of the line at the end, by the words that we wrote where they are unchanged; and the lines before it. */
function takeTags(lines: readonly string[], paths: readonly string[]): { tags: string[]; rest: string[] } {
  const last = lines.at(-1) ?? ''
  if (!isTagLine(last)) return { tags: [], rest: [...lines] }
  const known = new Map(paths.map((path) => [tagWord(path), path]))
  const tags = last
    .trim()
    .split(/\s+/)
    .map((word) => known.get(word) ?? word.slice(1))
  return { tags, rest: trimmed(lines.slice(0, -1)) }
}

function ourNote(meta: Json, lines: readonly string[], home: Home, into: Map<string, ForeignTag>): ForeignNote {
  const paths = Array.isArray(meta['tags']) ? meta['tags'].flatMap((path) => textOf(path) ?? []) : []
  const hasQuote = meta['quote'] !== false && meta['below'] !== true
  const { quote, rest } = hasQuote ? takeQuote(lines) : { quote: null, rest: trimmed(lines) }
  const { tags, rest: words } = meta['tagLine'] === false ? { tags: [], rest } : takeTags(rest, paths)
  const text = words.map(unguardLine).join('\n').trim()
  const kept = textOf(meta['note'])
  const edition = textOf(meta['edition'])
  const names = (document: string[], other: string | undefined) => [...document, ...(other ? [other] : [])]
  const targets: ForeignTarget[] =
    meta['below'] === true
      ? []
      : [{ source: { names: names(home.names, edition ?? home.edition) }, place: placeOf(meta, quote) }]
  for (const one of Array.isArray(meta['more']) ? meta['more'].filter(isObject) : []) {
    const document = textOf(one['document']) ?? ''
    targets.push({
      source: { names: names([document], textOf(one['edition'])) },
      place: placeOf(one, textOf(one['exact']) ?? null),
    })
  }
  return {
    key: textOf(meta['id']) ?? null,
    targets,
    kind: annotationKinds.find((kind): kind is Annotation['kind'] => kind === meta['kind']),
    answered: meta['kind'] === 'question' ? meta['answered'] === true : undefined,
    correction: textOf(meta['correction']),
    colour: colours.find((colour) => colour === meta['colour']) ?? null,
    tags: tags.flatMap((path) => readTagPaths(path, into)),
    note: kept !== undefined && kept.trim() === text ? kept : text,
    replyTo: textOf(meta['replyTo']),
    created: instantOf(textOf(meta['created'])),
    updated: instantOf(textOf(meta['modified'])),
  }
}

/** Quotations with what stands below them; text without any is a note on the document. */
function foreignNotes(lines: readonly string[], home: Home, into: Map<string, ForeignTag>): ForeignNote[] {
  const notes: ForeignNote[] = []
  let quote: string[] = []
  let below: string[] = []
  const end = () => {
    const { tags, rest } = takeTags(trimmed(below), [])
    const exact = unquote(quote).trim()
    if (exact !== '') {
      notes.push({
        key: null,
        targets: [{ source: { names: home.names }, place: { kind: 'text', exact, prefix: '', suffix: '' } }],
        tags: tags.flatMap((path) => readTagPaths(path, into)),
        note: rest.join('\n').trim(),
      })
    }
    quote = []
    below = []
  }
  for (const line of lines) {
    if (/^\s*>/.test(line)) {
      if (below.some((one) => one.trim() !== '')) end()
      else if (below.length > 0 && quote.length > 0) end()
      quote.push(line)
    } else if (/^#{1,6}\s/.test(line)) end()
    else below.push(line)
  }
  end()
  const text = trimmed(lines.filter((line) => !/^#\s/.test(line))).join('\n')
  if (notes.length === 0 && text !== '') {
    notes.push({ key: null, targets: [{ source: { names: home.names }, place: { kind: 'document' } }], note: text })
  }
  return notes
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? '')
  } catch {
    return null
  }
}

/** The document that a mark names, in a file about several. */
function homeIn(mark: unknown): Home | null {
  if (!isObject(mark)) return null
  const names = [textOf(mark['document']), textOf(mark['title'])].flatMap((name) => (name ? [name] : []))
  return { names, edition: textOf(mark['edition']) }
}

export function readMarkdown(
  text: string,
  fileName: string,
  into: Map<string, ForeignTag>,
): (ForeignNote | RefusedNote)[] {
  const { members, body } = readFrontMatter(text)
  const lines = body.split(/\r?\n/)
  const heading = /^#\s+(.+)$/.exec(lines.find((line) => /^#\s/.test(line)) ?? '')?.[1]
  const names = [members.get('avots-document'), members.get('title'), heading, fileName.replace(/\.[^.]+$/, '')]
  let home: Home = {
    names: [...new Set(names.flatMap((name) => (name?.trim() ? [name.trim()] : [])))],
    edition: members.get('avots-edition'),
  }
  const notes: (ForeignNote | RefusedNote)[] = []
  const between: string[] = []
  let isOurs = false
  for (let at = 0; at < lines.length; at += 1) {
    const document = /^\s*<!-- avots-document (\{.*\}) -->\s*$/.exec(lines[at] ?? '')
    if (document) {
      home = homeIn(parsed(document[1])) ?? home
      continue
    }
    const open = /^\s*<!-- avots (\{.*\}) -->\s*$/.exec(lines[at] ?? '')
    if (!open) {
      between.push(lines[at] ?? '')
      continue
    }
    isOurs = true
    const close = lines.findIndex((line, index) => index > at && /^\s*<!-- \/?avots\b/.test(line))
    const until = close < 0 ? lines.length : close
    const inside = lines.slice(at + 1, until)
    const meta = parsed(open[1])
    if (isObject(meta)) notes.push(ourNote(meta, inside, home, into))
    else
      notes.push({ key: null, words: wordsOf(takeQuote(inside).quote, ''), code: 'md-mark', details: { line: at + 1 } })
    // Where the end was lost, the next note begins.
    at = /^\s*<!-- \/avots/.test(lines[until] ?? '') ? until : until - 1
  }
  // Quotations that the reader has added between ours.
  const added = foreignNotes(isOurs ? between.filter((line) => !/^#\s/.test(line)) : between, home, into)
  return [...notes, ...(isOurs ? added.filter(({ targets }) => targets[0]?.place.kind === 'text') : added)]
}
