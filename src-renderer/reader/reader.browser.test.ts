import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import type { DocumentModel } from '#shared/contract'
import '@/styles/index.css'
import { textModel } from '../../tests/support/text-model'
import { until } from '../../tests/support/until'
import { mountReader, type Reader, type ReaderCommand, type ReaderSelection } from '.'
import { createOffsetMap, type Run } from './engines/text/offsets'

type BlockInput = [DocumentModel['blocks'][number]['kind'], string]

const labels = { title: 'Teksts', annotations: 'Piezīmes', caretOn: 'ieslēgts', caretOff: 'izslēgts' }
let host: HTMLElement | null = null
let reader: Reader | null = null

function mount(model: DocumentModel): Reader {
  host = document.createElement('div')
  host.style.cssText = 'position: fixed; inset: 0; width: 400px; height: 480px; overflow: auto; padding: 20px 40px'
  document.body.append(host)
  reader = mountReader(host, { id: 'd1', editionId: 'd1.1', model }, { labels })
  return reader
}

afterEach(() => {
  reader?.destroy()
  host?.remove()
  reader = host = null
})

const sentence = 'Pulksten deviņos vakarā Selters un viņa pavadoņi apsēdās pretī Molotovam un Mikojanam. '
const long = textModel([
  ['heading', '24. septembris'],
  ...Array.from({ length: 400 }, (_, n): BlockInput => ['para', `${n + 1}. ${sentence.repeat(1 + (n % 6))}`.trim()]),
])

const pieces = fc.constantFrom('vārds', ' ', 'e\u0301', '👩‍👩‍👧', 'Сельтер', ' ', '𝔄', '.', '„Orzeł”', 'ā')
const models = fc
  .tuple(
    fc.array(
      fc.tuple(
        fc.constantFrom<BlockInput[0]>('para', 'heading', 'quote', 'verse', 'listItem'),
        fc.array(pieces, { maxLength: 30 }).map((list) => list.join('')),
      ),
      { minLength: 1, maxLength: 8 },
    ),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(),
        fc.constantFrom<DocumentModel['marks'][number]['kind']>('bold', 'italic', 'person', 'sup', 'link'),
      ),
      {
        maxLength: 6,
      },
    ),
  )
  .map(([parts, marks]) => {
    const model = textModel(parts)
    const size = model.text.length + 1
    model.marks = marks.map(([a, b, kind]) => ({
      start: Math.min(a % size, b % size),
      end: Math.max(a % size, b % size),
      kind,
    }))
    return model
  })

describe('offsets and the DOM', () => {
  it('agree exactly, both ways, for every letter of any model', () => {
    fc.assert(
      fc.property(models, (model) => {
        const one = mount(model)
        const runs: Run[] = []
        const walker = document.createTreeWalker(one.content, NodeFilter.SHOW_TEXT)
        const leaves = model.blocks
        // Words on the page are the words of the model, in order, and nothing else.
        let shown = ''
        for (let node = walker.nextNode(); node; node = walker.nextNode()) shown += node.nodeValue ?? ''
        expect(shown).toBe(leaves.map((block) => model.text.slice(block.start, block.end)).join(''))
        for (const block of leaves) {
          const element = one.blockElement(block.start)
          if (!element || block.start === block.end) continue
          let at = block.start
          const inner = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
          for (let node = inner.nextNode(); node; node = inner.nextNode()) {
            if (!(node instanceof Text)) continue
            runs.push({ start: at, end: at + node.length, node })
            at += node.length
          }
          expect(at).toBe(block.end)
        }
        const map = createOffsetMap(one.content, runs)
        for (const block of leaves) {
          for (let offset = block.start; offset < block.end; offset += 1) {
            const point = map.point(offset)
            expect(point?.node.data.charAt(point.offset)).toBe(model.text.charAt(offset))
            expect(map.offset(point?.node ?? document, point?.offset ?? 0)).toBe(offset)
            const range = map.range(block.start, offset + 1)
            expect(range && map.offsets(range)).toEqual({ start: block.start, end: offset + 1 })
          }
        }
        reader?.destroy()
        host?.remove()
      }),
      { numRuns: 60 },
    )
  })
})

describe('reader', () => {
  it('numbers paragraphs, makes real headings and keeps languages', () => {
    const model = textModel([
      ['heading', 'Virsraksts'],
      ['para', 'Pirmā.'],
      ['para', 'Вторая.'],
    ])
    const third = model.blocks[2]
    if (third) third.lang = 'ru'
    const { content } = mount(model)
    expect(content.querySelector('h3')?.textContent).toBe('Virsraksts')
    expect([...content.querySelectorAll<HTMLElement>('p')].map((p) => p.dataset['n'])).toEqual(['1', '2'])
    expect(content.querySelectorAll('p')[1]?.lang).toBe('ru')
  })

  it('shows numbers of list items as numbers, also in a list of bullets, and bullets as dashes', () => {
    const model = textModel([
      ['listItem', 'viens'],
      ['listItem', 'iekšā'],
      ['listItem', 'desmitais'],
    ])
    const given = [
      { level: 1, attrs: { marker: '•' } },
      { level: 2, attrs: { marker: '1.' } },
      { level: 2, attrs: { marker: '10.' } },
    ]
    model.blocks = model.blocks.map((block, at) => ({ ...block, ...given[at] }))
    const items = [...mount(model).content.querySelectorAll('.rd-listItem')]
    expect(items.map((item) => getComputedStyle(item, '::after').content)).toEqual(['"–"', '"1."', '"10."'])
    // The second has more digits than the first: both end where the words begin.
    const [, one, ten] = items.map((item) => getComputedStyle(item, '::after'))
    expect(ten?.right).toBe(one?.right)
    expect(parseFloat(ten?.width ?? '')).toBeGreaterThan(parseFloat(one?.width ?? ''))
  })

  it('knows what is visible, and scrolls an offset to the first line', () => {
    const one = mount(long)
    expect(one.topOffset()).toBe(0)
    for (const n of [3, 120, 399]) {
      const offset = long.blocks[n]?.start ?? 0
      one.scrollTo(offset)
      if (n < 399) expect(one.topOffset()).toBe(offset)
      const seen = one.visible()
      expect(seen.start).toBeLessThanOrEqual(offset)
      expect(seen.end).toBeGreaterThan(offset)
    }
    one.reveal({ start: long.text.length - 20, end: long.text.length - 5 }, { align: 'center' })
    expect(one.visible().end).toBe(long.text.length)
  })

  it('finds the letter under a point, and nothing beside the words', () => {
    const one = mount(long)
    const offset = sentence.indexOf('vakarā') + (long.blocks[1]?.start ?? 0) + 3
    const box = one.rectOf({ start: offset, end: offset + 1 })
    expect(box).not.toBeNull()
    expect(one.offsetAt((box?.left ?? 0) + 2, (box?.top ?? 0) + 6)).toBe(offset)
    expect(one.offsetAt(5, 300)).toBeNull()
  })

  it('registers one highlight per role, and takes all away at the end', () => {
    const one = mount(long)
    one.setHighlights([
      { id: 'a', start: 20, end: 90, colour: 'A', current: true, label: () => 'A: Selters' },
      { id: 'c', start: 40, end: 60, colour: 'C' },
    ])
    expect(CSS.highlights.get('rd-wash-a')?.size).toBe(2)
    expect(CSS.highlights.get('rd-wash-c')?.size).toBe(1)
    expect(CSS.highlights.get('rd-line-a')?.size).toBe(1)
    expect(CSS.highlights.get('rd-current')?.size).toBe(1)
    expect([...one.content.querySelectorAll('.rd-letter')].map((letter) => letter.textContent)).toEqual(['A', 'C'])
    const details = one.blockElement(20)?.getAttribute('aria-details')
    expect(document.getElementById(details ?? '')?.textContent).toBe('A: Selters')
    one.setDifferences([{ start: 100, end: 100, kind: 'missing', current: true, label: 'Tallina' }])
    expect(CSS.highlights.has('rd-wash-a')).toBe(false)
    expect(one.content.querySelectorAll('.rd-box')).toHaveLength(2)
    expect(one.content.querySelectorAll('.rd-gap-sign, .rd-ring')).toHaveLength(2)
    one.destroy()
    expect(CSS.highlights.size).toBe(0)
  })

  it('paints only around what is visible in a long text, and follows the scroll', async () => {
    const one = mount(long)
    one.setHighlights(
      long.blocks
        .slice(1)
        .map((block, n) => ({ id: `m${n}`, start: block.start, end: block.start + 12, colour: 'B' as const })),
    )
    const first = CSS.highlights.get('rd-wash-b')?.size ?? 0
    expect(first).toBeGreaterThan(5)
    expect(first).toBeLessThan(200)
    one.scrollTo(long.blocks[300]?.start ?? 0)
    await until(() => one.content.querySelectorAll('.rd-letter').length > 5)
  })

  it('tells a selection made with the keyboard, and keeps it while a field has the focus', async () => {
    const one = mount(long)
    const heard: (ReaderSelection | null)[] = []
    const commands: ReaderCommand[] = []
    one.onSelection((selection) => heard.push(selection))
    one.onCommand((command) => commands.push(command))
    const start = long.blocks[1]?.start ?? 0
    one.focusCaret(start)
    await userEvent.keyboard('{Shift>}{ArrowRight}{ArrowRight}{/Shift}')
    expect(one.selection()).toEqual({ start, end: start + 2 })
    await userEvent.keyboard('s')
    expect(long.text.slice(start, one.selection()?.end)).toMatch(/^1\./)
    await userEvent.keyboard('{Shift>}S{/Shift}')
    expect(one.selection()).toEqual({ start, end: long.blocks[1]?.end })
    await userEvent.keyboard('c')
    await userEvent.keyboard('q')
    await userEvent.keyboard('j')
    expect(commands).toEqual([{ name: 'highlight', colour: 'C' }, { name: 'quote' }, { name: 'next-note' }])
    const field = document.createElement('input')
    host?.append(field)
    field.focus()
    field.value = 'vārdi'
    field.select()
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(one.selection()).toEqual({ start, end: long.blocks[1]?.end })
    expect(CSS.highlights.get('rd-selected')?.size).toBe(1)
    expect(heard.at(-1)?.settled).toBe(true)
  })

  it('says nothing when nothing is selected, and leaves the caret with Escape', async () => {
    const one = mount(long)
    one.focusCaret(30)
    await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}')
    await userEvent.keyboard('{Escape}')
    expect(one.selection()).toBeNull()
    expect(one.content.classList.contains('has-caret')).toBe(true)
    await userEvent.keyboard('{Escape}')
    expect(one.content.classList.contains('has-caret')).toBe(false)
  })

  it('tells which marks were clicked, the shortest first', () => {
    const one = mount(long)
    one.setHighlights([
      { id: 'long', start: 20, end: 90, colour: 'A' },
      { id: 'short', start: 40, end: 60, colour: 'C' },
    ])
    const heard: string[][] = []
    one.onActivate((ids) => heard.push(ids))
    const box = one.rectOf({ start: 45, end: 46 })
    const target = document.elementFromPoint((box?.left ?? 0) + 2, (box?.top ?? 0) + 8)
    target?.dispatchEvent(
      new MouseEvent('click', { bubbles: true, clientX: (box?.left ?? 0) + 2, clientY: (box?.top ?? 0) + 8 }),
    )
    expect(heard).toEqual([['short', 'long']])
  })

  it('leaves nothing behind after many documents', () => {
    const before = document.querySelectorAll('*').length
    for (let round = 0; round < 20; round += 1) {
      const one = mount(long)
      one.setHighlights([{ id: 'a', start: 20, end: 90, colour: 'A', label: () => 'x' }])
      one.destroy()
      host?.remove()
    }
    expect(document.querySelectorAll('*').length).toBe(before)
    expect(CSS.highlights.size).toBe(0)
  })
})
