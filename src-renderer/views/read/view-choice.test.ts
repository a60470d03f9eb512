import { beforeEach, expect, test } from 'vitest'
import { rememberView, viewChoiceOf } from './view-choice'

beforeEach(() => localStorage.clear())

test('how a document was looked at is remembered, whatever lies in the storage', () => {
  expect(viewChoiceOf('d1')).toBeNull()
  rememberView('d1', { view: 'pages', zoom: 'page', rotation: 90, brightness: 120 })
  rememberView('d2', { view: 'text' })
  expect(viewChoiceOf('d1')).toEqual({ view: 'pages', zoom: 'page', rotation: 90, brightness: 120 })
  localStorage.setItem('avots-read-views', '[["d1", {"view": "sideways"}]]')
  expect(viewChoiceOf('d1')).toBeNull()
})
