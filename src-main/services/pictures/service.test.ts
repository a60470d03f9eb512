import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CallContext, DocumentModel } from '#shared/contract'
import type { Child } from '../children'
import { textModel } from '../../../tests/support/text-model'
import type { PictureRequest } from './protocol'
import { createPictures } from './service'

let folder = ''
/** What the children were asked, and how to let them answer. */
let asked: { request: PictureRequest; isKilled: () => boolean; answer(): void }[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'avots-pictures-'))
  mkdirSync(join(folder, 'programs'))
  writeFileSync(join(folder, 'programs', 'picture-child.js'), '')
  asked = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A child that writes the number of the page when it is let. */
function startChild(): Child {
  let isKilled = false
  let onOutput: (piece: Buffer) => void = () => undefined
  return {
    isAlive: () => !isKilled,
    send(message) {
      const request = message as PictureRequest
      asked.push({
        request,
        isKilled: () => isKilled,
        answer() {
          writeFileSync(request.to, `page ${request.page}`)
          onOutput(Buffer.from('{"failure":null}\n'))
        },
      })
    },
    kill: () => void (isKilled = true),
    memory: () => Promise.resolve(null),
    onOutput(listener) {
      onOutput = listener
      return () => undefined
    },
    onMessage: () => () => undefined,
    onEnd: () => () => undefined,
  }
}

const model: DocumentModel = {
  ...textModel([]),
  mediaType: 'image/tiff',
  pages: [1, 2, 3].map((n) => ({ n, label: `${n}`, start: 0, end: 0, width: 10, height: 10, unit: 'px' })),
}
const create = () =>
  createPictures({
    host: { dataFolder: folder, programs: join(folder, 'programs'), startChild },
    openDocument: () => Promise.resolve({ model }),
    locateFile: () => ({ path: folder, offset: 0, length: 1, mediaType: 'image/tiff', name: 'map.tif' }),
  })
type Pictures = ReturnType<typeof create>

const contextOf = (signal: AbortSignal = new AbortController().signal): CallContext => ({
  signal,
  progress: () => undefined,
})
const ask = (pictures: Pictures, page: number, signal?: AbortSignal) =>
  pictures.service.pagePicture({ documentId: 'd', edition: 1, page }, contextOf(signal))
const begun = (count: number) => expect.poll(() => asked.length).toBe(count)
const kept = () => readdirSync(join(folder, 'cache', 'pictures'))

it('leaves the pictures of other runs alone, but for those older than a day', async () => {
  const first = create()
  const wanted = ask(first, 1)
  await begun(1)
  asked[0]?.answer()
  const { sha256 } = await wanted
  const old = join(folder, 'cache', 'pictures', 'old.png')
  writeFileSync(old, '')
  const before = new Date(Date.now() - 25 * 60 * 60 * 1000)
  utimesSync(old, before, before)

  const second = create()
  expect(existsSync(old)).toBe(false)
  await second.close()
  expect(existsSync(first.locateFile(sha256)?.path ?? '')).toBe(true)
})

it('makes a picture again whose file is gone, and says so meanwhile', async () => {
  const pictures = create()
  const wanted = ask(pictures, 1)
  await begun(1)
  asked[0]?.answer()
  const { sha256 } = await wanted
  expect(await ask(pictures, 1)).toEqual({ sha256 })
  rmSync(join(folder, 'cache'), { recursive: true })
  expect(pictures.locateFile(sha256)).toBeNull()
  const again = ask(pictures, 1)
  await begun(2)
  asked[1]?.answer()
  expect(await again).toEqual({ sha256 })
  expect(pictures.locateFile(sha256)).not.toBeNull()
})

it('stops a picture once nobody wants it any more', async () => {
  const pictures = create()
  const [one, other] = [new AbortController(), new AbortController()]
  const first = ask(pictures, 1, one.signal)
  const second = ask(pictures, 1, other.signal)
  await begun(1)
  one.abort()
  await expect(first).rejects.toMatchObject({ code: 'cancelled' })
  expect(asked[0]?.isKilled()).toBe(false)
  other.abort()
  await expect(second).rejects.toMatchObject({ code: 'cancelled' })
  await expect.poll(() => asked[0]?.isKilled()).toBe(true)

  const again = ask(pictures, 1)
  await begun(2)
  asked[1]?.answer()
  expect(await again).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string })
  expect(kept()).toHaveLength(1)
})

it('ends with what waits for its turn, and leaves no part of a picture behind', async () => {
  const pictures = create()
  const calls = [1, 2, 3].map((page) =>
    ask(pictures, page).then(
      () => 'made',
      (error: unknown) => (error as { code: string }).code,
    ),
  )
  await begun(1)
  writeFileSync(asked[0]?.request.to ?? '', 'half')
  await pictures.close()
  expect(await Promise.all(calls)).toEqual(['cancelled', 'cancelled', 'cancelled'])
  expect(asked).toHaveLength(1)
  expect(kept()).toEqual([])
  await expect(ask(pictures, 1)).rejects.toMatchObject({ code: 'cancelled' })
})
