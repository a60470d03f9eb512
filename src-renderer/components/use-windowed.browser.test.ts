/** Thousands of rows of different heights in groups: a few of them are in the page, and it looks as if all were. */
import { eventually } from '../../tests/support/until'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import { type App, createApp, defineComponent, h, nextTick, ref, shallowRef } from 'vue'
import { type ListGroup, useWindowed } from './use-windowed'

const count = 5000
const groupsOf = (many: number): ListGroup<number>[] =>
  ['a', 'b', 'c'].map((key, at) => ({
    key,
    items: Array.from({ length: Math.floor(many / 3) }, (_, n) => at * Math.floor(many / 3) + n),
  }))

let app: App
let place: HTMLElement
const groups = shallowRef<readonly ListGroup<number>[]>([])
const stop = ref(0)
let reveal: (key: string) => Promise<void>

const TestList = defineComponent(() => {
  const root = ref<HTMLElement | null>(null)
  const list = useWindowed({
    root: () => root.value,
    groups: () => groups.value,
    keyOf: (n: number) => String(n),
    // A guess that is wrong for most rows.
    heights: { row: 40, head: 30 },
    stop: () => String(stop.value),
  })
  reveal = list.reveal
  async function press(event: KeyboardEvent) {
    const to = list.stepFrom(stop.value, event.key)
    if (to === null) return
    event.preventDefault()
    stop.value = to
    await list.focus(String(to))
  }
  return () =>
    h('div', { ref: root, class: 'list', style: 'height: 400px; overflow-y: auto', onKeydown: press }, [
      h(
        'div',
        { style: list.frame.value },
        list.shown.value.map(({ group, head, lines }) =>
          h('div', { key: group.key }, [
            head && h('h2', { ...head.place, ref: list.measure, style: [head.place.style, 'height: 30px'] }, group.key),
            lines.map(({ item, place: at, first }) =>
              h(
                'div',
                {
                  ...at,
                  key: item,
                  ref: list.measure,
                  'data-id': item,
                  'data-first': first,
                  tabindex: item === stop.value ? 0 : -1,
                  style: [at.style, `height: ${20 + ((item * 37) % 90)}.5px`],
                },
                `Row ${item}`,
              ),
            ),
          ]),
        ),
      ),
    ])
})

const scroller = () => place.querySelector<HTMLElement>('.list') ?? document.body
const rows = () => [...place.querySelectorAll<HTMLElement>('[data-id]')]
const row = (n: number) => place.querySelector<HTMLElement>(`[data-id="${n}"]`)
const isVisible = (element: Element | null) => {
  const box = scroller().getBoundingClientRect()
  const own = element?.getBoundingClientRect()
  return own !== undefined && own.top >= box.top - 1 && own.bottom <= box.bottom + 1
}
const frames = async (many: number) => {
  for (let n = 0; n < many; n += 1) await new Promise(requestAnimationFrame)
}
/** Whether what is visible is a row of neighbours without a gap. */
function expectNeighbours() {
  const box = scroller().getBoundingClientRect()
  const seen = [...place.querySelectorAll('[data-index]')]
    .map((element) => ({ index: Number(element.getAttribute('data-index')), rect: element.getBoundingClientRect() }))
    .filter(({ rect }) => rect.bottom > box.top && rect.top < box.bottom)
  expect(seen[0]?.rect.top).toBeLessThanOrEqual(box.top + 1)
  expect(seen.at(-1)?.rect.bottom).toBeGreaterThanOrEqual(box.bottom - 1)
  for (const [at, one] of seen.entries()) {
    const before = seen[at - 1]
    if (!before) continue
    expect(one.index).toBe(before.index + 1)
    expect(Math.abs(one.rect.top - before.rect.bottom)).toBeLessThan(1)
  }
}

beforeEach(() => {
  groups.value = groupsOf(count)
  stop.value = 0
  place = document.createElement('div')
  document.body.append(place)
  app = createApp(TestList)
  app.mount(place)
})
afterEach(() => {
  app.unmount()
  place.remove()
})

describe('a list of thousands', () => {
  it('has few rows in the page, and every place can be scrolled to', async () => {
    await eventually(() => expect(rows().length).toBeGreaterThan(5))
    expect(rows().length).toBeLessThan(60)
    expect(scroller().scrollHeight).toBeGreaterThan(count * 20)
    for (const share of [0.3, 0.9, 0.1, 0.5]) {
      scroller().scrollTop = scroller().scrollHeight * share
      await frames(6)
      expectNeighbours()
    }
    expect(rows().length).toBeLessThan(60)
  })

  it('goes to its ends and by pages with the keys, and shows where the focus is', async () => {
    await eventually(() => expect(row(0)).not.toBeNull())
    row(0)?.focus()
    await userEvent.keyboard('{End}')
    await eventually(() => expect(document.activeElement).toBe(row(groups.value.length * Math.floor(count / 3) - 1)))
    await frames(10)
    expect(isVisible(document.activeElement)).toBe(true)
    expectNeighbours()
    await userEvent.keyboard('{PageUp}')
    await frames(10)
    expect(isVisible(document.activeElement)).toBe(true)
    expect(stop.value).toBeGreaterThan(4900)
    expect(stop.value).toBeLessThan(4996)
    await userEvent.keyboard('{Home}{ArrowDown}')
    await eventually(() => expect(document.activeElement).toBe(row(1)))
    expect(isVisible(row(1))).toBe(true)
  })

  it('keeps the row with the focus, wherever the list is scrolled to', async () => {
    await eventually(() => expect(row(3)).not.toBeNull())
    row(3)?.focus()
    scroller().scrollTop = scroller().scrollHeight / 2
    await frames(6)
    expect(document.activeElement).toBe(row(3))
    expect(isVisible(row(3))).toBe(false)
    expectNeighbours()
    await userEvent.keyboard('{ArrowDown}')
    await eventually(() => expect(isVisible(row(1))).toBe(true))
  })

  it('shows a row that is not drawn, and lets go when the reader scrolls on', async () => {
    await reveal('4000')
    await frames(10)
    expect(isVisible(row(4000))).toBe(true)
    expect(row(4000)?.dataset['first']).toBe('4000')
    expectNeighbours()
    scroller().scrollTop = 0
    await frames(8)
    expect(isVisible(row(0))).toBe(true)
  })

  it('is drawn whole once it is short, and as a part again', async () => {
    groups.value = groupsOf(60)
    await nextTick()
    expect(rows().length).toBe(60)
    expect(scroller().firstElementChild?.getAttribute('style') ?? '').toBe('')
    groups.value = groupsOf(count)
    await frames(6)
    expect(rows().length).toBeLessThan(80)
    scroller().scrollTop = 700
    await frames(6)
    expectNeighbours()
  })
})
