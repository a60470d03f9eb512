import { expect, it } from 'vitest'
import { createTables } from '#shared/domain/records'
import { sealedNotebook, tag } from '../../../tests/support/notebook-drafts'
import { sealedChanges } from './sealed'

it('brings the digits of tags only where the reader has not given them', () => {
  const tables = createTables()
  const own = tag('Mana', { digit: 1 })
  tables.tags.set(own.id, own)
  const sealed = sealedNotebook({ tags: [tag('Pirmā', { digit: 1 }), tag('Otrā', { digit: 2 })], annotations: [] })
  const made = sealedChanges(sealed, tables).flatMap(({ table, after }) =>
    table === 'tags' && after !== null && 'name' in after ? [[after.name, 'digit' in after]] : [],
  )
  expect(made).toEqual([
    ['Pirmā', false],
    ['Otrā', true],
  ])
})
