/** Subtitles and transcripts with times (WebVTT, SubRip) as paragraphs: one for each cue, or for each voice in it. */
import { AppError } from '#shared/contract'
import type { ExtractHints, ModelParts } from './format'
import { type Leaf, type MarkKind, ModelBuilder } from './model-builder'

export interface Cue {
  /** Seconds; null where text stands without a time. */
  time: { start: number; end: number } | null
  /** As the file names it. */
  id?: string
  lines: readonly string[]
}

/** Seconds of `hh:mm:ss.mmm`, `mm:ss.mmm` or `hh:mm:ss,mmm`; null for anything else. */
export function secondsOf(text: string): number | null {
  const match = /^(?:(\d{1,6}):)?([0-5]?\d):([0-5]?\d)(?:[.,](\d{1,3}))?$/.exec(text.trim())
  if (!match) return null
  const [hours, minutes, seconds] = [match[1] ?? '0', match[2] ?? '0', match[3] ?? '0'].map(Number)
  return (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0) + Number((match[4] ?? '0').padEnd(3, '0')) / 1000
}

/** The times of a line `start --> end …`, or null. */
export function timesOf(line: string): Cue['time'] {
  const [left = '', right = ''] = line.split('-->')
  const start = secondsOf(left)
  const end = secondsOf(right.trim().split(/\s/)[0] ?? '')
  return start === null || end === null ? null : { start, end }
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  lrm: '\u200e',
  rlm: '\u200f',
}

function unescape(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return entities[name.toLowerCase()] ?? whole
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
  })
}

const marks: Readonly<Record<string, MarkKind>> = { b: 'bold', i: 'italic' }

/** A name in capitals in front of what is said, as SubRip has it. */
const spoken = /^(?:>>\s*)?(\p{Lu}[\p{Lu}\p{M}\d .'-]{1,40}):\s+(?=\S)/u

/** Seconds without needless zeros, as a media fragment has them: `t=12.3`. */
export const fragmentOf = (seconds: number) => `t=${Number(seconds.toFixed(3))}`

interface Writing {
  leaf: Leaf | null
  speaker: string
  open: string[]
}

/**
 * The parts of a document. A block has `attrs.t` and `attrs.until` (seconds), `attrs.speaker` where somebody is named,
 * and an anchor point `t=<seconds>` with source `media`; the name is written in front when the speaker changes. Throws
 * AppError `empty` where no cue has text.
 */
export function cuesToModel(cues: readonly Cue[], hints: ExtractHints, kind: string): ModelParts {
  const builder = new ModelBuilder()
  const state: Writing = { leaf: null, speaker: '', open: [] }
  let timeless = 0
  let last = 0

  for (const cue of cues) {
    const attrs: Record<string, string> = {}
    if (cue.time) {
      attrs['t'] = String(Number(cue.time.start.toFixed(3)))
      attrs['until'] = String(Number(cue.time.end.toFixed(3)))
      last = Math.max(last, cue.time.end)
    } else timeless += 1
    if (cue.id) attrs['cue'] = cue.id
    state.leaf = null
    state.open = []

    const begin = (speaker: string): Leaf => {
      const leaf = builder.leaf('para', { attrs: speaker === '' ? attrs : { ...attrs, speaker } })
      if (cue.time) leaf.anchor(fragmentOf(cue.time.start), 'media')
      if (speaker !== '' && speaker !== state.speaker) {
        leaf.openMark('person')
        leaf.add(speaker)
        leaf.closeMark()
        leaf.add(': ')
      }
      if (speaker !== '') state.speaker = speaker
      state.leaf = leaf
      return leaf
    }
    const add = (text: string) => {
      if (state.leaf === null && /^\s*$/.test(text)) return
      const leaf = state.leaf ?? begin('')
      leaf.addCollapsed(unescape(text.replace(/\{\\?[a-z][^{}]*\}/gi, '')))
    }

    cue.lines.forEach((line, index) => {
      if (index > 0) {
        if (/^\s*[-–—]/.test(line)) state.leaf?.breakLine()
        else add(' ')
      }
      let rest = line
      const named = spoken.exec(line)
      if (named && state.leaf === null) {
        begin((named[1] ?? '').trim())
        rest = line.slice(named[0].length)
      }
      for (const piece of rest.split(/(<[^<>]*>)/)) {
        if (!/^<.*>$/s.test(piece)) {
          if (piece !== '') add(piece)
          continue
        }
        tag(piece, state, begin)
      }
    })
    while (state.open.length > 0) closeTag(state, state.open.at(-1) ?? '')
  }

  const parts = builder.finish()
  const name = hints.fileName ?? `The ${kind} file`
  if (parts.text === '') throw new AppError('empty', `"${name}" has no cue with text.`, { name })
  const warnings: ModelParts['warnings'] =
    timeless === 0
      ? []
      : [{ code: 'cue-without-time', message: `${timeless} pieces of text stand without a time that can be read.` }]
  return { ...parts, meta: { cues: String(cues.length), duration: String(Number(last.toFixed(3))) }, warnings }
}

function tag(piece: string, state: Writing, begin: (speaker: string) => Leaf): void {
  const match = /^<(\/?)([a-z]+)(?:\.[^\s>]*)?(?:\s+([^>]*))?>$/i.exec(piece)
  if (!match) return
  const name = (match[2] ?? '').toLowerCase()
  if (match[1] === '/') closeTag(state, name)
  else if (name === 'v') {
    const speaker = unescape(match[3] ?? '')
      .replace(/\s+/g, ' ')
      .trim()
    while (state.open.length > 0) closeTag(state, state.open.at(-1) ?? '')
    begin(speaker)
  } else if (name in marks) {
    const leaf = state.leaf ?? begin('')
    leaf.openMark(marks[name] ?? 'bold')
    state.open.push(name)
  }
}

/** Closes the mark `name`; marks opened inside it end with it. */
function closeTag(state: Writing, name: string): void {
  if (!state.open.includes(name)) return
  let closed: string | undefined
  do {
    closed = state.open.pop()
    state.leaf?.closeMark()
  } while (closed !== name)
}
