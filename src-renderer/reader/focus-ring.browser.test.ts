import { userEvent } from 'vitest/browser'
import { expect, it } from 'vitest'
import { ringAround } from './focus-ring'

it('stands around the frame while keys are heard there, and not for a click', async () => {
  document.body.innerHTML =
    '<button>before</button><div data-reader-frame><div><article tabindex="0">text</article></div></div><p><i tabindex="0">alone</i></p>'
  const [content, alone] = [...document.querySelectorAll<HTMLElement>('article, i')]
  if (!content || !alone) throw new Error('nothing to focus')
  const stops = [content, alone].map(ringAround)
  const framed = () => [...document.querySelectorAll('[data-shows-focus]')].map(({ localName }) => localName)
  await userEvent.click(content)
  expect(framed()).toEqual([])
  await userEvent.keyboard('{ArrowDown}')
  await expect.poll(framed).toEqual(['div'])
  await userEvent.keyboard('{Tab}')
  expect(framed()).toEqual(['p'])
  await userEvent.keyboard('{Shift>}{Tab}{Tab}{/Shift}')
  expect(framed()).toEqual([])
  content.focus()
  stops.forEach((stop) => stop())
  expect(framed()).toEqual([])
})
