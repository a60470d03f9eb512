/** A document model of plain blocks, for tests. */
import type { DocumentModel } from '#shared/contract'

type Kind = DocumentModel['blocks'][number]['kind']

/** Blocks in order, an empty line between them; headings are of level 2. */
export function textModel(
  parts: readonly (readonly [Kind, string])[],
  marks: DocumentModel['marks'] = [],
): DocumentModel {
  const blocks: DocumentModel['blocks'] = []
  const words: string[] = []
  let length = 0
  parts.forEach(([kind, text], index) => {
    const start = index === 0 ? 0 : length + 2
    words.push(text)
    length = start + text.length
    blocks.push({ id: `b${index + 1}`, kind, start, end: length, ...(kind === 'heading' ? { level: 2 } : {}) })
  })
  return {
    schema: 'avots-document',
    model: 1,
    id: 'd1',
    originalSha256: '0'.repeat(64),
    mediaType: 'text/plain',
    extractor: 'test@1',
    lang: 'lv',
    meta: {},
    warnings: [],
    text: words.join('\n\n'),
    textSha256: '0'.repeat(64),
    blocks,
    marks,
    pages: [],
    boxes: [],
    resources: [],
    anchors: [],
    parts: [],
  }
}
