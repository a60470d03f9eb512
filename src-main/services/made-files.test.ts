import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createMadeFiles } from './made-files'

let folder = ''
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'avots-made-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const hour = 60 * 60 * 1000
const start = Date.UTC(2026, 10, 29, 10)
function put(name: string, at: number, bytes = 10): void {
  writeFileSync(join(folder, name), 'x'.repeat(bytes))
  utimesSync(join(folder, name), new Date(at), new Date(at))
}
const names = () => readdirSync(folder).sort()

it('takes away what is older than a day, at the start and later on', () => {
  put('old', start - 25 * hour)
  put('recent', start - 23 * hour)
  let now = start
  const made = createMadeFiles(folder, { now: () => now })
  expect(names()).toEqual(['recent'])
  now += 2 * hour
  put('new', now)
  made.added()
  expect(names()).toEqual(['new'])
})

it('takes away the oldest where there is too much, never what was made a moment ago', () => {
  let now = start
  const made = createMadeFiles(folder, { now: () => now, most: 25 })
  put('a', start - 3 * hour)
  put('b', start - 2 * hour)
  put('c', start, 100)
  now += 1
  made.added()
  expect(names()).toEqual(['a', 'b', 'c'])
  now += hour / 2
  made.added()
  expect(names()).toEqual(['c'])
  put('d', now, 1)
  now += hour
  made.added()
  expect(names()).toEqual(['d'])
})

it('does without a folder', () => {
  expect(() => createMadeFiles(join(folder, 'none')).added()).not.toThrow()
})
