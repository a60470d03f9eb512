import { afterEach, beforeEach, expect, it } from 'vitest'
import { AppError, type DocumentSummary } from '#shared/contract'
import { annotation, draft } from '../../../tests/support/notebook-drafts'
import { context, type TestFolder, testFolder } from '../../../tests/support/notebook-folder'
import { textModel } from '../../../tests/support/text-model'
import { until } from '../../../tests/support/until'
import type { Library } from '../archives'
import { createAnchors } from './anchors'
import { createAnchoringEngine } from './engine'

let place: TestFolder
beforeEach(() => (place = testFolder()))
afterEach(() => place.clean())

const texts = ['Ostā stāv divi svešzemju kuģi.', 'Labots: ostā stāv divi svešzemju kuģi.']
const edition = (number: number): DocumentSummary['editions'][number] => ({
  id: `d1.${number}`,
  docId: 'd1',
  number,
  sha256: '0'.repeat(64),
  length: texts[number - 1]?.length ?? 0,
  importedAt: '2026-11-20T10:00:00.000Z',
  importer: 'test@1',
})
const summary: DocumentSummary = {
  id: 'd1',
  archiveId: 'a1',
  metadata: {
    title: { text: 'Osta', lang: 'lv' },
    creators: [],
    places: [],
    persons: [],
    languages: ['lv'],
    type: 'other',
    origins: {},
  },
  format: 'test',
  mediaType: 'text/plain',
  fileName: 'osta.txt',
  originalSha256: '0'.repeat(64),
  originalBytes: 1,
  editions: [edition(1), edition(2)],
  current: 2,
  words: 0,
  blocks: 0,
  articles: 0,
}

it('decides nothing about a text that is not at hand, and looks again when it may be', async () => {
  const { notebook } = await place.open()
  const words = 'divi svešzemju kuģi'
  const start = texts[0]?.indexOf(words) ?? 0
  const target = { kind: 'text' as const, docId: 'd1', editionId: 'd1.1', start, end: start + words.length }
  const note = annotation({ targets: [{ ...target, exact: words, prefix: 'Ostā stāv ', suffix: '.' }] })
  await notebook.service.commit({ ops: [draft({ table: 'annotations', before: null, after: note })] }, context)

  let isDamaged = true
  let asked = 0
  let minutes = 0
  const openDocument: Library['openDocument'] = (documentId, number = 2) => {
    if (number === 2) asked += 1
    if (number === 2 && isDamaged) return Promise.reject(new AppError('damaged', 'It cannot be read.'))
    const model = { ...textModel([['para', texts[number - 1] ?? '']]), id: documentId }
    return Promise.resolve({ summary, edition: edition(number), model })
  }
  const anchors = createAnchors({
    engine: createAnchoringEngine('nowhere'),
    notebook,
    library: { documents: () => [summary], openDocument },
    emit: () => undefined,
    log: () => undefined,
    now: () => new Date(Date.UTC(2026, 10, 20, 10, minutes)),
    delay: 0,
  })
  try {
    anchors.check()
    await until(() => asked === 1)
    anchors.check()
    expect([asked, notebook.records('anchors').size]).toEqual([1, 0])
    isDamaged = false
    minutes = 2
    await until(() => {
      anchors.check()
      return notebook.records('anchors').size === 1
    })
    expect([...notebook.records('anchors').values()]).toMatchObject([
      { annId: note.id, editionId: 'd1.2', state: expect.stringMatching(/^(anchored|moved)$/) as string },
    ])
  } finally {
    await anchors.close()
  }
})
