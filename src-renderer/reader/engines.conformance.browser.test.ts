/** What every engine promises to the screens, held for all of them on one document: a picture with its text. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { DocumentModel } from '#shared/contract'
import '@/styles/index.css'
import { until } from '../../tests/support/until'
import { mountReader, type Reader, type ReaderCommand, readerKinds, type ReaderSelection } from '.'

const sha256 = '7'.repeat(64)
const [LINES, HIGH] = [120, 40]
const sentence = 'Pulksten deviņos vakarā Selters un viņa pavadoņi apsēdās pretī'
const labels = {
  title: 'Teksts',
  annotations: 'Piezīmes',
  caretOn: 'ieslēgts',
  caretOff: 'izslēgts',
  notesHere: (count: number) => `piezīmes: ${count}.`,
  noNotesHere: 'nav piezīmju',
}

/** One picture, 120 lines of text on it, each a paragraph. */
function scanned(): DocumentModel {
  const blocks: DocumentModel['blocks'] = []
  const boxes: DocumentModel['boxes'] = []
  let text = ''
  for (let row = 0; row < LINES; row += 1) {
    const line = `${row + 1}. ${sentence}`
    const start = text.length + (row === 0 ? 0 : 2)
    text += `${row === 0 ? '' : '\n\n'}${line}`
    const y = 40 + row * HIGH
    blocks.push({ id: `b${row + 1}`, kind: 'para', start, end: start + line.length })
    boxes.push({ page: 1, start, end: start + line.length, level: 'line', x: 40, y, w: line.length * 9, h: 24 })
    for (const { 0: word, index } of line.matchAll(/\S+/g)) {
      const at = { start: start + index, end: start + index + word.length }
      boxes.push({ page: 1, ...at, level: 'word', x: 40 + index * 9, y, w: word.length * 9, h: 24 })
    }
  }
  const height = 80 + LINES * HIGH
  return {
    schema: 'avots-document',
    model: 1,
    id: 'd1',
    originalSha256: sha256,
    mediaType: 'image/png',
    extractor: 'png+test@1',
    lang: 'lv',
    meta: {},
    warnings: [],
    text,
    textSha256: '0'.repeat(64),
    blocks,
    marks: [],
    pages: [{ n: 1, label: '1', start: 0, end: text.length, width: 760, height, unit: 'px', image: sha256 }],
    boxes,
    resources: [{ sha256, role: 'page-image', mediaType: 'image/png', from: 'original' }],
    anchors: [],
    parts: [],
  }
}

const model = scanned()
const kinds = ['text', 'pages', 'image']
let picture = ''
let host: HTMLElement
let reader: Reader
let said: string[] = []

beforeAll(async () => {
  await page.viewport(1000, 700)
  const canvas = new OffscreenCanvas(760, 80 + LINES * HIGH)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.fillStyle = '#000'
  for (const { level, x, y, w, h } of model.boxes) if (level === 'word') context.fillRect(x, y, w, h)
  picture = URL.createObjectURL(await canvas.convertToBlob())
})
afterAll(() => URL.revokeObjectURL(picture))

function mount(kind: string): Reader {
  host = document.createElement('div')
  host.style.cssText = 'position: fixed; inset: 0; width: 800px; height: 500px; overflow: auto; padding: 20px'
  document.body.append(host)
  const files = { url: () => picture, picture: () => Promise.resolve(picture) }
  said = []
  const announce = (sentence: string) => void said.push(sentence)
  reader = mountReader(host, { id: 'd1', editionId: 'd1.1', model }, { labels, kind, files, announce })
  reader.pages?.setZoom(1)
  return reader
}
afterEach(() => {
  reader.destroy()
  expect(host.childElementCount).toBe(0)
  host.remove()
})

const passage = (words: string, from = 0) => {
  const start = model.text.indexOf(words, from)
  return { start, end: start + words.length }
}
const middle = (rect: DOMRect | null) => ({
  x: (rect?.left ?? 0) + (rect?.width ?? 0) / 2,
  y: (rect?.top ?? 0) + (rect?.height ?? 0) / 2,
})
const press = (element: Element, point: { x: number; y: number }, type: string, clicks = 1) =>
  element.dispatchEvent(
    new (type.startsWith('pointer') ? PointerEvent : MouseEvent)(type, {
      ...{ bubbles: true, cancelable: true, button: 0, pointerId: 1, detail: clicks },
      ...{ clientX: point.x, clientY: point.y },
    }),
  )

it('is all engines that there are', () => {
  mount('text')
  expect(readerKinds(model).sort()).toEqual([...kinds].sort())
  expect(readerKinds(model)[0]).toBe('text')
})

describe.each(kinds)('%s', (kind) => {
  it('shows itself as the document, and tells whether it has pages', () => {
    const made = mount(kind)
    expect(made.content.getAttribute('aria-label')).toBe('Teksts')
    expect(made.content.tabIndex).toBe(0)
    expect(made.pages === null).toBe(kind === 'text')
    expect(made.content.textContent).toContain('1. Pulksten deviņos')
  })

  it('selects, says how, and forgets', () => {
    const made = mount(kind)
    const told: (ReaderSelection | null)[] = []
    made.onSelection((now) => told.push(now))
    const range = passage('deviņos vakarā')
    made.select(range)
    expect(made.selection()).toEqual(range)
    expect(told.at(-1)).toMatchObject({ range, by: 'program', settled: true })
    made.select(null)
    expect(made.selection()).toBeNull()
    expect(told.at(-1)).toBeNull()
  })

  it('goes to any offset and says where it is', () => {
    const made = mount(kind)
    for (const row of [60, 3, 110, 1]) {
      const { start } = passage(`${row}. Pulksten`, row === 1 ? 0 : 10)
      made.scrollTo(start)
      const top = made.topOffset()
      const near = passage(`${row + 8}. Pulksten`, 10)
      expect(made.visible().start).toBe(top)
      expect(made.visible().end).toBeGreaterThan(start)
      // At the end there may be nothing below to scroll by.
      if (row < 100) expect(top).toBe(start)
      expect(top).toBeLessThan(near.start < 0 ? model.text.length : near.start)
    }
  })

  it('brings a passage into view only as far as is needed', () => {
    const made = mount(kind)
    const range = passage('90. Pulksten deviņos')
    made.reveal(range)
    const box = made.rectOf(range)
    const view = host.getBoundingClientRect()
    expect(box?.top).toBeGreaterThanOrEqual(view.top)
    expect(box?.bottom).toBeLessThanOrEqual(view.bottom)
    const before = host.scrollTop
    made.reveal(range)
    expect(host.scrollTop).toBe(before)
    made.reveal(range, { align: 'start' })
    expect(made.rectOf(range)?.top).toBeLessThan(view.top + 150)
  })

  it('knows the letter under a point, and none beside the words', () => {
    const made = mount(kind)
    for (const words of ['deviņos', 'Selters', 'pretī']) {
      const { start, end } = passage(words)
      const { x, y } = middle(made.rectOf({ start, end }))
      const at = made.offsetAt(x, y)
      expect(at).toBeGreaterThanOrEqual(start)
      expect(at).toBeLessThan(end)
    }
    const { right, top } = made.rectOf(passage('pretī')) ?? new DOMRect()
    expect(made.offsetAt(right + 60, top + 2)).toBeNull()
  })

  it('measures lines from the top of its content', () => {
    const made = mount(kind)
    const { start } = passage('20. Pulksten')
    const origin = made.content.getBoundingClientRect().top
    const { y } = middle(made.rectOf(start))
    expect(made.lineMiddle(start)).toBeCloseTo(y - origin, 0)
    expect(made.lineTop(start)).toBeLessThan(made.lineMiddle(start))
    expect(made.rectsOf(passage('Selters un viņa'))).toHaveLength(1)
  })

  it('tells which note a click is on, the shortest first, and that plain words have none', async () => {
    const made = mount(kind)
    const long = passage('deviņos vakarā Selters')
    const short = passage('vakarā')
    made.setHighlights([
      { id: 'long', ...long, colour: 'A', label: () => 'Garā piezīme' },
      { id: 'short', ...short, colour: 'C' },
    ])
    const heard: string[][] = []
    made.onActivate((ids) => heard.push(ids))
    const click = (words: string) => {
      const point = middle(made.rectOf(passage(words)))
      const target = document.elementFromPoint(point.x, point.y) ?? made.content
      for (const type of ['pointerdown', 'pointerup', 'click']) press(target, point, type)
    }
    click('vakarā')
    click('Selters')
    click('pavadoņi')
    await until(() => heard.length === 3)
    expect(heard).toEqual([['short', 'long'], ['long'], []])
    await until(() => made.content.textContent.includes('Garā piezīme'))
  })

  it('leaves a click on what stands below a block to that, as on a note of a narrow screen', async () => {
    const made = mount(kind)
    const heard: string[][] = []
    made.onActivate((ids) => heard.push(ids))
    const note = document.createElement('p')
    note.textContent = 'Piezīme'
    made.slotAfter(0)?.append(note)
    for (const type of ['pointerdown', 'pointerup', 'click']) press(note, { x: 20, y: 20 }, type)
    const point = middle(made.rectOf(passage('pavadoņi')))
    const target = document.elementFromPoint(point.x, point.y) ?? made.content
    for (const type of ['pointerdown', 'pointerup', 'click']) press(target, point, type)
    await until(() => heard.length > 0)
    // That of the text, and no other.
    expect(heard).toEqual([[]])
  })

  it('is used by the keyboard alone', async () => {
    const made = mount(kind)
    const heard: ReaderCommand[] = []
    made.onCommand((command) => heard.push(command))
    made.focusCaret(passage('deviņos').start)
    expect(made.caret()).toBe(passage('deviņos').start)
    expect(document.activeElement).toBe(made.content)
    await userEvent.keyboard('{Shift>}{ArrowRight}{ArrowRight}{ArrowRight}{/Shift}')
    expect(made.selection()).toEqual({ start: passage('deviņos').start, end: passage('deviņos').start + 3 })
    await userEvent.keyboard('b')
    await userEvent.keyboard('n')
    expect(heard).toEqual([{ name: 'highlight', colour: 'B' }, { name: 'note' }])
    await userEvent.keyboard('{Escape}')
    expect(made.selection()).toBeNull()
    await userEvent.keyboard('{Shift>}S{/Shift}')
    expect(made.selection()).toEqual(passage(`1. ${sentence}`))
    await userEvent.keyboard('{Escape}{ArrowDown}')
    expect(made.caret()).toBeGreaterThan(passage('2. Pulksten').start - 3)
    await userEvent.keyboard('{F7}')
    expect(made.caret()).toBeNull()
  })

  it('goes by sentence and paragraph, drawn or not, and says the notes that are there', async () => {
    const made = mount(kind)
    const [first, second, far] = ['1. Pulksten', '2. Pulksten', '90. Pulksten'].map((words) => passage(words).start)
    if (first === undefined || second === undefined || far === undefined) throw new Error('no such words')
    made.setHighlights([
      { id: 'x', start: second + 3, end: second + 9, colour: 'A', label: () => 'A, svarīgi' },
      { id: 'y', start: second + 4, end: second + 12, colour: null, label: () => 'rinda' },
    ])
    made.focusCaret(first + 3)
    await userEvent.keyboard('{Control>}{ArrowDown}{/Control}')
    expect(made.caret()).toBe(second)
    expect(said).toEqual(['ieslēgts', 'piezīmes: 2. A, svarīgi rinda'])
    await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}')
    // A number and its full stop are a sentence for the rules of Unicode.
    expect(made.caret()).toBeGreaterThan(second)
    await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}')
    expect(made.caret()).toBe(second)
    await userEvent.keyboard('{Shift>}{Control>}{ArrowDown}{/Control}{/Shift}')
    expect(made.selection()?.start).toBe(second)
    await userEvent.keyboard('{Escape}h')
    expect(said.at(-1)).toBe('nav piezīmju')
    made.focusCaret(far - 1)
    await userEvent.keyboard('{Control>}{ArrowDown}{/Control}')
    expect(made.caret()).toBe(far)
  })

  it('copies what is selected from the canonical text', () => {
    const made = mount(kind)
    made.focus()
    const range = { start: passage('vakarā').start, end: passage('2. Pulksten').end }
    made.select(range)
    const clipboardData = new DataTransfer()
    made.content.dispatchEvent(new ClipboardEvent('copy', { bubbles: true, cancelable: true, clipboardData }))
    expect(clipboardData.getData('text/plain')).toBe(model.text.slice(range.start, range.end))
  })

  it('takes signs of every kind at any place, and none', () => {
    const made = mount(kind)
    const range = passage('Selters')
    made.setFind([range, passage('Selters', 400)], 0)
    made.setPassage(range)
    made.setDifferences([
      { ...range, kind: 'changed', current: true },
      { start: range.start, end: range.start, kind: 'missing', label: 'trūkst' },
    ])
    made.setHighlights([{ id: 'x', start: 0, end: model.text.length, colour: null, current: true }])
    made.setFind([], -1)
    made.setPassage(null)
    made.setDifferences([])
    made.setHighlights([])
    made.refresh()
    expect(made.selection()).toBeNull()
  })

  it('tells what is seen after scrolling, and has room below a line for others', async () => {
    const made = mount(kind)
    const seen: number[] = []
    made.onVisible(({ start }) => seen.push(start))
    made.scrollTo(passage('50. Pulksten').start)
    await until(() => seen.length > 0 && (seen.at(-1) ?? 0) > 1000)
    const slot = made.slotAfter(made.visible().start)
    expect(slot?.isConnected).toBe(true)
    expect(made.slotAfter(made.visible().start)).toBe(slot)
    expect(made.blockElement(made.visible().start)?.isConnected).toBe(true)
    expect(made.drawn().end).toBeGreaterThan(made.visible().start)
  })
})
