/** SubRip: numbered cues as paragraphs. */
import { AppError } from '#shared/contract'
import { type Cue, cuesToModel, timesOf } from '../../cues'
import { decodeText } from '../../decode'
import type { Format } from '../../format'

const timeLine = /^\s*\d{1,3}:\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?\s*-->\s*\d{1,3}:\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?/

/** A cue begins with its line of times; the number above it is not text. A cue may have blank lines in it. */
function read(text: string): Cue[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  const cues: (Cue & { lines: string[] })[] = []
  lines.forEach((line, index) => {
    if (timeLine.test(line)) {
      const id = lines[index - 1]?.trim() ?? ''
      const numbered = /^\d+$/.test(id)
      if (numbered) cues.at(-1)?.lines.pop()
      cues.push({ time: timesOf(line), lines: [], ...(numbered ? { id } : {}) })
      return
    }
    const cue = cues.at(-1)
    if (cue) cue.lines.push(line)
    // Text in front of the first cue; the number of that cue is none.
    else if (line.trim() !== '' && !/^\s*\d+\s*$/.test(line)) cues.push({ time: null, lines: [line] })
  })
  for (const cue of cues) cue.lines = cue.lines.filter((line) => line.trim() !== '')
  return cues
}

export const format = {
  id: 'srt',
  version: 1,
  label: 'SubRip transcript',
  extensions: ['srt'],
  mediaType: 'application/x-subrip',
  storedExtension: 'srt',
  maxBytes: 50 * 1024 * 1024,
  sniff({ start }) {
    const lines = start.split(/\r\n?|\n/).filter((line) => line.trim() !== '')
    if (timeLine.test(lines[0] ?? '')) return 0.9
    return /^\s*\d+\s*$/.test(lines[0] ?? '') && timeLine.test(lines[1] ?? '') ? 0.95 : 0
  },
  async extract(bytes, hints) {
    const name = hints.fileName ?? 'The transcript'
    const { text, encoding, how, warnings } = await decodeText(bytes, hints)
    const cues = read(text)
    if (!cues.some((cue) => cue.time !== null)) {
      throw new AppError('damaged', `"${name}" has no line of times (00:00:01,000 --> 00:00:02,000).`, { name })
    }
    const parts = cuesToModel(cues, hints, 'SubRip')
    return {
      ...parts,
      meta: { ...parts.meta, encoding, encodingFrom: how },
      warnings: [...warnings, ...parts.warnings],
    }
  },
} satisfies Format
