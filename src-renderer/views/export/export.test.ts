import {
  AppError,
  type Alignment,
  type Annotation,
  type Comparison,
  type ComparisonInput,
  type Report,
} from '#shared/contract'
import { provideHost } from '@/host'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { choicesOf, inputOf } from './choices'
import { countAll } from './counts'
import { useSaveWhenReady } from './save-when-ready'
import { type ReportState, useReport } from './use-report'
import { fitting, stepped } from './zoom'

const at = '2026-11-23T00:00:00.000Z'
const comparison: Comparison = {
  v: 1,
  id: 'c',
  title: 'Trīs pakti',
  kind: 'versions',
  panes: [
    { documentId: 'a', siglum: 'A' },
    { documentId: 'b', siglum: 'B' },
  ],
  rows: [{ cells: [[0, 10], null] }],
  created: at,
  updated: at,
  rev: 1,
  deletedAt: null,
}

describe('choices', () => {
  it('are those of the last export, else what most readers want', () => {
    expect(choicesOf(comparison, 'lv')).toMatchObject({
      scope: 'rows',
      language: 'lv',
      style: 'iso-690',
      tagIndex: false,
    })
    const kept = { ...comparison, options: { scope: 'all', language: 'en', notes: false } as const }
    expect(choicesOf(kept, 'lv')).toMatchObject({ scope: 'all', language: 'en', notes: false })
    expect(choicesOf({ ...comparison, rows: [], options: { scope: 'rows' } }, 'lv').scope).toBe('all')
  })

  it('make the input of the export, without what only tells when it was saved', () => {
    const input = inputOf(comparison, choicesOf(comparison, 'en'), 'Anna', { colourNames: { A: 'Bases' } })
    expect(input).toMatchObject({ author: 'Anna', colourNames: { A: 'Bases' }, options: { language: 'en' } })
    for (const key of ['id', 'rev', 'updated', 'created', 'deletedAt', 'v']) expect(input).not.toHaveProperty(key)
  })
})

describe('counts', () => {
  const alignment: Alignment = {
    engine: '',
    rows: [
      {
        cells: [
          [0, 5],
          [0, 5],
        ],
        blocks: [[], []],
        kind: 'heading',
        score: 1,
        pinned: false,
      },
      {
        cells: [
          [5, 10],
          [5, 9],
        ],
        blocks: [[], []],
        kind: 'passage',
        score: 1,
        pinned: false,
      },
      { cells: [[10, 20], null], blocks: [[], []], kind: 'passage', score: 1, pinned: false },
    ],
    differences: [
      { pane: 0, start: 6, end: 8, kind: 'changed', group: 0, row: 1, others: [] },
      { pane: 1, start: 6, end: 8, kind: 'changed', group: 0, row: 1, others: [] },
      { pane: 0, start: 12, end: 14, kind: 'added', group: 1, row: 2, others: [] },
    ],
    groups: 2,
    notCompared: [],
  }
  const note = (id: string, docId: string, start: number, text: string): Annotation => ({
    id,
    targets: [
      { kind: 'text', docId, editionId: `${docId}.1`, start, end: start + 2, exact: '', prefix: '', suffix: '' },
    ],
    kind: 'note',
    colour: 'A',
    tagIds: [],
    note: text,
    created: at,
    updated: at,
    rev: 1,
    deletedAt: null,
  })
  const notes = [note('1', 'a', 2, 'x'), note('2', 'a', 15, 'x'), note('3', 'a', 3, ' '), note('4', 'z', 2, 'x')]

  it('follow the scope', () => {
    expect(countAll(comparison, 'rows', notes, alignment, () => undefined)).toEqual({
      rows: 1,
      all: 2,
      notes: 1,
      differences: 1,
      references: 2,
      pins: 0,
    })
    const noted = { ...comparison, rows: (comparison.rows ?? []).map((row) => ({ ...row, note: 'said of the row' })) }
    expect(countAll(noted, 'rows', notes, alignment, () => undefined)).toMatchObject({ rows: 1, notes: 2 })
    expect(countAll(comparison, 'all', notes, alignment, () => undefined)).toMatchObject({ notes: 2, differences: 2 })
    expect(countAll(comparison, 'all', notes, null, () => undefined)).toMatchObject({ all: null, differences: null })
  })
})

describe('saving', () => {
  it('that is asked for while the pages are made waits for them, and not for those that fail', async () => {
    const state = ref<ReportState>('working')
    const save = vi.fn()
    const { ask, waits } = useSaveWhenReady(state, save)
    ask()
    expect([save.mock.calls.length, waits.value]).toEqual([0, true])
    state.value = 'ready'
    await nextTick()
    expect([save.mock.calls.length, waits.value]).toEqual([1, false])
    ask()
    expect(save).toHaveBeenCalledTimes(2)
    state.value = 'working'
    await nextTick()
    ask()
    state.value = 'failed'
    await nextTick()
    state.value = 'ready'
    await nextTick()
    expect(save).toHaveBeenCalledTimes(2)
  })
})

describe('zoom', () => {
  it('fits the width and goes by steps', () => {
    expect(fitting(842, 784)).toBeCloseTo(0.698, 3)
    expect(stepped(0.698, 1)).toBe(0.75)
    expect(stepped(0.698, -1)).toBe(0.67)
    expect(stepped(3, 1)).toBe(3)
  })
})

describe('useReport', () => {
  const calls: {
    input: ComparisonInput
    signal: AbortSignal
    resolve(report: Report): void
    reject(error: Error): void
  }[] = []
  const made = (sha: string): Report => ({
    sha256: sha,
    mediaType: '',
    name: '',
    bytes: 1,
    warnings: [],
    milliseconds: 1,
  })
  const flush = async () => {
    await Promise.resolve()
    await nextTick()
    await Promise.resolve()
  }

  beforeEach(() => {
    vi.useFakeTimers()
    calls.length = 0
    const call = (
      _method: string,
      { comparison: input }: { comparison: ComparisonInput },
      { signal }: { signal: AbortSignal },
    ) =>
      new Promise<Report>((resolve, reject) => {
        calls.push({ input, signal, resolve, reject })
        signal.addEventListener('abort', () => reject(new AppError('cancelled', 'cancelled')))
      })
    provideHost({
      pathOf: null,
      spool: () => Promise.reject(new Error('not used')),
      client: {
        call: call,
        on: () => () => undefined,
        onResumed: () => () => undefined,
        onInterrupted: () => () => undefined,
      },
      info: {
        host: 'browser',
        version: '',
        platform: '',
        dataFolder: '',
        locale: '',
        filesBase: '',
        dialogs: false,
      },
      fileUrl: (sha256) => sha256,
      upload: () => Promise.reject(new Error()),
      saveBytes: () => Promise.resolve(false),
    })
  })

  const input = (title: string): ComparisonInput => ({ title, kind: 'versions', panes: comparison.panes })
  function open() {
    const wanted = ref<ComparisonInput | null>(input('one'))
    const scope = effectScope()
    const report = scope.run(() => useReport(() => wanted.value))
    if (!report) throw new Error('no scope')
    return { wanted, scope, report }
  }

  it('makes the first at once, later ones after a pause, and ends what is outdated', async () => {
    const { wanted, scope, report } = open()
    expect(calls).toHaveLength(1)
    wanted.value = input('two')
    await nextTick()
    expect(calls[0]?.signal.aborted).toBe(true)
    wanted.value = input('three')
    await nextTick()
    expect(calls).toHaveLength(1)
    vi.advanceTimersByTime(400)
    expect(calls.map(({ input: { title } }) => title)).toEqual(['one', 'three'])
    calls[1]?.resolve(made('3'))
    await flush()
    expect(report.state.value).toBe('ready')
    expect(report.report.value?.sha256).toBe('3')
    scope.stop()
  })

  it('shows progress after a second; cancelling keeps the pages of before', async () => {
    const { wanted, scope, report } = open()
    calls[0]?.resolve(made('1'))
    await flush()
    wanted.value = input('two')
    await nextTick()
    vi.advanceTimersByTime(400)
    expect(report.isLong.value).toBe(false)
    vi.advanceTimersByTime(1000)
    expect(report.isLong.value).toBe(true)
    report.cancel()
    await flush()
    expect(calls[1]?.signal.aborted).toBe(true)
    expect([report.state.value, report.report.value?.sha256, report.isLong.value]).toEqual(['stopped', '1', false])
    scope.stop()
  })

  it('tells why it failed, and is idle where there is nothing to make', async () => {
    const { wanted, scope, report } = open()
    calls[0]?.reject(new AppError('unknown-document', 'Not there.'))
    await flush()
    expect([report.state.value, report.error.value?.message]).toEqual(['failed', 'Not there.'])
    wanted.value = null
    await nextTick()
    expect(report.state.value).toBe('idle')
    scope.stop()
  })
})
