import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { h } from 'vue'
import type { Block, DocumentModel, Input } from '#shared/contract'
import { compareEditions } from '#shared/domain/alignment'
import { romanValue } from '#shared/domain/language'
import '@/styles/index.css'
import { useHost } from '@/host'
import type { Notebook } from '@/notebook'
import { useCommandStore, useLibraryStore, useToastStore, useWorkspaceStore } from '@/stores'
import { createFakeHost, type FakeHost } from '../../../tests/support/fake-host'
import { prepareScreen, type Screen } from '../../../tests/support/mounted-screen'
import { until } from '../../../tests/support/until'
import CompareView from './CompareView.vue'

let screen: Screen
let root: HTMLElement
let host: FakeHost
let notebook: Notebook
let pacts: string[]

const all = <T extends Element = HTMLElement>(selector: string) => [...root.querySelectorAll<T>(selector)]
const flow = (pane: number) => all('.pane .flow')[pane] ?? root
/** Heading of an article in a pane: the models of the fake host get them below. */
const article = (pane: number, title: string) => {
  const found = [...flow(pane).querySelectorAll<HTMLElement>('.is-article')].find(
    ({ textContent }) => textContent === title,
  )
  if (!found) throw new Error(`no ${title} in pane ${pane}`)
  return found
}
const isCurrent = (element: Element) => element.classList.contains('is-current')
const summary = () => root.querySelector('.tool-bar .summary')?.textContent.trim() ?? ''

/** The fake host cuts paragraphs only; headings of articles are what the alignment of pacts lives of. */
function withArticles(model: DocumentModel): DocumentModel {
  const blocks = model.blocks.map((block): Block => {
    const number = /^([IVX]+) pants$/.exec(model.text.slice(block.start, block.end))?.[1]
    const value = number === undefined ? null : romanValue(number)
    return value === null ? block : { ...block, kind: 'heading', level: 2, attrs: { article: String(value) } }
  })
  return { ...model, blocks }
}

beforeEach(async () => {
  await page.viewport(1280, 800)
  const models = new Map<string, DocumentModel>()
  const plain = createFakeHost()
  host = createFakeHost({
    answers: {
      'documents.open': async (input) => {
        const { documentId } = input as Input<'documents.open'>
        const opened = await plain.client.call('documents.open', { documentId })
        const model = withArticles(opened.model)
        models.set(documentId, model)
        return { ...opened, model }
      },
      'comparisons.align': async (input) => {
        const { kind, panes, pins = [], folding } = input as Input<'comparisons.align'>
        const opened = await Promise.all(
          panes.map(({ documentId }) => plain.client.call('documents.open', { documentId })),
        )
        return compareEditions({
          panes: opened.map(({ model }) => ({ model: withArticles(model), lang: model.lang ?? '' })),
          kind,
          pins,
          ...(folding ? { folding } : {}),
        })
      },
      'comparisons.suggestKind': () => ({ kind: 'versions' }),
    },
  })
  screen = await prepareScreen(host)
  ;({ root, notebook } = screen)
  pacts = ['estonia', 'latvia', 'lithuania'].flatMap(
    (name) => useLibraryStore().documents.find(({ fileName }) => fileName === `${name}-pact.lv.xml`)?.id ?? [],
  )
  root.style.cssText = 'position: fixed; inset: 0 0 0 76px; display: flex'
})
afterEach(() => screen.close())

const mount = () => screen.mount(() => h(CompareView))

async function openPacts(): Promise<void> {
  useWorkspaceStore().compare(pacts)
  mount()
  await until(() => /\d+ differences/.test(summary()) && all('.is-article').length > 20)
}

describe('an open comparison', () => {
  it('shows each text with its signs, and joins what corresponds', async () => {
    await openPacts()
    expect(all('.pane')).toHaveLength(3)
    expect(all('.pane .sig').map(({ textContent }) => textContent)).toEqual(['I', 'L', 'E'])
    expect(CSS.highlights.get('rd-chg')?.size).toBeGreaterThan(10)
    expect(summary()).toMatch(/^\d+ differences$/)
    article(0, 'II pants').click()
    await until(() => isCurrent(article(0, 'II pants')))
    expect(isCurrent(article(1, 'II pants'))).toBe(true)
    expect(isCurrent(article(2, 'III pants'))).toBe(true)
    article(0, 'II pants').scrollIntoView({ block: 'center' })
    await until(() => root.querySelector('.rib.cur')?.getAttribute('d'))
  })

  it('follows by passage, and leaves a pane alone that is unlocked', async () => {
    await openPacts()
    const apart = () =>
      Math.abs(article(0, 'IV pants').getBoundingClientRect().top - article(2, 'VI pants').getBoundingClientRect().top)
    flow(0).scrollTop += article(0, 'IV pants').getBoundingClientRect().top - flow(0).getBoundingClientRect().top - 150
    await until(() => flow(2).scrollTop > 0)
    await until(() => apart() < 120)
    const before = flow(2).scrollTop
    all('.pane')[2]?.querySelector<HTMLElement>('.acts button')?.click()
    await until(() => all('.pane')[2]?.classList.contains('unlocked'))
    flow(0).scrollTop = 0
    await until(() => flow(1).scrollTop < 40)
    expect(flow(2).scrollTop).toBe(before)
  })

  it('goes from difference to difference and shows it in every pane', async () => {
    await openPacts()
    expect(useCommandStore().run('compare.next')).toBe(true)
    await until(() => summary().startsWith('Difference 1 of'))
    useCommandStore().run('compare.next')
    await until(() => summary().startsWith('Difference 2 of'))
    expect(all('.rd-ring').length).toBeGreaterThan(1)
    useCommandStore().run('compare.previous')
    useCommandStore().run('compare.previous')
    await until(() => /^Difference (\d+) of \1$/.test(summary()))
  })

  it('takes the focus when nothing else has it, so that its keys act from the start', async () => {
    await openPacts()
    await until(() => document.activeElement === flow(0).querySelector('.rd-content'))
    ;(document.activeElement as HTMLElement).blur()
    useCommandStore().run('compare.next')
    await until(() => summary().startsWith('Difference 1 of'))
    expect(document.activeElement).toBe(flow(0).querySelector('.rd-content'))
    await userEvent.keyboard('k')
    await until(() => all('.kept').length === 1)
    // What the reader has chosen keeps the focus.
    all<HTMLButtonElement>('.group .popover-menu button')[0]?.focus()
    useCommandStore().run('compare.next')
    await until(() => summary().startsWith('Difference 2 of'))
    expect(document.activeElement).toBe(all('.group .popover-menu button')[0])
  })

  it('hears its letters also from the tool bar and the overview, where the pointer has left the focus', async () => {
    await openPacts()
    article(0, 'II pants').click()
    await until(() => isCurrent(article(0, 'II pants')))
    all<HTMLButtonElement>('.group .popover-menu button')[0]?.focus()
    await userEvent.keyboard('k')
    await until(() => all('.kept').length === 1)
    root.querySelector<HTMLElement>('[role=scrollbar]')?.focus()
    await userEvent.keyboard('f')
    await until(() => all('.pane').some((pane) => pane.classList.contains('unlocked')))
    ;(document.activeElement as HTMLElement).blur()
    all('.tool-bar .summary')[0]?.click()
    expect(document.activeElement?.className).toContain('rd-content')
  })

  it('gives the focus to the pane that was asked for while its name was edited', async () => {
    await openPacts()
    all<HTMLButtonElement>('.compare-title h1 button')[0]?.click()
    await until(() => document.activeElement?.matches('.compare-title input'))
    await userEvent.keyboard('Trīs{Alt>}2{/Alt}')
    await until(() => all('.compare-title h1')[0]?.textContent.trim() === 'Trīs')
    expect(document.activeElement).toBe(flow(1).querySelector('.rd-content'))
  })

  it('goes from pair to pair where nothing is doubtful and no difference is shown', async () => {
    await openPacts()
    all('.segmented button')[1]?.click()
    await until(() => summary().includes('pairs'))
    useCommandStore().run('compare.next')
    await until(() => all('.is-current').length > 0)
    const first = all('.is-current')
    useCommandStore().run('compare.next')
    await until(() => all('.is-current').length > 0 && !all('.is-current').some((one) => first.includes(one)))
  })

  it('saves at the next opening what a closed page had no time for', async () => {
    const saved = await notebook.saveComparison({
      title: 'Three pacts',
      kind: 'versions',
      panes: pacts.map((documentId, index) => ({ documentId, siglum: 'ELT'.charAt(index) })),
      rows: [],
    })
    const unsaved = (rev: number, title: string) =>
      localStorage.setItem(`avots-comparison-unsaved ${saved.id}`, JSON.stringify({ rev, record: { ...saved, title } }))
    unsaved(saved.rev, 'Closed too soon')
    useWorkspaceStore().go({ screen: 'compare' })
    mount()
    await until(() => all('.list-row').some(({ textContent }) => textContent.includes('Closed too soon')))
    await until(() => localStorage.getItem(`avots-comparison-unsaved ${saved.id}`) === null)
    // Changed elsewhere since: the newer one stays.
    unsaved(saved.rev, 'Older')
    mount()
    await until(() => localStorage.getItem(`avots-comparison-unsaved ${saved.id}`) === null)
    expect((await notebook.comparison(saved.id))?.title).toBe('Closed too soon')
  })

  it('keeps rows with a note, saves them by itself, and takes a deletion back', async () => {
    await openPacts()
    article(0, 'III pants').click()
    article(0, 'III pants').closest<HTMLElement>('.rd-content')?.focus()
    await userEvent.keyboard('k')
    await until(() => all('.kept').length === 1)
    const comparisons = notebook.comparisons()
    await until(() => comparisons.value.length === 1)
    expect(comparisons.value[0]?.rows?.[0]?.cells.every((cell) => cell !== null)).toBe(true)
    expect(comparisons.value[0]?.title).toContain('Igaunijas')
    await until(() => useWorkspaceStore().place.comparisonId === comparisons.value[0]?.id)

    all('.kept')[0]?.focus()
    await userEvent.keyboard('n')
    await userEvent.keyboard('Only Lithuania names no places.')
    await until(() => comparisons.value[0]?.rows?.[0]?.note === 'Only Lithuania names no places.')
    await userEvent.keyboard('{Escape}')
    await until(() => document.activeElement === all('.kept')[0])
    await userEvent.keyboard('{Delete}')
    await until(() => all('.kept').length === 0)
    const undo = await until(() => useToastStore().current?.undo)
    // What was kept since stays.
    article(0, 'I pants').click()
    article(0, 'I pants').closest<HTMLElement>('.rd-content')?.focus()
    await userEvent.keyboard('k')
    await until(() => all('.kept').length === 1)
    await undo?.()
    await until(() => all('.kept').length === 2)
    expect(all('.kept')[0]?.textContent).toContain('Only Lithuania names no places.')
  })

  it('codes passages with the digits of tags, as Read does', async () => {
    const tag = await notebook.addTag({ name: 'Bāzes', colour: 'D', digit: 2 })
    await openPacts()
    flow(1).querySelector<HTMLElement>('.rd-content')?.focus()
    await userEvent.keyboard('{F7}s')
    await until(() => root.querySelector('.sel-bar'))
    await userEvent.keyboard('2')
    await until(() => host.ops.at(-1)?.table === 'annotations')
    expect(host.ops.at(-1)).toMatchObject({ verb: 'create', after: { colour: 'D', tagIds: [tag.id] } })
  })

  it('pins two places with two keys, and aligns anew', async () => {
    await openPacts()
    article(0, 'I pants').click()
    article(0, 'I pants').closest<HTMLElement>('.rd-content')?.focus()
    await userEvent.keyboard('p')
    article(2, 'I pants').click()
    await until(() => isCurrent(article(2, 'I pants')) && isCurrent(article(0, 'I pants')))
    await until(() => root.querySelector('.ribbons .pin'))
    const pins = () => {
      const last = host.calls.findLast(({ method }) => method === 'comparisons.align')
      return (last?.input as Input<'comparisons.align'>).pins
    }
    expect(pins()).toHaveLength(1)
    const undo = useToastStore().current?.undo
    article(0, 'III pants').click()
    article(0, 'III pants').closest<HTMLElement>('.rd-content')?.focus()
    await userEvent.keyboard('p')
    article(2, 'III pants').click()
    await until(() => pins()?.length === 2)
    const newest = pins()?.[0]
    // The toast spoke of the first one.
    await undo?.()
    await until(() => pins()?.length === 1)
    expect(pins()).toEqual([newest])
  })

  it('changes its kind, its panes and what counts as a difference', async () => {
    await openPacts()
    all('.group .popover-menu button')[0]?.click()
    await until(() => root.querySelectorAll('[role=menuitemcheckbox]').length === 4)
    all('[role=menuitemcheckbox]')[3]?.click()
    const last = () => host.calls.findLast(({ method }) => method === 'comparisons.align')
    await until(() => (last()?.input as Input<'comparisons.align'>).folding?.punctuation === true)
    await until(() => /\d+ differences/.test(summary()))
    all('.segmented button')[1]?.click()
    await until(() => summary().includes('pairs'))
    all('.pane')[0]?.querySelector<HTMLElement>('.acts .popover-menu button')?.click()
    await until(() => root.querySelector('[role=menuitem]'))
    all('[role=menuitem]').at(-1)?.click()
    await until(() => all('.pane').length === 2)
    expect(all('.pane .sig').map(({ textContent }) => textContent)).toEqual(['L', 'E'])
  })

  it('becomes tabs on a narrow screen, at the same passage', async () => {
    await page.viewport(780, 700)
    await openPacts()
    expect(all('.tabs [role=tab]')).toHaveLength(3)
    article(0, 'IV pants').click()
    await until(() => isCurrent(article(2, 'VI pants')))
    all('.tabs [role=tab]')[2]?.click()
    await until(() => getComputedStyle(all('.pane')[2] ?? root).visibility === 'visible')
    expect(getComputedStyle(all('.pane')[0] ?? root).visibility).toBe('hidden')
  })
})

describe('without an open comparison', () => {
  it('offers a new one, and lists those that are saved', async () => {
    useWorkspaceStore().go({ screen: 'compare' })
    mount()
    await until(() => root.querySelector('.empty-state'))
    await notebook.saveComparison({
      title: 'Three pacts',
      kind: 'versions',
      panes: pacts.map((documentId, index) => ({ documentId, siglum: 'ELT'.charAt(index) })),
      rows: [],
    })
    await until(() => all('.list-row').length === 1)
    all('.list-row button.open')[0]?.click()
    await until(() => all('.pane').length === 3)
    expect(root.querySelector('h1')?.textContent.trim()).toBe('Three pacts')
    expect(useHost().info.host).toBe('browser')
  })

  it('says that a comparison is gone', async () => {
    useWorkspaceStore().go({ screen: 'compare', comparisonId: 'nowhere' })
    mount()
    await until(() => root.querySelector('.missing .notice'))
    expect(root.querySelector('.missing')?.textContent).toContain('not in the notebook')
  })
})
