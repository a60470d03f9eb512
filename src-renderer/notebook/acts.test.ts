import { describe, expect, it } from 'vitest'
import { effectScope, type ShallowRef } from 'vue'
import { anchor as someAnchor, annotation as someAnnotation } from '../../tests/support/notebook-drafts'
import { oneNotebook } from '../../tests/support/one-notebook'
import { eventually } from '../../tests/support/until'

const page = oneNotebook()

const draftOf = (patch: Parameters<typeof someAnnotation>[0] = {}) => {
  const { targets, kind, colour, note, tagIds } = someAnnotation(patch)
  return { targets, kind, colour, note, tagIds }
}
const notes = (ref: ShallowRef<{ note: string }[]>) => ref.value.map((item) => item.note)

describe('acts on a note', () => {
  it('answers stand below their note, move and go with it, and come back in one step', async () => {
    const { notebook } = page
    const scopeOf = effectScope()
    const note = await notebook.addAnnotation(draftOf({ note: 'kāpēc?' }))
    const list = scopeOf.run(() => notebook.annotationsOf('d1'))
    const counts = scopeOf.run(() => notebook.countsByDocument())
    const replies = scopeOf.run(() => notebook.repliesTo(note.id))
    if (!list || !counts || !replies) throw new Error('no scope')
    const first = await notebook.addReply(note.id, 'tāpēc')
    const second = await notebook.addReply(first.id, 'tiešām?')
    expect([first, second]).toMatchObject([
      { kind: 'reply', replyTo: note.id, targets: note.targets },
      { kind: 'reply', replyTo: note.id },
    ])
    await eventually(() => expect(notes(replies)).toEqual(['tāpēc', 'tiešām?']))
    expect(notes(list)).toEqual(['kāpēc?'])
    expect(counts.value.get('d1')).toBe(1)

    const targets = note.targets.map((target) => ({ ...target, editionId: 'd1.2' }))
    await notebook.updateAnnotation(note.id, { targets })
    await eventually(() => expect(replies.value).toMatchObject([{ targets }, { targets }]))
    await notebook.undo()
    await eventually(() => expect(replies.value).toMatchObject([{ targets: note.targets }, { targets: note.targets }]))

    await notebook.deleteAnnotations([note.id])
    await eventually(() => expect([notes(list), notes(replies)]).toEqual([[], []]))
    expect(counts.value.get('d1')).toBeUndefined()
    await notebook.undo()
    await eventually(() => expect([notes(list), notes(replies)]).toEqual([['kāpēc?'], ['tāpēc', 'tiešām?']]))
    await notebook.deleteAnnotations([first.id])
    await eventually(() => expect(notes(replies)).toEqual(['tiešām?']))
    scopeOf.stop()
  })

  it('passages come and go one by one, with the rows of where they stand, of the note and of its answers', async () => {
    const { notebook } = page
    const [text] = someAnnotation().targets
    if (text?.kind !== 'text') throw new Error('no passage')
    const [a, b, c] = [0, 10, 20].map((start) => ({ ...text, start, end: start + 4 }))
    if (!a || !b || !c) throw new Error('no passages')
    const made = await notebook.addAnnotation(draftOf({ targets: [a] }))
    expect(await notebook.addTarget(made.id, b)).toBe(2)
    // As two windows, or a double click, would.
    expect(await Promise.all([notebook.addTarget(made.id, c), notebook.addTarget(made.id, c)])).toEqual([3, 3])
    expect(await notebook.addTarget(made.id, { ...b, prefix: 'other words around it' })).toBe(3)
    const reply = await notebook.addReply(made.id, 'tiešām?')
    const rowOf = (annId: string, target: number, start: number) =>
      someAnchor({ id: `${annId}/${target}/d1.2`, annId, target, editionId: 'd1.2', start, end: start + 4 })
    await notebook.confirmAnchors([0, 1, 2].flatMap((at) => [made.id, reply.id].map((id) => rowOf(id, at, 50 + at))))
    const rows = () =>
      [...page.host.notebook().records('anchors').values()].map(({ id, start }) => [id, start] as const).sort()
    const whole = rows()
    expect(whole).toHaveLength(6)

    await notebook.removeTarget(made.id, b)
    expect(page.host.notebook().records('annotations').get(made.id)).toMatchObject({ targets: [a, c] })
    const left = [made.id, reply.id].flatMap((id) => [
      [`${id}/0/d1.2`, 50],
      [`${id}/1/d1.2`, 52],
    ])
    expect(rows()).toEqual(left.sort())
    await notebook.removeTarget(made.id, b)
    expect(rows()).toEqual(left)
    await notebook.undo()
    expect(rows()).toEqual(whole)
    expect(page.host.notebook().records('annotations').get(reply.id)).toMatchObject({ targets: [a, b, c] })

    // The last one stays: a note is somewhere.
    await notebook.removeTarget(made.id, a)
    await notebook.removeTarget(made.id, b)
    await notebook.removeTarget(made.id, c)
    expect(page.host.notebook().records('annotations').get(made.id)).toMatchObject({ targets: [c] })
    expect(rows().map(([, start]) => start)).toEqual([52, 52])
  })

  it('a link is seen from both ends, once, and hides while its other end is deleted', async () => {
    const { notebook } = page
    const scopeOf = effectScope()
    const one = await notebook.addAnnotation(draftOf({ note: 'viens' }))
    const two = await notebook.addAnnotation(draftOf({ note: 'divi' }))
    const [ofOne, ofTwo] = scopeOf.run(() => [notebook.linkedWith(one.id), notebook.linkedWith(two.id)]) ?? []
    const link = await notebook.addLink(one.id, two.id)
    await eventually(() => expect(ofOne?.value).toMatchObject([{ otherId: two.id, note: { note: 'divi' } }]))
    await eventually(() => expect(ofTwo?.value).toMatchObject([{ otherId: one.id, note: { note: 'viens' } }]))
    expect(await notebook.addLink(two.id, one.id)).toEqual(link)
    await expect(notebook.addLink(one.id, one.id)).rejects.toMatchObject({ code: 'bad-request' })

    await notebook.deleteAnnotations([two.id])
    await eventually(() => expect(ofOne?.value).toEqual([]))
    await notebook.undo()
    await eventually(() => expect(ofOne?.value).toHaveLength(1))
    await notebook.deleteLink(link.id)
    await eventually(() => expect([ofOne?.value, ofTwo?.value]).toEqual([[], []]))
    await notebook.undo()
    await eventually(() => expect(ofTwo?.value).toHaveLength(1))
    const toDocument = await notebook.addLink(one.id, 'd9')
    expect(page.host.notebook().records('links').get(toDocument.id)).toEqual(toDocument)
    await eventually(() =>
      expect(ofOne?.value).toMatchObject([{ note: { note: 'divi' } }, { otherId: 'd9', note: null }]),
    )
    scopeOf.stop()
  })
})
