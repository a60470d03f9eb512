import { describe, expect, it } from 'vitest'
import { createTables } from '#shared/domain/records'
import { createFinder, standingOf } from '#shared/domain/anchoring'
import {
  applied,
  note,
  pact,
  scan,
  side,
  tablesOf,
  targetOn,
  textFile,
  understand,
  uuid,
  write,
} from '../../../../tests/support/note-exchange'
import { createWordTest } from './word-test'

const text =
  'Līgumslēdzējas puses apņemas sniegt viena otrai\nvisādu palīdzību, ieskaitot militāro.\nLīgums stājas spēkā ar parakstīšanu.\nMilitārā palīdzība tiek sniegta bez maksas, un puses par to vienojas atsevišķi.'
const find = createFinder(text)
const words = (exact: string, prefix = '', suffix = '') => ({ exact, prefix, suffix })

describe('createFinder', () => {
  it('finds words whatever the white space and in other spelling', () => {
    const spaced = find(words('viena  otrai visādu palīdzību', 'apņemas\nsniegt ', ', ieskaitot'))
    expect(spaced.state).toBe('anchored')
    expect(text.slice(spaced.start ?? 0, spaced.end ?? 0)).toBe('viena otrai\nvisādu palīdzību')
    const old = find(words('tiek sneegta bes maksas, un puses par to veenojas', 'Militārā palīdsība ', ' atsevišķi'))
    expect(text.slice(old.start ?? 0, old.end ?? 0)).toBe('tiek sniegta bez maksas, un puses par to vienojas')
    expect(old.score).toBeLessThan(1)
  })

  it('believes a position where its words and what is around them are there', () => {
    const second = text.lastIndexOf('puses')
    const at = { position: { start: second, end: second + 5 } }
    expect(find({ ...words('puses'), ...at })).toMatchObject({ state: 'anchored', start: second })
    expect(find({ ...words('puses', 'slēdzējas ', ' apņemas sniegt viena otrai'), ...at })).toMatchObject({
      state: 'anchored',
      start: text.indexOf('puses'),
    })
  })

  it('shows where words stand that nothing tells apart, and takes bare ones that stand once', () => {
    expect(find(words('puses'))).toMatchObject({ state: 'review', start: null })
    expect(find(words('puses')).candidates.length).toBe(2)
    expect(find(words('spēkā'))).toMatchObject({ state: 'anchored', start: text.indexOf('spēkā') })
    expect(find(words(' \n'))).toMatchObject({ state: 'orphan' })
    expect(find(words('kaut kas pavisam cits, kā šeit nav'))).toMatchObject({ state: 'orphan' })
  })

  it('does not take the only words to the letter for the ones that were damaged elsewhere', () => {
    const now =
      'Sākumā Baltijas valstu pārstāvji runāja ilgi un gari.\nBeigās Ba1tijas va1stu pārstāvji klusēja līdz rītam.'
    const found = createFinder(now)(
      words('Baltijas valstu', 'runāja ilgi un gari.\nBeigās ', ' pārstāvji klusēja līdz'),
    )
    expect(found.start === null || found.start > now.indexOf('\n')).toBe(true)
  })
})

it('a word test sees words whatever the white space', () => {
  const has = createWordTest(text)
  expect(has('otrai  visādu\tpalīdzību')).toBe(true)
  expect(has('otrai palīdzību')).toBe(false)
})

describe('an import', () => {
  const position = {
    '@context': 'http://www.w3.org/ns/anno.jsonld',
    id: 'http://a.b/1',
    type: 'Annotation',
    target: { source: `urn:x:${pact.summary.id}`, selector: { type: 'TextPositionSelector', start: 23, end: 31 } },
  }

  it('makes no certain place of a position without words, whoever looks for it later', async () => {
    const tables = applied(
      await understand([textFile('a.json', JSON.stringify(position))], side(createTables(), [pact])),
    )
    const [target] = [...tables.annotations.values()].flatMap(({ targets }) => targets)
    if (target?.kind !== 'text') throw new Error('no text')
    const [row] = tables.anchors.values()
    expect(standingOf(target, pact.edition.id, row, pact.model.text)).toEqual({ state: 'review', range: null })
    expect([...tables.anchors.values()]).toMatchObject([{ state: 'review', candidates: [{}] }])
  })

  it('that restores a note forgets that it had no place before', async () => {
    const one = note(1, { targets: [targetOn(scan, 'tikai šeit')] })
    const { files } = await write('csv', side(tablesOf([one], [], [])))
    const csv = Buffer.from(files[0]?.bytes ?? []).toString('utf8')
    const away = csv.replaceAll('tikai šeit', 'Nav šādu')
    const lost = applied(await understand([textFile('a.csv', away)], side(createTables())))
    expect(lost.anchors.size).toBe(1)
    const known = lost.annotations.get(uuid(1))
    if (!known) throw new Error('no note')
    lost.annotations.set(uuid(1), { ...known, deletedAt: '2026-11-29T04:00:00.000Z', rev: 2 })
    const back = applied(await understand([textFile('a.csv', csv)], side(lost)), lost)
    expect(back.annotations.get(uuid(1))?.targets[0]).toMatchObject({ exact: 'tikai šeit' })
    expect([...back.anchors.values()]).toEqual([])
  })
})

it('refuses alone what would damage the journal: numbers that are none', async () => {
  const zone = (id: string, ulx: string) =>
    `<surface xml:id="s${id}" n="1"><zone xml:id="z${id}" ulx="${ulx}" uly="1" lrx="5" lry="5"/></surface>`
  const tei =
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Skenēta lapa</title></titleStmt></fileDesc></teiHeader>' +
    `<facsimile>${zone('1', 'x')}${zone('2', '1e999')}${zone('3', '2')}</facsimile><standOff><listAnnotation>` +
    ['1', '2', '3'].map((n) => `<annotation xml:id="n${n}" target="#z${n}"><note>${n}</note></annotation>`).join('') +
    '</listAnnotation></standOff><text><body><p>x</p></body></text></TEI>'
  const { outcomes, changes } = await understand([textFile('a.xml', tei)])
  expect(outcomes.map(({ status, code }) => [status, code])).toEqual([
    ['refused', 'malformed'],
    ['refused', 'malformed'],
    ['ok', undefined],
  ])
  expect(JSON.parse(JSON.stringify(changes))).toEqual(changes)
})

it('a code book says which of two tags of one name is new', async () => {
  const book =
    '<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>' +
    `<Code guid="${uuid(301)}" name="1939" isCodable="true"/>` +
    `<Code guid="${uuid(302)}" name="Gadi" isCodable="true"><Code guid="${uuid(303)}" name="1939" isCodable="true"/></Code>` +
    '</Codes></CodeBook>'
  const { outcomes } = await understand([textFile('a.qdc', book)], side(tablesOf([])))
  expect(outcomes.map(({ words: name, status }) => [name, status])).toEqual([
    ['1939', 'duplicate'],
    ['Gadi', 'ok'],
    ['1939', 'ok'],
  ])
})
