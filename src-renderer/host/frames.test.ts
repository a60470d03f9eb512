import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFrameReader, type Frame } from './frames'

test('events are the same wherever the stream is cut', () => {
  const word = fc.string().map((text) => text.replaceAll(/[\r\n]/g, ''))
  const event = fc.record({ id: fc.option(word), data: word, comment: fc.option(word) })
  const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }))
  fc.assert(
    fc.property(fc.array(event), cuts, (events, shares) => {
      const stream = events
        .map(({ id, data, comment }) => {
          const lines = [comment === null ? '' : `: ${comment}\n`, id === null ? '' : `id: ${id}\n`]
          return `${lines.join('')}data: ${data}\n\n`
        })
        .join('')
      const places = [...shares.map((share) => Math.floor(share * stream.length)), 0, stream.length].sort(
        (a, b) => a - b,
      )
      const take = createFrameReader()
      const frames: Frame[] = []
      for (const [n, from] of places.entries()) frames.push(...take(stream.slice(from, places[n + 1] ?? from)))
      expect(frames).toEqual(events.map(({ id, data }) => ({ id, data })))
    }),
  )
})

test('what did not end is no event yet', () => {
  const take = createFrameReader()
  expect(take(': open\n\nid: 7\ndata: {"a"')).toEqual([{ id: null, data: '' }])
  expect(take(':1}\n')).toEqual([])
  expect(take('\n')).toEqual([{ id: '7', data: '{"a":1}' }])
})
