import { afterEach, beforeEach, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { h } from 'vue'
import type { DocumentModel } from '#shared/contract'
import '@/styles/index.css'
import { createFakeHost } from '../../../tests/support/fake-host'
import { prepareScreen, type Screen } from '../../../tests/support/mounted-screen'
import { until } from '../../../tests/support/until'
import NotesView from './NotesView.vue'

/** Notes on regions of the one page of the first document; `inPdf` has no file that can be drawn. */
const COUNT = 60
const side = 1000
const image = '1'.repeat(64)
let screen: Screen
let url = ''
let docId = ''
let title = ''

async function paper(): Promise<string> {
  const canvas = new OffscreenCanvas(side, side)
  const context = canvas.getContext('2d')
  if (context) {
    context.fillStyle = '#fff'
    context.fillRect(0, 0, side, side)
    context.fillStyle = '#000'
    context.fillRect(0, 0, side / 2, side / 2)
  }
  return URL.createObjectURL(await canvas.convertToBlob())
}

const rows = () => screen.all('.note')
const pictureIn = (row: Element | undefined) => row?.querySelector<HTMLElement>('.region-picture') ?? null
const canvasIn = (row: Element | undefined) => row?.querySelector('canvas') ?? null

beforeEach(async () => {
  await page.viewport(1280, 800)
  url = await paper()
  const plain = createFakeHost()
  const [first, second] = plain.documents
  docId = first?.id ?? ''
  title = first?.metadata.title.text ?? ''
  const host = createFakeHost({
    answers: {
      'documents.open': async (input) => {
        const opened = await plain.client.call('documents.open', input as { documentId: string })
        const pages = [{ n: 1, label: 'iv', start: 0, end: 0, width: side, height: side, unit: 'px', image }]
        const resources = opened.summary.id === docId ? [{ sha256: image, mediaType: 'image/png' }] : []
        return { ...opened, model: { ...opened.model, pages, resources } as unknown as DocumentModel }
      },
    },
  })
  screen = await prepareScreen({ ...host, fileUrl: () => url })
  const add = (id: string, note: string, shape: object) =>
    screen.notebook.addAnnotation({
      targets: [{ kind: 'region', docId: id, editionId: `${id}.1`, page: 1, shape: shape as never }],
      ...{ kind: 'note', colour: 'A', note, tagIds: [] },
    })
  for (let n = 0; n < COUNT; n += 1) await add(docId, `note ${n}`, { type: 'rect', x: 0, y: 0, w: 600, h: 300 })
  await add(docId, 'outline', {
    type: 'polygon',
    points: [
      [0, 0],
      [400, 0],
      [0, 400],
    ],
  })
  await add(second?.id ?? '', 'elsewhere', { type: 'rect', x: 0, y: 0, w: 600, h: 300 })
  screen.mount(() => h(NotesView))
  await until(() => rows().length === COUNT + 2)
})

afterEach(async () => {
  await screen.close()
  URL.revokeObjectURL(url)
})

it('a note on a region shows what it is on, drawn only where it is looked at', async () => {
  const of = (words: string) => rows().find((row) => row.textContent.includes(words))
  const first = of('note 0')
  await until(() => canvasIn(first))
  expect(canvasIn(first)?.width).toBe(120 * devicePixelRatio)
  expect(pictureIn(first)?.getAttribute('aria-label')).toBe(`Region on page iv of “${title}”`)
  const last = of('note 59')
  expect(canvasIn(last)).toBeNull()
  last?.scrollIntoView()
  await until(() => canvasIn(last) && !canvasIn(first))
  // The space is there before the picture is.
  expect(pictureIn(first)?.offsetHeight).toBe(60)

  const outline = of('outline')
  outline?.click()
  const detail = () => screen.one('.note-detail') ?? undefined
  await until(() => canvasIn(detail())?.width === 240 * devicePixelRatio)
  expect(detail()?.querySelector('path.line')?.getAttribute('d')).toBe('M0,0L240,0L0,240Z')

  // What cannot be drawn is named all the same.
  of('elsewhere')?.click()
  await until(() => screen.one('.note-detail .region-picture > svg'))
  expect(screen.one('.note-detail')?.textContent).toContain('Region on page iv')
})
