import { errorCodes } from '#shared/contract'
import { describe, expect, it } from 'vitest'
import { messages as en } from './en'
import { flatten } from './flatten'
import type { Message } from './index'
import { messages as lv } from './lv'

const sources = import.meta.glob<string>(
  ['../**/*.vue', '../**/*.ts', '!../**/*.test.ts', '../../src-main/shared/domain/records/**/*.ts'],
  { eager: true, query: '?raw', import: 'default' },
)
const source = Object.values(sources).join('\n')

const forms = (message: Message | undefined): string[] =>
  message === undefined ? [] : typeof message === 'string' ? [message] : Object.values(message)
const holes = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''))].sort()

describe('the messages', () => {
  it('have the same keys in both languages', () => {
    expect([...lv.keys()].sort()).toEqual([...en.keys()].sort())
  })

  it('have the same holes in both languages', () => {
    for (const [key, message] of en) {
      const wanted = holes(forms(message).join(' '))
      expect([key, holes(forms(lv.get(key)).join(' '))]).toEqual([key, wanted])
    }
  })

  it('have every plural form that the language needs', () => {
    for (const [language, messages] of [
      ['en', en],
      ['lv', lv],
    ] as const) {
      const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories
      for (const [key, message] of messages) {
        if (typeof message === 'string') continue
        expect([language, key, categories.filter((category) => message[category] === undefined)]).toEqual([
          language,
          key,
          [],
        ])
      }
    }
  })

  it('say every error of the services', () => {
    expect(errorCodes.filter((code) => !lv.has(`errors.${code}`))).toEqual([])
  })

  it('hold every key that the interface names', () => {
    const named = [...source.matchAll(/(?:(?<![\w.])t\(|(?:label|title)Key:)\s*'([a-z]+\.[\w.-]+)'/g)].map(
      ([, key]) => key ?? '',
    )
    expect(named.length).toBeGreaterThan(100)
    expect([...new Set(named)].filter((key) => !en.has(key))).toEqual([])
  })

  it('hold no key that nothing names', () => {
    // A key may be put together: `settings.themes.${theme}` names everything below `settings.themes.`.
    const prefixes = [...source.matchAll(/[`']([a-z]+\.[\w.-]*?)\$\{/g)].map(([, prefix]) => prefix ?? '')
    const unused = [...en.keys()].filter(
      (key) =>
        !source.includes(`'${key}'`) &&
        !source.includes(`"${key}"`) &&
        !source.includes(`\`${key}\``) &&
        !prefixes.some((prefix) => prefix.length > 0 && key.startsWith(prefix)) &&
        !key.startsWith('errors.'),
    )
    expect(unused).toEqual([])
  })
})

describe('flatten', () => {
  it('names messages by area and path, and knows plurals from groups with a key named other', () => {
    const flat = flatten({
      './en/notes.json': {
        title: 'Notes',
        count: { one: '{count} note', other: '{count} notes' },
        types: { pact: 'Pact', other: 'Other' },
      },
    })
    expect([...flat.keys()]).toEqual(['notes.title', 'notes.count', 'notes.types.pact', 'notes.types.other'])
    expect(flat.get('notes.count')).toEqual({ one: '{count} note', other: '{count} notes' })
  })
})
