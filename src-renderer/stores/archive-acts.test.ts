import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import { provideHost } from '@/host'
import { createFakeHost } from '../../tests/support/fake-host'
import { useArchiveActs } from './archive-acts'
import { useToastStore } from './toasts'

const undoPlace = ref(-1)
vi.mock('@/notebook', () => ({ useNotebook: () => ({ undoPlace }) }))

beforeEach(() => {
  setActivePinia(createPinia())
  provideHost(createFakeHost())
  undoPlace.value = -1
})

describe('changes of archives', () => {
  it('are taken back in one order with the acts of the notebook', async () => {
    const acts = useArchiveActs()
    const back: string[] = []
    const change = (name: string) => acts.done(name, () => Promise.resolve(back.push(name)))
    expect(acts.isLast).toBe(false)
    change('first')
    expect([acts.isLast, acts.newest]).toEqual([true, 'first'])
    // A note is written: it comes first now.
    undoPlace.value = 4
    expect(acts.isLast).toBe(false)
    change('second')
    expect(acts.isLast).toBe(true)
    await acts.undo()
    expect(back).toEqual(['second'])
    expect(acts.isLast).toBe(false)
    // The note is undone.
    undoPlace.value = -1
    await nextTick()
    expect([acts.isLast, acts.newest]).toEqual([true, 'first'])
    await acts.undo()
    expect([back, acts.canUndo]).toEqual([['second', 'first'], false])
  })

  it('stay where they could not be taken back, and the toast takes back its own', async () => {
    const acts = useArchiveActs()
    let refuse = true
    acts.done('first', () => (refuse ? Promise.reject(new Error('an import runs')) : Promise.resolve()))
    const toast = useToastStore().current
    acts.done('second', () => Promise.resolve())
    await toast?.undo?.()
    expect(acts.canUndo).toBe(true)
    refuse = false
    await toast?.undo?.()
    expect(acts.newest).toBe('second')
  })
})
