/** The whole interface over a host in memory, in a real browser: what a reader does with keys and pointer. */
import '../styles/index.css'
import { AppError } from '#shared/contract'
import { makeOp } from '#shared/domain/records'
import { createFakeHost, type FakeHost, type FakeHostOptions } from '../../tests/support/fake-host'
import { eventually } from '../../tests/support/until'
import { pageText, see, useWholeInterface } from '../../tests/support/whole-interface'
import { describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'

const whole = useWholeInterface()

async function start(options: FakeHostOptions = {}): Promise<FakeHost> {
  const host = createFakeHost(options)
  await whole.start(host)
  return host
}

const rows = () => [...document.querySelectorAll<HTMLElement>('[data-row]')]
const row = (index: number) => {
  const found = rows()[index]
  if (!found) throw new Error(`no row ${index}`)
  return found
}

describe('the library', () => {
  it('filters by type, tells how many are left, and clears', async () => {
    const { documents } = await start()
    await eventually(() => expect(rows()).toHaveLength(documents.length))
    await userEvent.click(page.getByText('Pact', { exact: true }))
    const pacts = documents.filter(({ metadata }) => metadata.type === 'pact').length
    expect(rows()).toHaveLength(pacts)
    await see(`${pacts} of ${documents.length} documents`)
    await userEvent.click(page.getByText('Clear filters'))
    expect(rows()).toHaveLength(documents.length)
  })

  it('filters by date with the keys of a handle', async () => {
    const { documents } = await start()
    await eventually(() => expect(rows()).toHaveLength(documents.length))
    const from = document.querySelector<HTMLElement>('[role="slider"]')
    from?.focus()
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}')
    expect(from?.getAttribute('aria-valuetext')).toBe('1 Oct 1939')
    expect(rows().length).toBeLessThan(documents.length)
    await userEvent.keyboard('{Home}')
    expect(rows()).toHaveLength(documents.length)
  })

  it('goes through rows with arrows, chooses with Space, compares, and comes back', async () => {
    await start()
    await eventually(() => expect(rows().length).toBeGreaterThan(3))
    row(0).focus()
    await userEvent.keyboard('{ArrowDown}')
    expect(document.activeElement).toBe(row(1))
    const title = row(1).querySelector('.t')?.textContent?.trim() ?? '-'
    expect(document.querySelector('[data-region="end"] h2')?.textContent?.trim()).toBe(title)
    await userEvent.keyboard(' {ArrowDown} ')
    await userEvent.click(page.getByText('Compare selected'))
    expect(location.hash).toBe('#/compare')
    history.back()
    await eventually(() => expect(location.hash).toBe('#/library'))
  })

  it('sorts by a column both ways', async () => {
    await start()
    await eventually(() => expect(rows().length).toBeGreaterThan(3))
    await userEvent.click(page.getByRole('button', { name: 'Title' }))
    expect(document.querySelector('[aria-sort]')?.getAttribute('aria-sort')).toBe('ascending')
    await userEvent.click(page.getByRole('button', { name: 'Title' }))
    expect(document.querySelector('[aria-sort]')?.getAttribute('aria-sort')).toBe('descending')
  })

  it('tells why an archive that was dropped is refused, until the notice is closed', async () => {
    const refuse = () => {
      throw new AppError('zip-structure', '"bad.zip" is no whole zip file. Copy it again.')
    }
    const host = await start({ answers: { 'archives.open': refuse } })
    const data = new DataTransfer()
    data.items.add(new File(['x'], 'bad.zip'))
    dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }))
    await see('“bad.zip” is no whole zip file. Copy it again.')
    expect(host.calls.map(({ method }) => method)).toContain('archives.open')
    await userEvent.click(page.getByRole('button', { name: 'Close' }))
    expect(pageText()).not.toContain('no whole zip file')
  })

  it('offers to import what is dropped as an archive and is none', async () => {
    const refuse = () => {
      throw new AppError('not-an-archive', '"soma.zip" is a bag, but not an archive of Avots.')
    }
    await start({ answers: { 'archives.open': refuse } })
    const bag = new DataTransfer()
    bag.items.add(new File(['x'], 'soma.zip'))
    dispatchEvent(new DragEvent('drop', { dataTransfer: bag, cancelable: true }))
    await see('“soma.zip” is no archive of Avots.')
    await userEvent.click(page.getByRole('button', { name: 'Import what is in it…' }))
    await see('1 file, 1 byte')
    expect(pageText()).not.toContain('is no archive of Avots')
    await userEvent.click(page.getByRole('button', { name: 'Cancel' }))
    await eventually(() => expect(document.querySelector('dialog[open]')).toBeNull())
  })

  it('is empty with one way on', async () => {
    const host = await start({ empty: true })
    await see('The library is empty')
    await userEvent.click(page.getByRole('button', { name: 'Restore the starter archive' }))
    await eventually(() => expect(host.calls.map(({ method }) => method)).toContain('archives.restoreStarter'))
  })
})

describe('the shell', () => {
  it('opens a document from the palette by keys alone', async () => {
    await start()
    await eventually(() => expect(rows().length).toBeGreaterThan(3))
    await userEvent.keyboard('{Control>}k{/Control}')
    await eventually(() => expect(document.activeElement?.getAttribute('role')).toBe('combobox'))
    await userEvent.keyboard('sarunas maskava{Enter}')
    await eventually(() => expect(location.hash).toBe('#/read'))
  })

  it('does nothing from a palette that was closed while the documents were still looked for', async () => {
    await start()
    await eventually(() => expect(rows().length).toBeGreaterThan(3))
    await userEvent.keyboard('{Control>}k{/Control}')
    await eventually(() => expect(document.activeElement?.getAttribute('role')).toBe('combobox'))
    await userEvent.keyboard('sarunas maskava')
    const dialog = document.querySelector('dialog[open]')
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    dialog?.dispatchEvent(new Event('cancel', { cancelable: true }))
    await eventually(() => expect(document.querySelector('dialog[open]')).toBeNull())
    // What waited would have acted by now.
    await userEvent.keyboard('{Shift}')
    expect(location.hash).toBe('#/library')
  })

  it('runs a command from the palette, and switches the language everywhere at once', async () => {
    await start()
    await eventually(() => expect(rows().length).toBeGreaterThan(3))
    await userEvent.keyboard('{Control>}k{/Control}')
    await eventually(() => expect(document.activeElement?.getAttribute('role')).toBe('combobox'))
    await userEvent.keyboard('>latviesu{Enter}')
    await see('Bibliotēka')
    expect(document.documentElement.lang).toBe('lv')
    expect(pageText()).toContain('Pakti')
    await userEvent.keyboard('{Control>}k{/Control}')
    await eventually(() =>
      expect(document.querySelector('dialog[open]')?.textContent).toMatch(/· (latviešu|krievu|angļu)/),
    )
    await userEvent.keyboard('{Escape}')
    await eventually(() => expect(document.querySelector('dialog[open]')).toBeNull())
  })

  it('goes round the regions with F6', async () => {
    await start()
    await eventually(() => expect(rows().length).toBeGreaterThan(3))
    const seen: string[] = []
    for (let n = 0; n < 6; n += 1) {
      await userEvent.keyboard('{F6}')
      seen.push(document.activeElement?.closest<HTMLElement>('[data-region]')?.dataset['region'] ?? '-')
    }
    expect(seen).toEqual(['titlebar', 'rail', 'toolbar', 'start', 'main', 'end'])
  })

  it('shows the keys with ?, and gives the focus back', async () => {
    await start()
    await eventually(() => expect(rows().length).toBeGreaterThan(3))
    row(0).focus()
    await userEvent.keyboard('?')
    await eventually(() => expect(document.querySelector('dialog[open]')?.textContent).toContain('Everywhere'))
    await userEvent.keyboard('{Escape}')
    await eventually(() => expect(document.querySelector('dialog[open]')).toBeNull())
    await eventually(() => expect(document.activeElement).toBe(row(0)))
  })

  it('says once that the notebook was read anew, in words that go by themselves', async () => {
    const host = createFakeHost()
    const times = { created: '2026-11-20T10:00:00.000Z', updated: '2026-11-20T10:00:00.000Z' }
    const tag = { id: 't1', parentId: '', name: 'Bāzes', nameKey: 'bāzes', colour: null, note: '', rev: 1, ...times }
    const change = { table: 'tags' as const, before: null, after: { ...tag, deletedAt: null } }
    const origin = { opId: 'o1', time: times.created, actor: 'reader', device: 'test', clock: 1 }
    await host.client.call('notebooks.commit', { ops: [makeOp(change, origin)] })
    for (const { name = '' } of await indexedDB.databases()) indexedDB.deleteDatabase(name)
    await whole.start(host)
    await eventually(() =>
      expect(document.querySelector('.toast')?.textContent ?? '').toContain(
        'The notebook was read anew from the disk.',
      ),
    )
    expect(document.querySelector('[data-region="notices"]')).toBeNull()
    await eventually(() => expect(document.querySelector('.toast')).toBeNull())
  })

  it('says that the archive is damaged, in words', async () => {
    await start({ verification: 'damaged' })
    await see('has changed since it was sealed')
    expect(document.querySelector('.title-bar')?.textContent).toContain('Damaged')
  })

  it('has no scroll bar of the page and nothing outside of it at 1024×640', async () => {
    await page.viewport(1024, 640)
    await start()
    await eventually(() => expect(rows().length).toBeGreaterThan(3))
    const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement
    expect([scrollWidth, scrollHeight]).toEqual([clientWidth, clientHeight])
  })
})
