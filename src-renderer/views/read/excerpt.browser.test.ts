import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { h } from 'vue'
import { AppError, type DocumentModel, type DocumentSummary } from '#shared/contract'
import { cutExcerpt } from '#shared/domain/model'
import '@/styles/index.css'
import { useWorkspaceStore } from '@/stores'
import { createFakeHost, type FakeHost } from '../../../tests/support/fake-host'
import { prepareScreen, type Screen } from '../../../tests/support/mounted-screen'
import { textModel } from '../../../tests/support/text-model'
import { eventually, until } from '../../../tests/support/until'
import ReadView from './ReadView.vue'

const book = textModel(
  Array.from({ length: 4_000 }, (_, n) =>
    n % 100 === 0
      ? (['heading', `Part ${n}`] as const)
      : (['para', `Paragraph ${n}. ${'Every word of it is read. '.repeat(5)}`] as const),
  ),
)

let screen: Screen
let host: FakeHost
let long: DocumentSummary
/** The whole text is held back until this is called. */
let release: () => void
let failure: AppError | null = null
const asked: string[] = []

const { one, all } = {
  one: <T extends Element = HTMLElement>(selector: string) => screen.one<T>(selector),
  all: (selector: string) => screen.all(selector),
}
const isPiece = () => one('article[aria-busy="true"] .rd-para') !== null
const isWhole = () => one('article:not([aria-busy]) .rd-para') !== null
const sheet = () => one('.sheet') as HTMLElement
/** The first paragraph whose beginning is seen, and where it stands. */
function firstLine() {
  const top = sheet().getBoundingClientRect().top
  const found = all('.rd-para').find((element) => element.getBoundingClientRect().top >= top)
  return { words: found?.textContent?.slice(0, 20), y: Math.round((found?.getBoundingClientRect().top ?? 0) - top) }
}
const frames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))

async function open(offset: number, range = false): Promise<void> {
  const place = { screen: 'read' as const, documentId: long.id }
  if (range) useWorkspaceStore().go({ ...place, range: { start: offset, end: offset + 12 } })
  else {
    useWorkspaceStore().rememberPlace(long.id, offset)
    useWorkspaceStore().go(place)
  }
  screen.mount(() => h(ReadView))
  await until(isPiece)
  await frames()
}

beforeEach(async () => {
  asked.length = 0
  failure = null
  await page.viewport(1280, 800)
  host = createFakeHost()
  const found = host.documents.find(({ fileName }) => fileName === 'talks-moscow.lv.md')
  if (!found) throw new Error('the starter archive has no talks')
  long = found
  long = { ...found, editions: found.editions.map((edition) => ({ ...edition, length: book.text.length })) }
  const call = host.client.call.bind(host.client)
  const released = new Promise<void>((resolve) => (release = resolve))
  host.client.call = async (method, input, options) => {
    if (method.startsWith('documents.')) asked.push(method)
    const answer = await call(method, input, options)
    if (method === 'documents.list')
      return (answer as DocumentSummary[]).map((one) => (one.id === long.id ? long : one))
    const { documentId, at = 0 } = (input ?? {}) as { documentId?: string; at?: number }
    if (documentId !== long.id) return answer
    const { text, blocks } = book
    if (method === 'documents.open') {
      await released
      if (failure) throw failure
      Object.assign((answer as { model: DocumentModel }).model, { text, blocks })
    }
    if (method === 'documents.excerpt') {
      const letters = (start: number, end: number) => text.slice(start, end)
      Object.assign(answer as object, { excerpt: cutExcerpt({ model: book, length: text.length, letters }, at) })
    }
    return answer
  }
  screen = await prepareScreen(host)
})

afterEach(async () => {
  release()
  await screen.close()
})

describe('A long text', () => {
  it('is read where it was left before all of it is there, and stays so', async () => {
    const left = book.blocks[2_050]?.start ?? 0
    await open(left)
    expect(one('.read-bar .name')?.textContent).toBe(long.metadata.title.text)
    expect(firstLine().words).toBe('Paragraph 2050. Ever')
    const before = firstLine()
    expect(all('[data-n]')).toHaveLength(0)
    release()
    await until(isWhole)
    await frames()
    expect(firstLine()).toEqual(before)
    expect(one('[data-n]')).not.toBeNull()
    expect(one('.read-side [role=tree]')).not.toBeNull()
  })

  it('keeps what was scrolled to and chosen meanwhile, and the focus', async () => {
    await open(book.blocks[2_050]?.start ?? 0)
    sheet().scrollTop += 433
    await frames()
    one('article')?.focus()
    await userEvent.keyboard('{F7}')
    await userEvent.keyboard('s')
    await until(() => one('article.has-caret') && getSelection()?.toString())
    const before = { ...firstLine(), chosen: getSelection()?.toString() }
    release()
    await until(isWhole)
    await frames()
    expect({ ...firstLine(), chosen: getSelection()?.toString() }).toEqual(before)
    expect(document.activeElement).toBe(one('article'))
    expect(one('article.has-caret')).not.toBeNull()
  })

  it('is chosen as a whole by who chose all of what there was', async () => {
    await open(0)
    one('article')?.focus()
    await userEvent.keyboard('{ControlOrMeta>}a{/ControlOrMeta}')
    release()
    await until(isWhole)
    await until(() => one('.sel-bar'))
    await userEvent.keyboard('a')
    const created = () => host.ops.filter(({ table }) => table === 'annotations')
    await until(() => created().length === 1)
    expect(created()[0]).toMatchObject({ after: { targets: [{ start: 0, end: book.text.trimEnd().length }] } })
  })

  it('shows a passage that was asked for', async () => {
    const start = book.blocks[3_210]?.start ?? 0
    await open(start, true)
    const element = () => all('.rd-para').find(({ textContent }) => textContent?.startsWith('Paragraph 3210.'))
    const y = element()?.getBoundingClientRect().top ?? 0
    expect(y).toBeGreaterThan(200)
    expect(y).toBeLessThan(600)
    release()
    await until(isWhole)
    await frames()
    expect(Math.abs((element()?.getBoundingClientRect().top ?? 0) - y)).toBeLessThan(2)
  })

  it('waits for the pointer to be released before it takes the place of the piece', async () => {
    await open(0)
    one('.rd-para')?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
    release()
    await until(() => one('.read-side [role=tree]'))
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(isPiece()).toBe(true)
    dispatchEvent(new PointerEvent('pointerup'))
    await until(isWhole)
  })

  it('that turns out to be damaged is taken away, with the reason', async () => {
    failure = new AppError('damaged', 'The text is damaged.')
    await open(0)
    release()
    await until(() => screen.root.textContent?.includes('The text is damaged.'))
    expect(one('article')).toBeNull()
    expect(one('.desk')).toBeNull()
  })

  it('gives way to another document', async () => {
    await open(0)
    const other = host.documents.find(({ id }) => id !== long.id && id !== '')
    useWorkspaceStore().go({ screen: 'read', documentId: other?.id ?? '' })
    await until(isWhole)
    release()
    await frames()
    await eventually(() => expect(one('.read-bar .name')?.textContent).toBe(other?.metadata.title.text))
    expect(all('article')).toHaveLength(1)
    expect(isPiece()).toBe(false)
  })

  it('is found in when all of it is there, however early it was asked for', async () => {
    await open(0)
    ;[...screen.all<HTMLElement>('.read-bar button')].find((button) => button.textContent.trim() === 'Find')?.click()
    await until(() => one('.find-bar input'))
    await userEvent.keyboard('Paragraph 3999')
    expect(one('.find-bar [role=status]')?.textContent).toBe('')
    release()
    await until(() => one('.find-bar [role=status]')?.textContent === '1 of 1')
    expect(document.activeElement).toBe(one('.find-bar input'))
  })

  it('is asked for as a whole where no piece of it can be had, and short ones at once', async () => {
    const call = host.client.call
    host.client.call = async (method, input, options) => {
      if (method === 'documents.excerpt') throw new AppError('internal', 'No piece.')
      return call(method, input, options)
    }
    useWorkspaceStore().go({ screen: 'read', documentId: long.id })
    screen.mount(() => h(ReadView))
    release()
    await until(isWhole)
    host.client.call = call
    asked.length = 0
    const short = host.documents.find(({ id }) => id !== long.id)
    useWorkspaceStore().go({ screen: 'read', documentId: short?.id ?? '' })
    await until(() => asked.length > 0)
    expect(asked).toEqual(['documents.open'])
  })
})
