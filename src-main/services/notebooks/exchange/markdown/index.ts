/** Notes as Markdown, one file a document. */
import { decodeText } from '../../../documents'
import type { ExchangeFormat, ForeignNote, ForeignTag, RefusedNote } from '../format'
import { readMarkdown } from './read'
import { writeMarkdown } from './write'

export const format: ExchangeFormat = {
  id: 'md',
  label: 'Markdown',
  extensions: ['md', 'markdown'],
  mediaType: 'text/markdown',
  recognises: ({ bytes }) => Buffer.from(bytes).includes('<!-- avots {'),
  write: (set, losses, { single = false }) => writeMarkdown(set, losses, single),
  async read(files) {
    const tags = new Map<string, ForeignTag>()
    const notes: (ForeignNote | RefusedNote)[] = []
    for (const { name, bytes } of files) {
      const { text } = await decodeText(bytes, { fileName: name })
      notes.push(...readMarkdown(text, name, tags))
    }
    return { notes, tags: [...tags.values()], links: [] }
  },
}
