/** Merging another archive into one in work, over a host in memory. */
import '@/styles/index.css'
import { AppError, type MergePreview } from '#shared/contract'
import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { createFakeHost, type FakeHost, type FakeHostOptions } from '../../../tests/support/fake-host'
import { eventually } from '../../../tests/support/until'
import { called, pageText, see, useWholeInterface } from '../../../tests/support/whole-interface'

const whole = useWholeInterface()
const documents = (count: number, outcome: 'added' | 'joined' | 'same', editions: number) =>
  Array.from({ length: count }, (_, n) => ({
    documentId: `${outcome}-${n}`,
    title: { text: `${outcome} ${n}`, lang: 'lv' },
    outcome,
    editions,
    metadata: outcome === 'joined',
    differing: outcome === 'joined' ? ['genre'] : [],
  }))
const preview: MergePreview = {
  source: { id: 'cits', title: { lv: 'Cits arhīvs' }, language: 'lv' },
  documents: [...documents(3, 'same', 0), ...documents(2000, 'added', 1), ...documents(2, 'joined', 1)],
}

async function start(answers: FakeHostOptions['answers'] = {}): Promise<FakeHost> {
  const archives = await createFakeHost().client.call('archives.list', {})
  const [starter] = archives
  if (!starter) throw new Error('no starter archive')
  const host = createFakeHost({
    preferences: { language: 'en' },
    answers: {
      'archives.list': () => [
        { ...starter, kind: 'work' },
        { ...starter, id: 'cits', title: { lv: 'Cits arhīvs' }, language: 'lv', starter: false },
      ],
      'archives.previewMerge': () => preview,
      'archives.merge': () => ({ mergeId: 7, added: 2000, editions: 2, same: 5 }),
      'archives.unmerge': () => ({}),
      ...answers,
    },
  })
  await whole.start(host)
  await eventually(() => expect(document.querySelectorAll('[data-row]').length).toBeGreaterThan(3))
  await userEvent.click(page.getByRole('button', { name: 'More', exact: true }).first())
  await userEvent.click(page.getByRole('menuitem', { name: 'Merge another archive into this one…' }))
  return host
}
const merge = () => page.getByRole('button', { name: 'Merge', exact: true })

it('shows what would come and what is the same, merges, and takes it back', async () => {
  const host = await start()
  await eventually(() => expect(document.querySelector('dialog[open]')).not.toBeNull())
  expect(called(host, 'archives.previewMerge')).toHaveLength(0)
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Other archive' }), 'Cits arhīvs')
  for (const words of ['2,000 new documents', '2 documents get more', '3 documents are the same', 'added 0'])
    await see(words)
  expect(pageText()).toContain('Where both say something else')
  expect(document.querySelectorAll('dialog .virtual-row').length).toBeLessThan(40)
  await userEvent.click(merge())
  await see('2,000 documents came from “Cits arhīvs”')
  const [starter] = await host.client.call('archives.list', {})
  const input = { archiveId: starter?.id, source: { archiveId: 'cits' } }
  expect(called(host, 'archives.merge')[0]?.input).toEqual(input)
  expect(document.querySelector('dialog[open]')).toBeNull()
  await userEvent.keyboard('{Control>}z{/Control}')
  await eventually(() => expect(called(host, 'archives.unmerge')).toHaveLength(1))
  expect(called(host, 'archives.unmerge')[0]?.input).toEqual({ archiveId: starter?.id, mergeId: 7 })
})

it('says when there is nothing to add, and why an archive was not compared', async () => {
  const same = { ...preview, documents: documents(3, 'same', 0) }
  await start({ 'archives.previewMerge': () => same })
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Other archive' }), 'Cits arhīvs')
  await see('This archive has everything of the other one already.')
  expect(merge().element().getAttribute('aria-disabled')).toBe('true')
  await start({
    'archives.previewMerge': () => {
      throw new AppError('damaged', 'The archive is damaged.')
    },
  })
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Other archive' }), 'Cits arhīvs')
  await see('The archives were not compared.')
})
