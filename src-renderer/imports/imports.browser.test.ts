/** Importing over a host in memory: new archive, files, panel, report, seal, by keys and pointer. */
import '../styles/index.css'
import { AppError, type ArchiveSummary, type ImportProgress, type ImportReport } from '#shared/contract'
import { createFakeHost, type FakeHost, type FakeHostOptions } from '../../tests/support/fake-host'
import { eventually } from '../../tests/support/until'
import { called, pageText, see, useWholeInterface } from '../../tests/support/whole-interface'
import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { addFiles, showReport, sealArchive } from './index'

const work: ArchiveSummary = {
  id: 'vestules',
  kind: 'work',
  title: { lv: 'Vēstules' },
  description: {},
  language: 'lv',
  path: '/data/archives/vestules',
  bytes: 10,
  documents: 3,
  seal: '',
  starter: false,
  addedAt: '2026-11-25T09:00:00.000Z',
  verification: 'unchecked',
}
const counts = { ok: 0, partial: 0, refused: 0, duplicate: 0 }
const running: ImportProgress = {
  archiveId: work.id,
  importId: 1,
  state: 'running',
  files: 10_000,
  filesDone: 6,
  bytes: 21_000_000,
  bytesDone: 14_000_000,
  secondsLeft: 130,
  counts: { ...counts, ok: 5, refused: 1 },
  current: 'a.txt',
}
const report = (files: number): ImportReport => ({
  archiveId: work.id,
  importId: 1,
  at: '2026-11-25T10:00:00.000Z',
  finished: true,
  summary: { ...counts, ok: files - 1, refused: 1 },
  outcomes: Array.from({ length: files }, (_, n) => ({
    path: `/data/spool/${'a'.repeat(24)}/files/Mape/fails-${n}.txt`,
    warnings: [],
    ...(n === 7
      ? { status: 'refused' as const, code: 'password', message: '"fails-7.txt" is locked with a password.' }
      : { status: 'ok' as const, documentId: `d${n}`, characters: 12 }),
  })),
})

const whole = useWholeInterface()
async function start(options: FakeHostOptions = {}): Promise<FakeHost> {
  const host = createFakeHost({
    ...options,
    answers: { 'archives.list': () => [work], 'documents.importReport': () => report(10_000), ...options.answers },
  })
  await whole.start(host)
  return host
}
const button = (name: string) => page.getByRole('button', { name, exact: true })

it('makes a new archive and imports what was dropped into it', async () => {
  const host = await start({ answers: { 'archives.create': () => work, 'documents.import': () => report(2) } })
  const data = new DataTransfer()
  data.items.add(new File(['viens'], 'a.txt'))
  dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }))
  await see('1 file, 5 bytes')
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Archive' }), 'New archive')
  await userEvent.click(button('Import'))
  await see('Give the archive a title.')
  await userEvent.fill(page.getByRole('textbox', { name: 'Title' }), 'Vēstules')
  await userEvent.click(button('Import'))
  await eventually(() => expect(called(host, 'documents.import')).toHaveLength(1))
  expect(called(host, 'archives.create')[0]?.input).toEqual({ title: 'Vēstules', language: 'en' })
  const input = { archiveId: work.id, paths: ['/spool/files/a.txt'], newArchive: true, detached: true }
  expect(called(host, 'documents.import')[0]?.input).toEqual(input)
})

it('keeps no new archive for which no file was handed over', async () => {
  const empty = { ...work, documents: 0 }
  const answers = { 'archives.list': () => [empty], 'archives.create': () => empty, 'archives.remove': () => ({}) }
  const host = await start({ answers })
  host.spool = () => Promise.reject(new AppError('cancelled', 'Stopped.'))
  const data = new DataTransfer()
  data.items.add(new File(['viens'], 'a.txt'))
  dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }))
  await see('1 file, 5 bytes')
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Archive' }), 'New archive')
  await userEvent.fill(page.getByRole('textbox', { name: 'Title' }), 'Vēstules')
  await userEvent.click(button('Import'))
  await see('the archive “Vēstules” was not kept')
  expect(called(host, 'archives.remove')[0]?.input).toEqual({ archiveId: work.id, discard: true })
  expect(called(host, 'documents.import')).toEqual([])
})

it('tells of no bytes before it knows how many there are', async () => {
  const host = await start({ answers: { 'documents.import': () => report(1) } })
  let tell: (done: number, total: number) => void = () => undefined
  host.spool = (_files, { onProgress }) => {
    tell = onProgress
    return new Promise(() => undefined)
  }
  const data = new DataTransfer()
  data.items.add(new File(['viens'], 'a.txt'))
  dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }))
  await see('1 file, 5 bytes')
  await userEvent.click(button('Import'))
  await see('Preparing…')
  expect(pageText()).not.toContain('of 0 bytes')
  tell(2_000, 5_000)
  await see('2 kB of 5 kB')
})

it('asks what becomes of changed files where the archive has some, and takes the answer along', async () => {
  const host = await start({ answers: { 'documents.import': () => report(2) } })
  const data = new DataTransfer()
  data.items.add(new File(['viens'], 'a.txt'))
  dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }))
  const choice = page.getByRole('checkbox', { name: 'A file that has changed since becomes a new edition' })
  // From which folder a browser has its files, nobody knows: the reader does.
  await expect.element(choice).not.toBeChecked()
  document.querySelector<HTMLInputElement>('.changed input')?.focus()
  await userEvent.keyboard(' ')
  await userEvent.click(button('Import'))
  await eventually(() => expect(called(host, 'documents.import')).toHaveLength(1))
  expect(called(host, 'documents.import')[0]?.input).toMatchObject({ archiveId: work.id, changed: 'editions' })
})

it('finds a running import after a reload, pauses, goes on and stops it, and can be made small', async () => {
  const summary = { archiveId: work.id, importId: 1, at: work.addedAt, finished: false, summary: counts, running }
  const done = () => ({})
  const host = await start({
    answers: {
      'documents.imports': () => [summary],
      'documents.pauseImport': done,
      'documents.cancelImport': done,
    },
  })
  await see('Importing 10,000 files into “Vēstules”')
  await see('6 of 10,000 done · 14 MB of 21 MB · about 2 min left')
  await userEvent.click(button('Pause'))
  expect(called(host, 'documents.pauseImport')[0]?.input).toEqual({ archiveId: work.id, paused: true })
  host.emit('importProgressed', { ...running, state: 'paused' })
  await see('Paused: 10,000 files')
  await userEvent.click(button('Go on'))
  expect(called(host, 'documents.pauseImport')[1]?.input).toEqual({ archiveId: work.id, paused: false })
  await userEvent.click(button('Make the panel small'))
  expect(pageText()).not.toContain('Cancel import')
  await userEvent.click(button('Show the whole panel'))
  await userEvent.click(button('Cancel import'))
  expect(called(host, 'documents.cancelImport')[0]?.input).toEqual({ archiveId: work.id })
  const ended = { ...counts, ok: 9_800, partial: 100, refused: 60, duplicate: 40 }
  host.emit('importProgressed', { ...running, state: 'finished', filesDone: 10_000, counts: ended })
  // Refused ones and duplicates were not imported.
  await see('9,900 files imported into “Vēstules”')
  await see('fails-7.txt is locked'.slice(0, 11))
  expect(document.querySelectorAll('.virtual-row').length).toBeLessThan(40)
})

it('shows one of several imports, and leads to the others, also to one that was paused', async () => {
  const other = { ...work, id: 'raksti', title: { lv: 'Raksti' } }
  const host = await start({ answers: { 'archives.list': () => [work, other], 'documents.pauseImport': () => ({}) } })
  await see('Add files')
  const panel = () => document.querySelector('.import-panel')?.textContent ?? ''
  host.emit('importProgressed', { ...running, state: 'paused' })
  await eventually(() => expect(panel()).toContain('Paused: 10,000 files into “Vēstules”'))
  const second = { ...running, archiveId: other.id, files: 20, filesDone: 3 }
  host.emit('importProgressed', second)
  await eventually(() => expect(panel()).toMatch(/^Importing 20 files into “Raksti”/))
  await userEvent.click(button('Paused: 10,000 files into “Vēstules”'))
  expect(panel()).toMatch(/^Paused/)
  expect(document.activeElement?.textContent).toMatch(/^Paused/)
  host.emit('importProgressed', { ...second, filesDone: 4 })
  await userEvent.click(button('Go on'))
  expect(called(host, 'documents.pauseImport')[0]?.input).toEqual({ archiveId: work.id, paused: false })
  host.emit('importProgressed', { ...second, state: 'finished', filesDone: 20, counts: { ...counts, ok: 20 } })
  host.emit('importProgressed', { ...running, state: 'stopped' })
  await eventually(() => expect(panel()).toMatch(/^Import into “Vēstules” stopped/))
})

it('asks for the list of imports when one begins or ends, not for each step of it', async () => {
  const host = await start()
  await see('Add files')
  const asked = () => called(host, 'documents.imports').length
  await eventually(() => expect(asked()).toBeGreaterThan(0))
  const before = asked()
  for (let filesDone = 1; filesDone < 6; filesDone += 1) {
    host.emit('importProgressed', { ...running, filesDone })
    await see(`${filesDone} of 10,000 done`)
  }
  expect(asked()).toBe(before + 1)
})

it('offers to go on with an import that was cut off', async () => {
  const cut = { archiveId: work.id, importId: 1, at: work.addedAt, finished: false, summary: counts }
  const answers = { 'documents.imports': () => [cut], 'documents.resumeImport': () => report(3) }
  const host = await start({ answers })
  await see('The import into “Vēstules” is not finished.')
  await userEvent.click(button('Go on').first())
  await eventually(() => expect(called(host, 'documents.resumeImport')).toHaveLength(1))
  await eventually(() => expect(pageText()).not.toContain('is not finished'))
})

it('undoes a stopped import, tells how much left, and puts it back', async () => {
  const undone = { documentIds: ['d1', 'd2'], archives: 0 }
  const host = await start({
    answers: { 'documents.undoImport': () => undone, 'documents.restore': () => ({}) },
  })
  host.emit('importProgressed', { ...running, state: 'stopped' })
  await userEvent.click(button('Undo the import'))
  await see('2 documents of the import were taken out.')
  expect(called(host, 'documents.undoImport')[0]?.input).toEqual({ archiveId: work.id, importId: 1 })
  await eventually(() => expect(document.querySelector('.import-panel')).toBeNull())
  await userEvent.click(button('Undo').last())
  const back = { archiveId: work.id, documentIds: undone.documentIds }
  await eventually(() => expect(called(host, 'documents.restore')[0]?.input).toEqual(back))
})

it('tells that an archive went with the import that made it', async () => {
  const undone = { documentIds: ['d1'], archives: 0, editions: 0, archiveRemoved: true }
  const host = await start({ answers: { 'documents.undoImport': () => undone, 'documents.restore': () => ({}) } })
  host.emit('importProgressed', { ...running, state: 'stopped' })
  await userEvent.click(button('Undo the import'))
  await see('with it the archive “Vēstules”')
  await userEvent.click(button('Undo').last())
  await eventually(() => expect(called(host, 'documents.restore')).toHaveLength(1))
})

it('shows a report of 10,000 files in a few rows, filtered, with the keys', async () => {
  await start()
  showReport(work.id, 1)
  await see('fails-0.txt')
  const rows = () => [...document.querySelectorAll<HTMLElement>('dialog .virtual-row')]
  expect(rows().length).toBeLessThan(40)
  rows()[0]?.focus()
  await userEvent.keyboard('{End}')
  await eventually(() => expect(document.activeElement?.textContent).toContain('fails-9999.txt'))
  await userEvent.fill(page.getByRole('textbox', { name: 'Find a file or a reason' }), 'password')
  await eventually(() => expect(rows()).toHaveLength(1))
  expect(rows()[0]?.textContent).toContain('“fails-7.txt” is locked with a password.')
  await userEvent.click(button('Close').first())
})

it('seals, and tells where the file lies and its checksum', async () => {
  const sealed = { path: '/data/sealed/vestules.avots.zip', bytes: 1200, seal: 'f'.repeat(64) }
  const host = createFakeHost({ answers: { 'archives.list': () => [work], 'archives.seal': () => sealed } })
  const saved: string[] = []
  const saveBytes = (_url: string, name: string) => Promise.resolve(saved.push(name) > 0)
  await whole.start({ ...host, saveBytes })
  sealArchive(work)
  await see('3 documents with their originals')
  await userEvent.keyboard('{Enter}')
  await see('The archive is sealed.')
  await see(sealed.path)
  await see(sealed.seal)
  expect(saved).toEqual([])
  await userEvent.click(button('Save a copy…'))
  expect(saved).toEqual(['vestules.avots.zip'])
  await userEvent.keyboard('{Escape}')
  await eventually(() => expect(document.querySelector('dialog')).toBeNull())
})

it('asks for files before it begins', async () => {
  const host = await start()
  addFiles(null, work.id)
  await see('Nothing is chosen yet.')
  await userEvent.click(button('Import'), { force: true })
  expect(called(host, 'documents.import')).toHaveLength(0)
  await userEvent.keyboard('{Escape}')
})
