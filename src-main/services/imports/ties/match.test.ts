import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMatcher, relativePath } from './match'

const matcher = (...paths: string[]) => createMatcher(paths.map((path) => ({ path })))
const found = (paths: string[], at: string, name: string) => {
  const one = matcher(...paths).find(at, name)
  return one && [one.file.path, one.how]
}

test('the very path goes before the name, the name before the stem', () => {
  const files = ['/in/img/1.jpg', '/in/alto/1.jpg', '/in/alto/1.tif']
  expect(found(files, '/in/alto/1.xml', '../img/1.jpg')).toEqual(['/in/img/1.jpg', 'path'])
  expect(found(files, '/in/alto/1.xml', '1.jpg')).toEqual(['/in/alto/1.jpg', 'path'])
  expect(found(files, '/in/alto/1.xml', 'img\\1.jpg')).toEqual(['/in/img/1.jpg', 'name'])
  expect(found(files, '/in/alto/1.xml', '1.png')).toEqual(['/in/alto/1.jpg', 'stem'])
})

test('names fold letters and forms where one file only fits', () => {
  expect(found(['/in/A\u0304.JPG'], '/in/a.xml', '\u0101.jpg')).toEqual(['/in/A\u0304.JPG', 'path'])
  expect(found(['/in/p.JPG', '/in/P.jpg'], '/in/a.xml', 'p.Jpg')).toBeNull()
})

test('addresses are matched by their last parts, and never fetched', () => {
  const files = ['/in/scans/f1.jpg', '/in/scans/f2.jpg', '/in/old/f2.jpg']
  expect(found(files, '/in/manifest.json', 'https://example.org/x/f1.jpg?w=2')).toEqual(['/in/scans/f1.jpg', 'name'])
  expect(found(files, '/in/manifest.json', 'https://example.org/scans/f2.jpg')).toEqual(['/in/scans/f2.jpg', 'name'])
  expect(found(files, '/in/manifest.json', 'https://example.org/f2.jpg')).toBeNull()
  const service = 'https://example.org/iiif/scans%2Ff1.jpg/full/max/0/default.jpg'
  expect(found([...files, '/in/default.jpg'], '/in/manifest.json', service)).toEqual(['/in/scans/f1.jpg', 'name'])
  expect(found(['/in/f1.jpg'], '/in/manifest.json', 'https://example.org/iiif/3/f1/full/max/0/default.jpg')).toEqual([
    '/in/f1.jpg',
    'stem',
  ])
})

test('METS addresses with a scheme and escapes', () => {
  expect(found(['/in/images/a b.tif'], '/in/mets.xml', 'file://images/a%20b.tif')).toEqual([
    '/in/images/a b.tif',
    'path',
  ])
  expect(found(['/in/images/1.tif'], '/in/mets.xml', 'file:///D:/scan/images/1.tif')).toEqual([
    '/in/images/1.tif',
    'name',
  ])
})

test('files far from the transcription are not meant', () => {
  expect(found(['/other/deep/1.jpg'], '/in/a/b/1.xml', '1.jpg')).toBeNull()
  expect(found(['/in/x/1.jpg'], '/in/a/1.xml', '../../../../1.jpg')).toEqual(['/in/x/1.jpg', 'name'])
})

test('a picture with the name of the transcription', () => {
  const files = matcher('/in/p_001.png', '/in/p_001.jpg', '/in/p_002.xml', '/other/p_001.jpg')
  expect(files.beside('/in/p_001.xml')).toEqual({ file: { path: '/in/p_001.jpg' }, how: 'stem' })
  expect(files.beside('/in/p_002.xml')).toBeNull()
})

test('files that a browser handed over are where they were in what was dropped', () => {
  const spool = (id: string, path: string) => `/data/spool/${id.repeat(24)}/files/${path}`
  const files = [spool('a', 'mape/img/1.jpg')]
  expect(found(files, spool('b', 'mape/alto/1.xml'), '../img/1.jpg')).toEqual([files[0], 'path'])
})

test('whatever a name says, only a file that was given is found', () => {
  const files = ['/in/a/1.jpg', '/in/b/2.png', '/in/3.tif']
  const part = fc.constantFrom(
    '..',
    '.',
    'a',
    'b',
    '1.jpg',
    '2.png',
    '3',
    '',
    'C:',
    'file://',
    '%2e%2e',
    'etc',
    'passwd',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), fc.constantFrom('/', '\\'), (parts, sign) => {
      const one = matcher(...files).find('/in/a/t.xml', parts.join(sign))
      expect(one === null || files.includes(one.file.path)).toBe(true)
    }),
  )
})

test('where a file lies as seen from another', () => {
  expect(relativePath('/in/alto/1.xml', '/in/alto/1.jpg')).toBe('1.jpg')
  expect(relativePath('/in/alto/1.xml', '/in/img/1.jpg')).toBe('../img/1.jpg')
  expect(relativePath('/in/a.xml', '/in/img/x/1.jpg')).toBe('img/x/1.jpg')
  expect(relativePath('/home/a/b/c/d.xml', '/mnt/1.jpg')).toBe('1.jpg')
})
