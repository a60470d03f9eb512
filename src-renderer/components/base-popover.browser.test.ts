import { afterEach, expect, it } from 'vitest'
import { createApp, h, nextTick, ref } from 'vue'
import BasePopover from './BasePopover.vue'

let end = () => undefined as void
afterEach(() => end())

it('stays open while something else scrolls, and closes when what holds its anchor does', async () => {
  const root = document.createElement('div')
  root.innerHTML =
    '<div class="a" style="height: 60px; overflow: auto"><button>T</button><p style="height: 500px"></p></div>' +
    '<div class="b" style="height: 60px; overflow: auto"><p style="height: 500px"></p></div><div class="app"></div>'
  document.body.append(root)
  const part = (selector: string) => root.querySelector<HTMLElement>(selector) ?? root
  const open = ref(false)
  const app = createApp(() =>
    h(
      BasePopover,
      {
        open: open.value,
        'onUpdate:open': (to: boolean) => void (open.value = to),
        anchor: part('button'),
        label: 'T',
      },
      () => h('button', 'Larger'),
    ),
  )
  app.mount(part('.app'))
  end = () => {
    app.unmount()
    root.remove()
  }
  const scroll = async (selector: string) => {
    const scrolled = new Promise((resolve) => part(selector).addEventListener('scroll', resolve, { once: true }))
    part(selector).scrollTop = 40
    await scrolled
    await nextTick()
  }
  open.value = true
  await nextTick()
  await nextTick()
  await scroll('.b')
  expect(open.value).toBe(true)
  await scroll('.a')
  expect(open.value).toBe(false)
})
