import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { h } from 'vue'
import { AppError, type DocumentModel, type DocumentSummary } from '#shared/contract'
import { excerptOf } from '#shared/domain/model'
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
const pressFind = () =>
  screen
    .all<HTMLElement>('.read-bar button')
    .find((button) => button.textContent.trim() === 'Find')
    ?.click()
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
      Object.assign(answer as object, { excerpt: excerptOf(book, at) })
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

  it('takes keys that mean all of it when all of it is there', async () => {
    await open(0)
    one('article')?.focus()
    await userEvent.keyboard('{ControlOrMeta>}a{/ControlOrMeta}')
    expect(getSelection()?.toString()).toBe('')
    await userEvent.keyboard('a')
    release()
    await until(isWhole)
    const created = () => host.ops.filter(({ table }) => table === 'annotations')
    await until(() => created().length === 1)
    expect(created()[0]).toMatchObject({
      after: { colour: 'A', targets: [{ start: 0, end: book.text.trimEnd().length }] },
    })
  })

  it('goes to its end, also by keys that were pressed before it was there', async () => {
    await open(0)
    one('article')?.focus()
    await userEvent.keyboard('{F7}{Control>}{End}{/Control}')
    release()
    await until(isWhole)
    await until(() => all('.rd-para').some(({ textContent }) => textContent?.startsWith('Paragraph 3999.')))
    expect(document.activeElement).toBe(one('article'))
  })

  it('scrolls to its end, too, without a caret', async () => {
    await open(0)
    one('article')?.focus()
    await userEvent.keyboard('{End}')
    release()
    await until(isWhole)
    await until(() => all('.rd-para').some(({ textContent }) => textContent?.startsWith('Paragraph 3999.')))
    expect(sheet().scrollTop).toBeGreaterThan(50_000)
  })

  it('marks a sentence that was chosen before, and forgets the keys that were taken back', async () => {
    await open(0)
    one('article')?.focus()
    await userEvent.keyboard('{F7}')
    await userEvent.keyboard('s')
    await until(() => getSelection()?.toString())
    await userEvent.keyboard('c{Escape}e')
    release()
    await until(isWhole)
    const created = () => host.ops.filter(({ table }) => table === 'annotations')
    await until(() => created().length === 1)
    expect(created()[0]).toMatchObject({ after: { colour: 'E' } })
  })

  it('leaves the focus where somebody writes, and gives the caret back afterwards', async () => {
    await open(0)
    one('article')?.focus()
    await userEvent.keyboard('{F7}')
    pressFind()
    await until(() => one('.find-bar input'))
    await userEvent.keyboard('Para')
    release()
    await until(isWhole)
    await frames()
    await userEvent.keyboard('graph 399')
    expect(one<HTMLInputElement>('.find-bar input')?.value).toBe('Paragraph 399')
    await userEvent.keyboard('{Escape}')
    await until(() => document.activeElement === one('article'))
    expect(one('article.has-caret')).not.toBeNull()
  })

  it('forgets keys that were pressed in it by who writes elsewhere now, and what follows one that opens a form', async () => {
    await open(0)
    one('article')?.focus()
    await userEvent.keyboard('{F7}s')
    await until(() => getSelection()?.toString())
    await userEvent.keyboard('c')
    pressFind()
    await until(() => one('.find-bar input'))
    await userEvent.keyboard('every')
    release()
    await until(isWhole)
    await until(() => one('.find-bar [role=status]')?.textContent !== '')
    await userEvent.keyboard(' word')
    expect(one<HTMLInputElement>('.find-bar input')?.value).toBe('every word')
    expect(host.ops.filter(({ table }) => table === 'annotations')).toEqual([])
  })

  it('opens the form of a note that was asked for before, and takes nothing of what was typed for a command', async () => {
    await open(0)
    one('article')?.focus()
    await userEvent.keyboard('{F7}s')
    await until(() => getSelection()?.toString())
    await userEvent.keyboard('nab1')
    release()
    await until(isWhole)
    await until(() => document.activeElement instanceof HTMLTextAreaElement)
    expect(host.ops.filter(({ table }) => table === 'annotations')).toEqual([])
  })

  it('is left where it was scrolled to for another document, too', async () => {
    await open(book.blocks[2_050]?.start ?? 0)
    sheet().scrollTop += 1_500
    await frames()
    const top = book.text.indexOf(`${firstLine().words}`)
    const other = host.documents.find(({ id }) => id !== long.id)
    useWorkspaceStore().go({ screen: 'read', documentId: other?.id ?? '' })
    await until(isWhole)
    expect(Math.abs(useWorkspaceStore().placeOf(long.id) - top)).toBeLessThan(200)
  })

  it('does not move by what is chosen in it', async () => {
    await open(book.blocks[2_050]?.start ?? 0)
    const before = firstLine()
    const text = all('.rd-para').find(({ textContent }) => textContent?.startsWith('Paragraph 2051.'))?.firstChild
    if (text) getSelection()?.setBaseAndExtent(text, 2, text, 40)
    await until(() => CSS.highlights.get('rd-selected')?.size === 1)
    release()
    await until(isWhole)
    await frames()
    expect(firstLine()).toEqual(before)
    await until(() => one('.sel-bar'))
  })

  it('keeps the line that was scrolled to, where the caret is elsewhere, too', async () => {
    await open(book.blocks[2_050]?.start ?? 0)
    one('article')?.focus()
    await userEvent.keyboard('{F7}')
    sheet().scrollTop += 2_500
    await frames()
    const before = firstLine()
    release()
    await until(isWhole)
    await frames()
    expect(firstLine()).toEqual(before)
    expect(one('article.has-caret')).not.toBeNull()
  })

  it('keeps which end of a selection moves, and one that was given up', async () => {
    const start = book.blocks[3_210]?.start ?? 0
    await open(start, true)
    expect(getSelection()?.toString()).toBe('Paragraph 32')
    one('article')?.focus()
    await userEvent.keyboard('{F7}{ArrowRight}{ArrowLeft}{Shift>}{ArrowLeft}{ArrowLeft}{/Shift}')
    const chosen = await until(() => getSelection()?.toString())
    release()
    await until(isWhole)
    await frames()
    expect(getSelection()?.toString()).toBe(chosen)
    await userEvent.keyboard('{Shift>}{ArrowLeft}{/Shift}')
    await until(() => getSelection()?.toString().length === (chosen?.length ?? 0) + 1)
  })

  it('does not choose again what was given up', async () => {
    await open(book.blocks[3_210]?.start ?? 0, true)
    one('article')?.focus()
    await userEvent.keyboard('{Escape}')
    release()
    await until(isWhole)
    await frames()
    expect(getSelection()?.toString()).toBe('')
    expect(CSS.highlights.get('rd-selected')?.size ?? 0).toBe(0)
  })

  it('is left where it was scrolled to, also before all of it is there', async () => {
    await open(book.blocks[2_050]?.start ?? 0)
    sheet().scrollTop += 1_500
    await frames()
    const { words } = firstLine()
    const top = book.text.indexOf(`${words}`)
    screen.mount(() => h('p'))
    const left = useWorkspaceStore().placeOf(long.id)
    expect(Math.abs(left - top)).toBeLessThan(200)
    release()
  })

  it('leaves the panel as it was', async () => {
    const short = host.documents.find(({ id }) => id !== long.id)
    useWorkspaceStore().go({ screen: 'read', documentId: short?.id ?? '' })
    screen.mount(() => h(ReadView))
    await until(isWhole)
    const tab = () => one('.read-side [role=radio][aria-checked=true]')?.textContent?.trim()
    ;[...screen.all<HTMLElement>('.read-side [role=radio]')]
      .find(({ textContent }) => textContent.trim() === 'Notes')
      ?.click()
    await until(() => tab() === 'Notes')
    useWorkspaceStore().go({ screen: 'read', documentId: long.id })
    await until(isPiece)
    release()
    await until(isWhole)
    await until(() => tab() === 'Notes')
  })

  it('has its panel over the text on a narrow window, and keeps it open', async () => {
    await page.viewport(700, 800)
    await open(0)
    one('.drawer-button')?.click()
    await until(() => one('.side.drawer')?.checkVisibility())
    release()
    await until(isWhole)
    await frames()
    expect(one('.read-side.drawer')?.checkVisibility()).toBe(true)
  })

  it('does not wait for a piece that does not come', async () => {
    const call = host.client.call
    host.client.call = (method, input, options) =>
      method === 'documents.excerpt' ? new Promise<never>(() => undefined) : call(method, input, options)
    release()
    useWorkspaceStore().go({ screen: 'read', documentId: long.id })
    screen.mount(() => h(ReadView))
    await until(isWhole)
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

  it('waits for the pointer to be released, and for the click that follows, before it takes the place of the piece', async () => {
    await open(0)
    const paragraph = one('.rd-para')
    let clicked = false
    paragraph?.addEventListener('click', () => (clicked = true))
    paragraph?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
    release()
    await until(() => one('.read-side [role=tree]'))
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(isPiece()).toBe(true)
    dispatchEvent(new PointerEvent('pointerup'))
    paragraph?.click()
    expect(clicked && paragraph?.isConnected).toBe(true)
    await until(isWhole)
  })

  it('never waits for another button, nor for one whose release nobody told of', async () => {
    await open(0)
    one('.rd-para')?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 2 }))
    one('.rd-para')?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
    dispatchEvent(new PointerEvent('pointermove', { buttons: 0 }))
    release()
    await until(isWhole)
  })

  it('is not waited for by another document while a button is down', async () => {
    await open(0)
    one('.rd-para')?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
    const other = host.documents.find(({ id }) => id !== long.id)
    useWorkspaceStore().go({ screen: 'read', documentId: other?.id ?? '' })
    await until(isWhole)
    expect(one('.read-bar .name')?.textContent).toBe(other?.metadata.title.text)
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
    pressFind()
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
