import { expect, it } from 'vitest'
import { createApp, h, nextTick, ref } from 'vue'
import SegmentedControl from './SegmentedControl.vue'

it('chooses with arrows, Home and End, and leaves out what is disabled', async () => {
  const chosen = ref('a')
  const options = ['a', 'b', 'c'].map((value) => ({ value, label: value, disabled: value === 'c' }))
  const root = document.body.appendChild(document.createElement('div'))
  const app = createApp({
    render: () =>
      h(SegmentedControl<string>, {
        ...{ options, label: 'Letters', modelValue: chosen.value },
        'onUpdate:modelValue': (value: string) => (chosen.value = value),
      }),
  })
  app.mount(root)
  const press = async (key: string) => {
    root.querySelector('[role=radiogroup]')?.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }))
    await nextTick()
    return chosen.value
  }
  expect([await press('End'), await press('ArrowRight'), await press('End'), await press('Home')]).toEqual([
    'b',
    'a',
    'b',
    'a',
  ])
  app.unmount()
  root.remove()
})
