import { describe, expect, it } from 'vitest'
import type { Tag } from '#shared/contract'
import { annotation } from '../../tests/support/notebook-drafts'
import { oneNotebook } from '../../tests/support/one-notebook'
import type { ComparisonDraft } from './acts'

const page = oneNotebook()

/** Tags by name, as a reader makes them: `Bases/Ports`. */
async function plant(...paths: string[]): Promise<(path: string) => Tag> {
  const made = new Map<string, Tag>()
  for (const path of paths) {
    const cut = path.lastIndexOf('/')
    const parentId = cut < 0 ? '' : (made.get(path.slice(0, cut))?.id ?? '')
    made.set(path, await page.notebook.addTag({ name: path.slice(cut + 1), parentId }))
  }
  return (path) => {
    const tag = made.get(path)
    if (!tag) throw new Error(`no tag ${path}`)
    return tag
  }
}

const note = async (...tags: Tag[]) => {
  const { targets, kind, colour } = annotation()
  return page.notebook.addAnnotation({ targets, kind, colour, note: 'x', tagIds: tags.map(({ id }) => id) })
}

/** Living tags of the journal as paths, sorted. */
function paths(): string[] {
  const tags = page.host.notebook().records('tags')
  const pathOf = (tag: Tag): string => {
    const parent = tags.get(tag.parentId)
    return parent ? `${pathOf(parent)}/${tag.name}` : tag.name
  }
  return [...tags.values()]
    .filter((tag) => tag.deletedAt === null)
    .map(pathOf)
    .sort()
}
const stored = (tag: Tag) => page.host.notebook().records('tags').get(tag.id)
const tagsOf = (id: string) => page.host.notebook().records('annotations').get(id)?.tagIds

describe('merging two tags', () => {
  it('moves notes, rows and children, joins namesakes, and is taken back by one undo', async () => {
    const at = await plant('Ports', 'Ports/Sea', 'Ports/Sea/Deep', 'Harbours', 'Harbours/sea', 'Ports/Ice')
    await page.notebook.updateTag(at('Ports').id, { note: 'where ships lie', colour: 'B' })
    await page.notebook.updateTag(at('Harbours').id, { note: 'the same' })
    const both = await note(at('Ports'), at('Harbours'), at('Ports/Sea'))
    const panes = [1, 2].map((n) => ({ documentId: `d${n}`, siglum: `${n}` }))
    const rows: ComparisonDraft['rows'] = [{ id: 'r1', tagIds: [at('Ports/Sea').id], cells: [[0, 1], null] }]
    const comparison = await page.notebook.saveComparison({ title: 't', kind: 'versions', panes, rows })
    const before = paths()

    await page.notebook.mergeTags(at('Ports').id, at('Harbours').id)
    expect(paths()).toEqual(['Harbours', 'Harbours/Ice', 'Harbours/sea', 'Harbours/sea/Deep'])
    expect(tagsOf(both.id)).toEqual([at('Harbours').id, at('Harbours/sea').id])
    expect(stored(at('Harbours'))).toMatchObject({ colour: 'B', note: 'the same\n\nwhere ships lie' })
    expect(page.host.notebook().records('comparisons').get(comparison.id)?.rows?.[0]?.tagIds).toEqual([
      at('Harbours/sea').id,
    ])

    expect(await page.notebook.undo()).toBe('undo.mergeTags')
    expect(paths()).toEqual(before)
    expect(tagsOf(both.id)).toEqual([at('Ports').id, at('Harbours').id, at('Ports/Sea').id])
    expect(stored(at('Harbours'))).toMatchObject({ colour: null, note: 'the same' })
    expect(await page.notebook.redo()).toBe('undo.mergeTags')
    expect(tagsOf(both.id)).toEqual([at('Harbours').id, at('Harbours/sea').id])
  })

  it('takes a child of the same name into the place of its parent', async () => {
    const at = await plant('Bases', 'Bases/Ports', 'Bases/Ports/ports')
    await page.notebook.mergeTags(at('Bases/Ports').id, at('Bases').id)
    expect(paths()).toEqual(['Bases', 'Bases/ports'])
    await page.notebook.undo()
    expect(paths()).toEqual(['Bases', 'Bases/Ports', 'Bases/Ports/ports'])
  })

  it('is refused below itself and with itself', async () => {
    const at = await plant('Bases', 'Bases/Ports')
    for (const into of ['Bases', 'Bases/Ports']) {
      await expect(page.notebook.mergeTags(at('Bases').id, at(into).id)).rejects.toMatchObject({ code: 'bad-request' })
    }
    expect(paths()).toEqual(['Bases', 'Bases/Ports'])
  })
})

describe('tagging many notes', () => {
  it('is one act, says how many were changed, and one undo takes it back', async () => {
    const at = await plant('Ports', 'Ice')
    const notes = [await note(), await note(at('Ports')), await note(at('Ice'))]
    const ids = notes.map(({ id }) => id)
    expect(await page.notebook.tagAnnotations(ids, { add: [at('Ports').id], remove: [at('Ice').id] })).toBe(2)
    expect(ids.map(tagsOf)).toEqual(ids.map(() => [at('Ports').id]))
    await page.notebook.undo()
    expect(ids.map(tagsOf)).toEqual([[], [at('Ports').id], [at('Ice').id]])
  })

  it('passes over notes that are gone, and refuses a tag that is', async () => {
    const at = await plant('Ports')
    const [kept, gone] = [await note(), await note()]
    await page.notebook.deleteAnnotations([gone.id])
    expect(await page.notebook.tagAnnotations([kept.id, gone.id], { add: [at('Ports').id] })).toBe(1)
    await page.notebook.deleteTag(at('Ports').id)
    await expect(page.notebook.tagAnnotations([kept.id], { add: [at('Ports').id] })).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})

describe('the digit of a tag', () => {
  it('belongs to one tag, and undo gives it back to the one before', async () => {
    const at = await plant('Ports', 'Ice')
    const digits = () => ['Ports', 'Ice'].map((name) => stored(at(name))?.digit)
    await page.notebook.updateTag(at('Ports').id, { digit: 3 })
    await page.notebook.updateTag(at('Ice').id, { digit: 3 })
    expect(digits()).toEqual([undefined, 3])
    await page.notebook.undo()
    expect(digits()).toEqual([3, undefined])
    await page.notebook.updateTag(at('Ports').id, { digit: null })
    expect(stored(at('Ports'))).not.toHaveProperty('digit')
    await page.notebook.undo()
    expect(digits()).toEqual([3, undefined])
  })
})
