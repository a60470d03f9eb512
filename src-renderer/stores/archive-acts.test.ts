import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import { AppError } from '#shared/contract'
import { provideHost } from '@/host'
import { createFakeHost } from '../../tests/support/fake-host'
import { type Turn, useArchiveActs } from './archive-acts'
import { useNoticeStore } from './notices'
import { useToastStore } from './toasts'

const undoPlace = ref(-1)
const undoIsRedo = ref(false)
vi.mock('@/notebook', () => ({ useNotebook: () => ({ undoPlace, undoIsRedo }) }))

beforeEach(() => {
  setActivePinia(createPinia())
  provideHost(createFakeHost())
  undoPlace.value = -1
  undoIsRedo.value = false
})

describe('changes of archives', () => {
  it('are taken back in one order with the acts of the notebook', async () => {
    const acts = useArchiveActs()
    const back: string[] = []
    const change = (name: string) => acts.done(name, () => Promise.resolve(void back.push(name)))
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
    // What the notebook could do again is older than this undo.
    expect(acts.barsRedo).toBe(true)
    undoPlace.value = 5
    expect(acts.barsRedo).toBe(false)
  })

  it('are made again in the order in which they were taken back, until something new is done', async () => {
    const acts = useArchiveActs()
    const heard: string[] = []
    const turn = (name: string, word: string): Turn => {
      return () => {
        heard.push(`${word} ${name}`)
        return Promise.resolve(turn(name, word === 'undo' ? 'redo' : 'undo'))
      }
    }
    acts.done('first', turn('first', 'undo'))
    undoPlace.value = 4
    acts.done('second', turn('second', 'undo'))
    await acts.undo()
    expect(acts.redoable).toBe('second')
    // A note is undone, and the change before it.
    undoPlace.value = -1
    expect(acts.redoable).toBe('')
    await acts.undo()
    expect([acts.redoable, acts.barsRedo]).toEqual(['first', true])
    await acts.redo()
    // The note comes next.
    expect([acts.redoable, acts.barsRedo, acts.newest]).toEqual(['', false, 'first'])
    // Done again it is a new act of the journal.
    undoIsRedo.value = true
    undoPlace.value = 7
    expect(acts.redoable).toBe('second')
    await acts.redo()
    expect([acts.redoable, acts.newest, acts.isLast]).toEqual(['', 'second', true])
    expect(heard).toEqual(['undo second', 'undo first', 'redo first', 'redo second'])
    await acts.undo()
    expect(acts.redoable).toBe('second')
    undoIsRedo.value = false
    undoPlace.value = 8
    await nextTick()
    undoPlace.value = 7
    expect(acts.redoable).toBe('')
    // What cannot be made again bars those that were done after it.
    acts.done('third', () => Promise.resolve())
    acts.done('fourth', turn('fourth', 'undo'))
    await acts.undo()
    expect(acts.redoable).toBe('fourth')
    await acts.undo()
    expect(acts.redoable).toBe('')
  })

  it('stay in their place where they could not be taken back, and can be tried again', async () => {
    const acts = useArchiveActs()
    const back: string[] = []
    let refuse = true
    const busy = () =>
      Promise.reject(new AppError('conflict', 'An import runs. Wait for its end.', { archiveId: 'a', wait: true }))
    acts.done('first', () => (refuse ? busy() : Promise.resolve(void back.push('first'))))
    const toast = useToastStore().current
    acts.done('second', () => (refuse ? busy() : Promise.resolve(void back.push('second'))))
    // From the toast of the older one, and from the button.
    await toast?.undo?.()
    await acts.undo()
    expect([back, acts.newest]).toEqual([[], 'second'])
    expect(useNoticeStore().notices).toHaveLength(1)
    refuse = false
    await Promise.all([acts.undo(), acts.undo()])
    expect([back, acts.newest]).toEqual([['second'], 'first'])
    await toast?.undo?.()
    expect([back, acts.canUndo]).toEqual([['second', 'first'], false])
  })

  it('do not bar the others where they can never be taken back', async () => {
    const acts = useArchiveActs()
    acts.done('first', () => Promise.resolve())
    acts.done('second', () => Promise.reject(new AppError('not-found', 'The archive is gone.')))
    await acts.undo()
    expect(acts.newest).toBe('first')
    expect(useNoticeStore().notices).toHaveLength(1)
  })

  it('are taken back also where the library cannot be read after it', async () => {
    const gone = () => Promise.reject(new AppError('unreachable', 'Avots has stopped.'))
    provideHost(createFakeHost({ answers: { 'archives.list': gone } }))
    const acts = useArchiveActs()
    acts.done('first', () => Promise.resolve())
    await acts.undo()
    expect(acts.canUndo).toBe(false)
    expect(useToastStore().current?.message).toBe('The change of the archive was undone.')
  })
})
