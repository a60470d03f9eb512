import { expect, test } from 'vitest'
import type { ImportBatch, ImportItem, QueuedFile } from '../archives'
import { withEarlier } from './earlier'

const spool = '/data/spool/0123456789abcdef01234567/files'
const other = 'C:\\avots\\spool\\abcdef0123456789abcdef01\\files'
const file = (path: string, more: Partial<QueuedFile> = {}): QueuedFile => ({ path, name: 'x', size: 1, ...more })
const item = (n: number, path: string, outcome: Partial<NonNullable<ImportItem['outcome']>>): ImportItem => ({
  n,
  part: [],
  path,
  name: 'x',
  size: 1,
  outcome: { path, status: 'ok', warnings: [], ...outcome },
})
const batch = (...items: ImportItem[]): ImportBatch => ({
  id: 1,
  at: '2026-11-29T00:00:00.000Z',
  inputs: [],
  options: {},
  scanned: true,
  finished: true,
  editions: 0,
  items: new Map(items.map((one) => [String(one.n), one])),
})
const editions = (files: readonly QueuedFile[], ...items: ImportItem[]) =>
  withEarlier(files, [batch(...items)], (id) => id !== 'gone').map(({ editionOf }) => editionOf)

test('a file is known by its path, the latest time counts', () => {
  const items = [item(1, '/a/1.txt', { documentId: 'old' }), item(2, '/a/1.txt', { documentId: 'new', edition: 2 })]
  expect(editions([file('/a/1.txt'), file('/a/2.txt'), file('/b/1.txt')], ...items)).toEqual([
    'new',
    undefined,
    undefined,
  ])
})

test('what was handed over is known by its path below the folder that was chosen', () => {
  const items = [item(1, `${spool}/Mape/1.txt`, { documentId: 'd' })]
  expect(editions([file(`${other}\\2.txt`), file(`${spool.replace('0123', '4567')}/Mape/1.txt`)], ...items)).toEqual([
    undefined,
    'd',
  ])
})

test('duplicates, pages of other documents, archives and what is gone say nothing', () => {
  const items = [
    item(1, '/a/1.txt', { status: 'duplicate', documentId: 'd' }),
    item(2, '/a/2.png', { documentId: 'd', tied: { what: 'image', pages: [1], to: 'a.xml' } }),
    item(3, '/a/3.txt', { documentId: 'gone' }),
    item(4, '/a/4.zip', { documentId: 'd' }),
  ]
  const files = [file('/a/1.txt'), file('/a/2.png'), file('/a/3.txt'), file('/a/4.zip', { archive: true })]
  expect(editions(files, ...items)).toEqual([undefined, undefined, undefined, undefined])
})

test('the document that is there counts, not one that was taken out or could not be read since', () => {
  const items = [
    item(1, '/a/1.txt', { documentId: 'd' }),
    item(2, '/a/1.txt', { documentId: 'gone' }),
    item(3, '/a/2.txt', { documentId: 'd' }),
    { ...item(4, '/a/2.txt', { status: 'refused', documentId: 'stub' }), editionOf: 'd' },
    // One that could never be read becomes a text when it can.
    item(5, '/a/3.txt', { status: 'refused', documentId: 'stub' }),
  ]
  expect(editions([file('/a/1.txt'), file('/a/2.txt'), file('/a/3.txt')], ...items)).toEqual(['d', 'd', 'stub'])
})

test('what was read anew names no place: its path is a bare name', () => {
  const anew = { ...batch(item(1, '1.jpg', { documentId: 'd' })), options: { recognise: ['lav' as const] } }
  expect(withEarlier([file(`${spool}/1.jpg`)], [anew], () => true)[0]).not.toHaveProperty('editionOf')
})
