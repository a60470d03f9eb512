/** Another notebook comes into this one, over a host in memory: what it would bring, the act, and what is refused. */
import '../../styles/index.css'
import { AppError, type NotebookMerge } from '#shared/contract'
import { createFakeHost, type FakeHost, type FakeHostOptions } from '../../../tests/support/fake-host'
import { eventually } from '../../../tests/support/until'
import { called, pageText, see, useWholeInterface } from '../../../tests/support/whole-interface'
import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'

/** A document of the library that the notes are on. */
const [source] = createFakeHost().documents
const none = { added: 0, changed: 0, away: 0 }
const preview: NotebookMerge = {
  kind: 'journal',
  isSame: true,
  isCut: true,
  operations: 1200,
  changes: 9,
  notes: { added: 3, changed: 1, away: 0 },
  replies: { ...none, added: 1 },
  tags: { ...none, added: 2 },
  links: none,
  comparisons: none,
  versions: 1,
  documents: ['elsewhere'],
  conflictCount: 2,
  conflicts: [
    {
      table: 'annotations',
      id: 'a',
      what: 'both',
      fields: ['note', 'colour'],
      winner: 'theirs',
      docId: source?.id ?? '',
      quote: 'savstarpējās palīdzības',
      ours: 'Mūsu vārdi',
      theirs: 'Viņu vārdi',
    },
    {
      table: 'annotations',
      id: 'b',
      what: 'kept',
      fields: [],
      winner: 'ours',
      docId: source?.id ?? '',
      quote: 'bāzes',
      ours: 'Dzēsta',
      theirs: '',
    },
  ],
  listed: [
    { id: 'c', what: 'added', docId: source?.id ?? '', quote: 'robeža', now: '', then: 'Jauna piezīme' },
    { id: 'a', what: 'changed', docId: source?.id ?? '', quote: '', now: 'Mūsu vārdi', then: 'Viņu vārdi' },
  ],
}

const whole = useWholeInterface()
async function start(options: FakeHostOptions = {}): Promise<FakeHost> {
  const host = createFakeHost({
    ...options,
    answers: {
      'notebooks.previewMerge': () => preview,
      'notebooks.merge': () => ({ changes: 9 }),
      ...options.answers,
    },
  })
  await whole.start(host)
  return host
}

/** The dialog of the browser is not there in tests: files are put where it would put them. */
async function chooseFiles(button: string, names: readonly string[]): Promise<void> {
  const make = document.createElement.bind(document)
  let input: HTMLInputElement | undefined
  document.createElement = ((tag: string) => {
    const made = make(tag)
    if (made instanceof HTMLInputElement) {
      input = made
      made.click = () => undefined
    }
    return made
  }) as typeof document.createElement
  try {
    page
      .getByRole('button', { name: button })
      .element()
      .dispatchEvent(new MouseEvent('click', { bubbles: true }))
    await eventually(() => expect(input).toBeDefined())
  } finally {
    document.createElement = make
  }
  const list = new DataTransfer()
  for (const name of names) list.items.add(new File(['x'], name))
  if (!input) throw new Error('nothing asks for files')
  input.files = list.files
  input.dispatchEvent(new Event('change'))
}

async function open(): Promise<void> {
  await userEvent.click(page.getByRole('navigation').getByRole('link', { name: 'Settings' }).first())
  await userEvent.click(page.getByRole('tab', { name: 'Snapshots' }))
  await see('4 kept')
  const button = page.getByRole('button', { name: 'Merge another notebook…' }).element()
  if (button instanceof HTMLElement) button.focus()
  await userEvent.keyboard('{Enter}')
  await see('Everything of the other notebook comes into this one')
}

it('tells what would come and where both differ, and merges when told to', async () => {
  const host = await start()
  await open()
  await chooseFiles('Choose its journal or a snapshot…', ['journal-1.ndjson', 'journal-2.ndjson'])
  await see('1,200 changes, every checksum holds.')
  await see('It is a copy of this notebook')
  await see('Notes: 3 new, 1 changes.')
  await see('Tags: 2 new.')
  await see('ends in the middle of a line')
  expect(pageText()).not.toContain('Links: ')
  await see('1 reply keeps words that another version has replaced.')
  await see('1 document of the new notes is not in your library.')
  await see('Changed on both sides: 2')
  await see('There (stays on top)')
  await see('What both changed: words, colour')
  await see('Deleted on one side, changed on the other: it stays.')
  const quotes = [...document.querySelectorAll<HTMLElement>('dialog .quote')]
  expect(quotes.map(({ lang }) => lang)).toEqual(quotes.map(() => source?.metadata.languages[0]))
  expect(quotes.length).toBeGreaterThan(2)
  expect(document.querySelector('dialog del')?.textContent).toBe('Mūsu vārdi')
  const asked = called(host, 'notebooks.previewMerge')[0]?.input
  expect(asked).toEqual({ paths: ['/spool/files/journal-1.ndjson', '/spool/files/journal-2.ndjson'] })
  expect(called(host, 'notebooks.merge')).toEqual([])

  const merge = page.getByRole('dialog').getByRole('button', { name: 'Merge', exact: true }).element()
  if (merge instanceof HTMLElement) merge.focus()
  await userEvent.keyboard('{Enter}')
  await see('The notebooks are one.')
  expect(called(host, 'notebooks.merge')[0]?.input).toEqual(asked)
  await eventually(() => expect(document.querySelector('dialog[open]')).toBeNull())
  // The list shows the snapshot that was taken before.
  await eventually(() => expect(called(host, 'notebooks.snapshots')).toHaveLength(2))
})

it('says where there is nothing to do, why a notebook is refused, and that a folder holds none', async () => {
  let answer: () => NotebookMerge = () => ({ ...preview, ...{ changes: 0, notes: none, replies: none, tags: none } })
  const host = await start({ answers: { 'notebooks.previewMerge': () => answer() } })
  await open()
  const isOff = () => page.getByRole('dialog').getByRole('button', { name: 'Merge', exact: true }).element()
  await chooseFiles('Choose its journal or a snapshot…', ['a.ndjson'])
  await see('Everything in it is here already.')
  expect(isOff()).toHaveAttribute('aria-disabled', 'true')
  answer = () => {
    throw new AppError('journal-damaged', '"a.ndjson" could not be taken in: part 2 of the journal is missing.')
  }
  await chooseFiles('Choose its journal or a snapshot…', ['a.ndjson'])
  await see('part 2 of the journal is missing')
  await chooseFiles('Choose its folder…', ['notes.txt'])
  await see('There is no journal of a notebook in this folder.')
  expect(called(host, 'notebooks.previewMerge')).toHaveLength(2)
  await userEvent.keyboard('{Escape}')
  await eventually(() => expect(document.querySelector('dialog[open]')).toBeNull())
})
