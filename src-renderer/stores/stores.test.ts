import { AppError } from '#shared/contract'
import { provideHost } from '@/host'
import { setLanguage, useI18n } from '@/locales'
import { createFakeHost } from '../../tests/support/fake-host'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { useCommandStore, useLibraryStore, useNoticeStore, usePreferencesStore, useWorkspaceStore } from './index'

afterEach(() => void vi.useRealTimers())
beforeEach(async () => {
  localStorage.clear()
  setActivePinia(createPinia())
  provideHost(createFakeHost())
  await setLanguage('en')
})

describe('preferences', () => {
  it('that an earlier version kept are completed', () => {
    localStorage.setItem('avots-preferences', JSON.stringify({ v: 1, theme: 'dark', measure: 70 }))
    expect(usePreferencesStore().current).toMatchObject({ theme: 'dark', measure: 70, wholeTexts: false })
    localStorage.setItem('avots-preferences', '{"measure": 9000')
    setActivePinia(createPinia())
    expect(usePreferencesStore().current).toMatchObject({ theme: null, measure: 66 })
  })

  it('are applied at once, kept by the host and remembered for the next start', async () => {
    const host = createFakeHost()
    provideHost(host)
    const store = usePreferencesStore()
    await store.load()
    await store.set({ theme: 'sepia', language: 'lv', textSize: 2 })
    expect(document.documentElement.dataset['theme']).toBe('sepia')
    expect(document.documentElement.style.getPropertyValue('--read-size')).toBe('20px')
    expect(useI18n().language.value).toBe('lv')
    expect(host.calls.at(-1)?.method).toBe('app.setPreferences')
    expect(JSON.parse(localStorage.getItem('avots-preferences') ?? '{}')).toMatchObject({ theme: 'sepia' })
  })

  it('go back to what they were when they cannot be kept', async () => {
    const refuse = () => {
      throw new AppError('disk-full', 'The disk is full.')
    }
    provideHost(createFakeHost({ answers: { 'app.setPreferences': refuse } }))
    const store = usePreferencesStore()
    await store.load()
    await expect(store.set({ theme: 'dark' })).rejects.toThrow('The disk is full.')
    expect(store.current.theme).toBeNull()
    expect(document.documentElement.dataset['theme']).not.toBe('dark')
  })

  it('follow the system where nothing is chosen', async () => {
    provideHost(createFakeHost({ info: { locale: 'lv-LV' } }))
    const store = usePreferencesStore()
    await store.load()
    expect(store.language).toBe('lv')
  })
})

describe('workspace', () => {
  it('goes back and forward as the browser does', () => {
    const store = useWorkspaceStore()
    const stop = store.followHistory()
    store.go({ screen: 'read', documentId: 'd1' })
    store.go({ screen: 'notes' })
    expect([store.canGoBack, store.canGoForward]).toEqual([true, false])
    dispatchEvent(
      new PopStateEvent('popstate', { state: { avots: { index: 1, place: { screen: 'read', documentId: 'd1' } } } }),
    )
    expect(store.place).toMatchObject({ screen: 'read', documentId: 'd1' })
    expect([store.canGoBack, store.canGoForward]).toEqual([true, true])
    store.go({ screen: 'settings' })
    expect(store.canGoForward).toBe(false)
    stop()
  })

  it('goes to the export of the comparison that was shown last', () => {
    const store = useWorkspaceStore()
    const stop = store.followHistory()
    store.go({ screen: 'export', comparisonId: 'c1' })
    store.go({ screen: 'compare', comparisonId: 'c2' })
    store.goToScreen('notes')
    store.goToScreen('export')
    expect(store.place).toMatchObject({ screen: 'export', comparisonId: 'c2' })
    stop()
  })

  it('returns to a screen as it was left, and steps on the edge lead back in', () => {
    const store = useWorkspaceStore()
    const stop = store.followHistory()
    store.go({ screen: 'read', documentId: 'd7' })
    store.goToScreen('library')
    store.goToScreen('read')
    expect(store.place.documentId).toBe('d7')
    const forward = vi.spyOn(history, 'forward').mockImplementation(() => undefined)
    dispatchEvent(new PopStateEvent('popstate', { state: { avots: 'edge' } }))
    expect(forward).toHaveBeenCalledOnce()
    expect(store.place.documentId).toBe('d7')
    forward.mockRestore()
    stop()
  })

  it('keeps the place and the places of documents over restarts', () => {
    vi.useFakeTimers()
    const store = useWorkspaceStore()
    store.go({ screen: 'read', documentId: 'd1' })
    store.rememberPlace('d1', 420)
    vi.advanceTimersByTime(1000)
    vi.useRealTimers()
    setActivePinia(createPinia())
    const next = useWorkspaceStore()
    expect(next.place).toMatchObject({ screen: 'read', documentId: 'd1' })
    expect(next.placeOf('d1')).toBe(420)
    expect(next.placeOf('d2')).toBe(0)
  })

  it('puts at most four documents side by side', () => {
    const store = useWorkspaceStore()
    store.compare(['a', 'b', 'c', 'd', 'e'])
    expect(store.compareDraft.map(({ siglum }) => siglum)).toEqual(['A', 'B', 'C', 'D'])
    expect(store.place.screen).toBe('compare')
  })
})

describe('library', () => {
  it('loads archives, documents and registers, and names people in the language of the interface', async () => {
    const store = useLibraryStore()
    await store.load()
    expect(store.state).toBe('ready')
    expect(store.documents.length).toBeGreaterThan(20)
    expect(store.personName('selter-karl')).toBe('Karl Selter')
    await setLanguage('lv')
    expect(store.personName('selter-karl')).toBe('Karls Selters')
    expect(store.placeName('nowhere')).toBe('nowhere')
  })

  it('reads thousands of documents in parts', async () => {
    const [first] = createFakeHost().documents
    if (!first) throw new Error('a document expected')
    const many = Array.from({ length: 1001 }, (_, index) => ({ ...first, id: `d${index}` }))
    const host = createFakeHost({ answers: { 'documents.list': () => many } })
    provideHost(host)
    const store = useLibraryStore()
    await store.load()
    expect(store.documents.map(({ id }) => id)).toEqual(many.map(({ id }) => id))
    const asked = host.calls.filter(({ method }) => method === 'documents.list').map(({ input }) => input)
    expect(asked).toEqual([0, 500, 1000].map((offset) => ({ offset, limit: 500 })))
  })

  it('never shows what is older than what was asked last, and hears what is told while it reads', async () => {
    const all = createFakeHost().documents
    const gates: (() => void)[] = []
    let known = all.slice(0, 1)
    const host = createFakeHost({
      answers: {
        'documents.list': async () => {
          const answer = known
          await new Promise<void>((resolve) => gates.push(resolve))
          return answer
        },
      },
    })
    provideHost(host)
    const store = useLibraryStore()
    store.follow()
    const first = store.load()
    await vi.waitFor(() => expect(gates).toHaveLength(1))
    known = all.slice(0, 2)
    const [second, third] = [store.load(), store.load()]
    const archives = await host.client.call('archives.list', {})
    host.emit('libraryChanged', { archives: archives.map((archive) => ({ ...archive, verification: 'damaged' })) })
    gates[0]?.()
    await first
    expect(store.documents).toHaveLength(1)
    expect(store.archives[0]?.verification).toBe('damaged')
    await vi.waitFor(() => expect(gates).toHaveLength(2))
    gates[1]?.()
    await Promise.all([second, third])
    expect(store.documents).toHaveLength(2)
    expect(gates).toHaveLength(2)
  })

  it('reads at rests while it is told again and again, and in the end what was told last', async () => {
    vi.useFakeTimers()
    const readings: number[] = []
    let seal = 'before'
    const archives = await createFakeHost().client.call('archives.list', {})
    const told = () => archives.map((archive) => ({ ...archive, seal }))
    const took = 100
    const host = createFakeHost({
      answers: {
        'archives.list': told,
        'documents.list': async () => {
          readings.push(performance.now())
          await new Promise((resolve) => setTimeout(resolve, took))
          return []
        },
      },
    })
    provideHost(host)
    const store = useLibraryStore()
    await Promise.all([store.load(), vi.advanceTimersByTimeAsync(took)])
    store.follow()
    for (let second = 0; second < 100; second += 1) {
      seal = `${second}`
      host.emit('libraryChanged', { archives: told() })
      await vi.advanceTimersByTimeAsync(took / 5)
    }
    // Two seconds, of which a fifth may go into reading.
    expect(readings.length).toBeGreaterThan(3)
    expect(readings.length).toBeLessThan(7)
    await vi.advanceTimersByTimeAsync(took * 10)
    expect(store.archives[0]?.seal).toBe('99')
    const count = readings.length
    await vi.advanceTimersByTimeAsync(took * 100)
    expect(readings).toHaveLength(count)
  })

  it('ranks in the language that the interface has when it is ready', async () => {
    const host = createFakeHost()
    provideHost(host)
    const store = useLibraryStore()
    const loading = store.load()
    await setLanguage('lv')
    await loading
    expect(store.ranks.language).toBe('lv')
    await setLanguage('en')
    await vi.waitFor(() => expect(store.ranks.language).toBe('en'))
  })

  it('hears that a check ended', async () => {
    const host = createFakeHost()
    provideHost(host)
    const store = useLibraryStore()
    await store.load()
    store.follow()
    host.emit('libraryChanged', {
      archives: store.archives.map((archive) => ({ ...archive, verification: 'damaged' })),
    })
    expect(store.archives[0]?.verification).toBe('damaged')
  })
})

describe('notices', () => {
  it('count the same failure in one banner, and show at most three failures', () => {
    const store = useNoticeStore()
    const failure = (name: string) => new AppError('not-found', `“${name}” is not there any more.`)
    store.showError('one', '', failure('a'))
    store.showError('two', '', failure('a'))
    expect(store.notices).toMatchObject([{ id: 'one', count: 2 }])
    for (const name of ['b', 'c', 'd']) store.showError(name, '', failure(name))
    expect(store.notices.map(({ id }) => id)).toEqual(['b', 'c', 'd'])
  })

  it('show the sentence of a refusal, in the language of the interface', async () => {
    const store = useNoticeStore()
    const error = new AppError('zip-corrupt', '"a.zip" is damaged at byte 7. Copy it again.')
    store.showError('open', '“a.zip” was not opened.', error)
    expect(store.notices[0]).toMatchObject({ title: '“a.zip” is damaged at byte 7.', text: 'Copy it again.' })
    await setLanguage('lv')
    store.showError('open', 'Fails „a.zip” netika atvērts.', error)
    expect(store.notices).toHaveLength(1)
    expect(store.notices[0]).toMatchObject({ title: 'Fails „a.zip” netika atvērts.', closable: true })
    expect(store.notices[0]?.text).toContain('bojāta')
  })

  it('say nothing of what the reader cancelled', () => {
    const store = useNoticeStore()
    store.showError('x', 'x', new AppError('cancelled', 'Cancelled.'))
    expect(store.notices).toEqual([])
  })
})

describe('commands', () => {
  it('are there while their owner is, and run only when they can', () => {
    const store = useCommandStore()
    const run = vi.fn()
    const scope = effectScope()
    scope.run(() =>
      store.register([{ id: 'a.do', title: () => 'Do', run, enabled: () => run.mock.calls.length === 0 }]),
    )
    expect(store.run('a.do')).toBe(true)
    expect(store.run('a.do')).toBe(false)
    expect(run).toHaveBeenCalledOnce()
    scope.stop()
    expect(store.all).toEqual([])
  })
})
