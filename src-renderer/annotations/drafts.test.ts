import { beforeEach, expect, test } from 'vitest'
import { forgetDraft, keepDraft, newDraftKey, newDraftsOn } from './drafts'

beforeEach(() => localStorage.clear())

test('all new notes that were begun on a text are known, the newest first, until they are saved or discarded', () => {
  const [first, second] = [
    { start: 3, end: 9 },
    { start: 40, end: 51 },
  ]
  const draft = { note: 'Half', tagIds: [], colour: null }
  keepDraft(newDraftKey('text', first), draft)
  keepDraft(newDraftKey('text', second), draft)
  keepDraft(newDraftKey('other', first), draft)
  keepDraft('id of a note', draft)
  expect(newDraftsOn('text')).toEqual([second, first])
  forgetDraft(newDraftKey('text', second))
  expect(newDraftsOn('text')).toEqual([first])
})
