/** No fact of the text that the starter archive was made from is missing from it, in Latvian and in English. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { openSealed } from '#main/services/archives'

interface Fact {
  id: string
  fact: string
  /** Every group must have one of its alternatives, all in one document of that language. */
  lv: string[][]
  en: string[][]
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const { facts } = JSON.parse(readFileSync(`${root}/tests/fixtures/starter-facts.json`, 'utf8')) as { facts: Fact[] }

const fold = (text: string) => text.normalize('NFC').replace(/\s+/gu, ' ').toLowerCase()

/** Text and what the archive says of it, by language; registers in several languages count for each. */
const texts: { lang: string; text: string }[] = []

beforeAll(async () => {
  const archive = await openSealed(`${root}/out/resources/starter.avots.zip`)
  const citations = JSON.stringify(archive.registers.citations)
  for (const { id, metadata } of archive.documents) {
    const { model } = await archive.openDocument(id)
    const lang = metadata.languages[0] ?? ''
    const own = `${metadata.title.text} ${metadata.date?.edtf ?? ''} ${metadata.description ?? ''} ${metadata.original ?? ''}`
    texts.push({ lang, text: fold(`${own} ${model.text} ${lang === 'mul' ? citations : ''}`) })
  }
})

describe('facts of the seed text', () => {
  it('are a real list', () => {
    expect(facts.length).toBeGreaterThan(200)
    for (const { lv, en } of facts) expect(Math.min(lv.length, en.length)).toBeGreaterThan(0)
  })

  it.each(['lv', 'en'] as const)('all stand in the archive (%s)', (lang) => {
    const mine = texts.filter((text) => text.lang === lang || text.lang === 'mul')
    const found = (groups: string[][]) =>
      mine.some(({ text }) => groups.every((group) => group.some((needle) => text.includes(fold(needle)))))
    expect(facts.filter((fact) => !found(fact[lang])).map(({ id, fact }) => `${id} ${fact}`)).toEqual([])
  })

  it('keep the dates of each citation', () => {
    const path = `${root}/resources/starter/documents/bibliography.csl.json`
    interface Record {
      id: string
      accessed?: { 'date-parts': number[][] }
      custom?: { archived?: string }
    }
    const records = new Map((JSON.parse(readFileSync(path, 'utf8')) as Record[]).map((record) => [record.id, record]))
    const dates = (id: string) => [records.get(id)?.custom?.archived, records.get(id)?.accessed?.['date-parts'][0]]
    expect(dates('selter-testimony')).toEqual(['2016-08-16', [2014, 1, 27]])
    expect(dates('minutes-negotiations-1939')).toEqual(['2016-08-15', [2014, 1, 21]])
    expect(dates('minutes-negotiations-2007')).toEqual(['2007-10-06', [2010, 7, 28]])
    expect(dates('treaty-text-lv')).toEqual(['2013-12-31', [2014, 1, 27]])
    expect(dates('garrisons-march-lv')).toEqual(['2013-12-31', [2014, 1, 27]])
  })
})
