import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import '@/styles/index.css'
import { until } from '../../tests/support/until'
import { textModel } from '../../tests/support/text-model'
import { mountReader, type Reader } from '.'

const labels = { title: 'Teksts', annotations: 'Piezīmes', caretOn: 'ieslēgts', caretOff: 'izslēgts' }
let host: HTMLElement | null = null
let reader: Reader | null = null

type Model = ReturnType<typeof textModel>

function mount(model: Model, whole = false): Reader {
  host = document.createElement('div')
  host.style.cssText = 'position: fixed; inset: 0; width: 400px; height: 480px; overflow: auto; padding: 20px 40px'
  document.body.append(host)
  reader = mountReader(host, { id: 'd1', editionId: 'd1.1', model }, { labels, whole })
  return reader
}

// A typeface that comes in the middle of a test moves lines between two measurements.
beforeAll(() => Promise.all([...document.fonts].map((face) => face.load())))
afterEach(() => {
  reader?.destroy()
  host?.remove()
  reader = host = null
})

const sentence = 'Pulksten deviņos vakarā Selters un viņa pavadoņi apsēdās pretī Molotovam un Mikojanam. '
const long = textModel(
  Array.from({ length: 4_000 }, (_, n) =>
    n % 50 === 0
      ? (['heading', `Nodaļa ${n}`] as const)
      : (['para', `${n}. ${sentence.repeat(1 + (n % 5))}`.trim()] as const),
  ),
)
const startOf = (n: number) => long.blocks[n]?.start ?? 0
const drawnBlocks = () => host?.querySelectorAll('.rd-block').length ?? 0
const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
const copied = () => {
  const event = new ClipboardEvent('copy', { clipboardData: new DataTransfer(), bubbles: true, cancelable: true })
  reader?.content.dispatchEvent(event)
  return event.clipboardData?.getData('text/plain')
}

describe('a long text', () => {
  it('is in the page only around the window, wherever that is', async () => {
    const one = mount(long)
    expect(drawnBlocks()).toBeLessThan(200)
    for (const n of [3_900, 17, 2_000, 2_001, 3_999]) {
      one.scrollTo(startOf(n))
      if (n < 3_990) expect(one.topOffset()).toBe(startOf(n))
      await frame()
      const seen = one.visible()
      expect(seen.start).toBeLessThanOrEqual(startOf(n))
      expect(seen.end).toBeGreaterThan(startOf(n))
      expect(drawnBlocks()).toBeLessThan(400)
    }
  })

  it('does not jump under the eye while estimated heights become real ones', async () => {
    const one = mount(long)
    one.scrollTo(startOf(3_000))
    await frame()
    for (let step = 0; step < 60; step += 1) {
      const at = one.topOffset()
      const before = one.rectOf(at)?.top ?? NaN
      host?.scrollBy(0, -170)
      await frame()
      const after = one.rectOf(at)?.top ?? NaN
      expect(Math.abs(after - before - 170)).toBeLessThan(2)
    }
    expect(one.topOffset()).toBeLessThan(startOf(3_000))
  })

  it('keeps the line at the top when the window gets wider or narrower, and the letters larger', async () => {
    const one = mount(long)
    one.scrollTo(startOf(3_000))
    await frame()
    for (const width of ['390px', '300px', '700px', '400px']) {
      if (host) host.style.width = width
      for (let n = 0; n < 4; n += 1) await frame()
      expect([width, one.topOffset()]).toEqual([width, startOf(3_000)])
    }
    host?.style.setProperty('--read-size', '26px')
    for (let n = 0; n < 4; n += 1) await frame()
    expect(one.topOffset()).toBe(startOf(3_000))
  })

  it('goes to a place, a hit and an outline entry that is not in the page', async () => {
    const one = mount(long)
    const hit = { start: startOf(3_333), end: startOf(3_333) + 4 }
    one.setFind([hit], 0)
    one.reveal(hit, { align: 'center' })
    const box = one.rectOf(hit)
    const view = host?.getBoundingClientRect()
    expect(box?.top).toBeGreaterThan(view?.top ?? Infinity)
    expect(box?.bottom).toBeLessThan(view?.bottom ?? 0)
    await until(() => CSS.highlights.get('rd-find-current')?.size === 1)
    one.reveal(startOf(50), { align: 'start' })
    expect(one.visible().start).toBeLessThanOrEqual(startOf(50))
    expect(one.visible().end).toBeGreaterThan(startOf(50))
  })

  it('keeps a selection whose ends lie far apart, and copies it from the text', async () => {
    const one = mount(long)
    one.select({ start: startOf(1) + 3, end: startOf(1) + 30 })
    one.scrollTo(startOf(3_500))
    await frame()
    expect(one.selection()).toEqual({ start: startOf(1) + 3, end: startOf(1) + 30 })
    const target = startOf(3_502) + 2
    const box = one.rectOf({ start: target, end: target + 1 })
    // The browser extends its own selection from the end that is held in the page.
    const position = document.caretPositionFromPoint((box?.left ?? 0) + 1, (box?.top ?? 0) + 8)
    const native = getSelection()
    native?.extend(position?.offsetNode ?? document.body, position?.offset ?? 0)
    await until(() => (one.selection()?.end ?? 0) >= target)
    expect(one.selection()).toEqual({ start: startOf(1) + 3, end: target })
    expect(copied()).toBe(long.text.slice(startOf(1) + 3, target))
    one.scrollTo(startOf(1_700))
    await frame()
    expect(copied()).toBe(long.text.slice(startOf(1) + 3, target))
    expect(CSS.highlights.get('rd-selected')?.size).toBe(1)
  })

  it('selects and copies everything, and moves by keys across what was not in the page', async () => {
    const one = mount(long)
    one.focusCaret(startOf(2))
    await userEvent.keyboard('{Control>}a{/Control}')
    expect(one.selection()).toEqual({ start: 0, end: long.text.length })
    expect(copied()).toBe(long.text)
    await userEvent.keyboard('{Escape}')
    await userEvent.keyboard('{Control>}{End}{/Control}')
    expect(one.caret()).toBe(long.text.length)
    expect(one.visible().end).toBe(long.text.length)
    const seen = [one.caret() ?? 0]
    for (let step = 0; step < 130; step += 1) {
      await userEvent.keyboard('{ArrowUp}')
      const at = one.caret() ?? 0
      expect(at).toBeLessThan(seen[seen.length - 1] ?? 0)
      seen.push(at)
      if (step % 10 === 0) await frame()
    }
    await userEvent.keyboard('{Control>}{Shift>}{Home}{/Shift}{/Control}')
    expect(one.selection()).toEqual({ start: 0, end: seen[seen.length - 1] })
  })

  it('names the notes of a paragraph when it comes into the page', async () => {
    const one = mount(long)
    one.setHighlights(
      long.blocks.map((block, n) => ({
        id: `m${n}`,
        start: block.start,
        end: block.end,
        colour: 'B' as const,
        label: () => `piezīme ${n}`,
      })),
    )
    expect(host?.querySelectorAll('.rd-notes').length).toBeLessThan(200)
    one.scrollTo(startOf(2_500))
    await frame()
    const details = one.blockElement(startOf(2_500))?.getAttribute('aria-details')
    expect(document.getElementById(details ?? '')?.textContent).toBe('piezīme 2500')
    expect(CSS.highlights.get('rd-wash-b')?.size ?? 0).toBeLessThan(300)
  })

  it('keeps a note that is written below its paragraph, however far one scrolls', async () => {
    const one = mount(long)
    const slot = one.slotAfter(startOf(3))
    const field = document.createElement('textarea')
    slot?.append(field)
    field.value = 'iesākts'
    one.scrollTo(startOf(3_000))
    await frame()
    expect(host?.querySelector('textarea')?.value).toBe('iesākts')
    field.remove()
    one.scrollTo(startOf(3_400))
    await frame()
    expect(one.slotAfter(startOf(3))).toBeNull()
  })

  it('is one paragraph of half a million letters', async () => {
    const model = textModel([['para', sentence.repeat(6_000).trim()]])
    const one = mount(model)
    expect(host?.textContent.length).toBeLessThan(60_000)
    const middle = Math.floor(model.text.length / 2)
    one.scrollTo(middle)
    await frame()
    const seen = one.visible()
    expect(Math.abs(seen.start - middle)).toBeLessThan(200)
    one.select({ start: middle, end: middle + 40 })
    expect(copied()).toBe(model.text.slice(middle, middle + 40))
  })

  it('shows lines that are drawn in several pieces one below the other, with no gap between pieces', () => {
    mount(textModel([['code', Array.from({ length: 900 }, (_, n) => `${n}. rinda ar vārdiem`).join('\n')]]), true)
    const pieces = [...(host?.querySelectorAll<HTMLElement>('.rd-code') ?? [])]
    expect(pieces.length).toBeGreaterThan(1)
    for (const [at, piece] of pieces.slice(1).entries()) {
      const before = pieces[at]?.getBoundingClientRect()
      expect(piece.getBoundingClientRect().top).toBeCloseTo(before?.bottom ?? 0, 0)
      const lines = (pieces[at]?.textContent ?? '').split('\n').filter((line) => line !== '').length
      const height = parseFloat(getComputedStyle(piece).lineHeight)
      expect(before?.height).toBeCloseTo(lines * height, 0)
    }
  })

  it('is wholly in the page for those who ask', () => {
    mount(long, true)
    expect(drawnBlocks()).toBe(4_000)
  })
})
