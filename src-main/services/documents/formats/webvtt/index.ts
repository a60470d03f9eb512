/** WebVTT (W3C): cues as paragraphs, voices as speakers. */
import { AppError } from '#shared/contract'
import { type Cue, cuesToModel, timesOf } from '../../cues'
import { decodeText } from '../../decode'
import type { Format } from '../../format'

/** Cues and what the header says; comments, styles and regions are left out. */
function read(text: string): { cues: Cue[]; header: string[] } {
  const blocks = text.replace(/\r\n?/g, '\n').split(/\n[ \t]*\n+/)
  const header = (blocks.shift() ?? '').split('\n')
  // A file may have its first cue straight under the header line.
  const early = header.findIndex((line) => line.includes('-->'))
  if (early > 0) blocks.unshift(header.splice(early).join('\n'))
  const cues = blocks.flatMap((block): Cue[] => {
    const lines = block.split('\n').filter((line) => line.trim() !== '')
    const first = lines[0] ?? ''
    const at = lines.findIndex((line) => line.includes('-->'))
    if (at === -1) {
      if (lines.length === 0 || /^(?:NOTE|STYLE|REGION)(?:\s|$)/.test(first)) return []
      return [{ time: null, lines }]
    }
    const time = timesOf(lines[at] ?? '')
    return [{ time, lines: lines.slice(at + 1), ...(at > 0 ? { id: first.trim() } : {}) }]
  })
  return { cues, header }
}

export const format = {
  id: 'webvtt',
  version: 1,
  label: 'WebVTT transcript',
  extensions: ['vtt'],
  mediaType: 'text/vtt',
  storedExtension: 'vtt',
  maxBytes: 50 * 1024 * 1024,
  sniff: ({ start }) => (/^WEBVTT(?:[ \t\r\n]|$)/.test(start) ? 1 : 0),
  async extract(bytes, hints) {
    const name = hints.fileName ?? 'The transcript'
    const { text, encoding, how, warnings } = await decodeText(bytes, hints)
    if (!text.startsWith('WEBVTT')) throw new AppError('damaged', `"${name}" does not begin with WEBVTT.`, { name })
    const { cues, header } = read(text)
    const parts = cuesToModel(cues, hints, 'WebVTT')
    const title =
      header[0]
        ?.slice(6)
        .replace(/^[\s-]+/, '')
        .trim() ?? ''
    const said = header.flatMap((line) => /^language:\s*([a-z]{2,3}(?:-\w+)*)\s*$/i.exec(line)?.[1] ?? [])[0]
    return {
      ...parts,
      meta: { ...(title === '' ? {} : { title }), ...parts.meta, encoding, encodingFrom: how },
      warnings: [...warnings, ...parts.warnings],
      ...(said === undefined ? {} : { lang: said }),
    }
  },
} satisfies Format
