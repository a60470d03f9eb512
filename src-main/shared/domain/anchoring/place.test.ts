import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPlacer, isGraphemeBoundary, type Placement, placeQuotes, type Quote } from '.'
import { normalise, originalRange } from './normalise'

const quoteAt = (text: string, start: number, end: number): Quote => ({
  start,
  end,
  exact: text.slice(start, end),
  prefix: text.slice(Math.max(0, start - 64), start),
  suffix: text.slice(end, end + 64),
})

function quoteOf(text: string, words: string, from = 0): Quote {
  const start = text.indexOf(words, from)
  if (start < 0) throw new Error(`"${words}" is not in the text`)
  return quoteAt(text, start, start + words.length)
}

const wordsOf = (text: string, { start, end }: Placement) => (start === null ? null : text.slice(start, end ?? 0))

function place(old: string, now: string, words: string, from = 0): Placement {
  const [placement] = placeQuotes([quoteOf(old, words, from)], { old, now })
  if (!placement) throw new Error('no placement')
  return placement
}

/** Sentences that differ, as in a book. */
const sentences = [
  'Septembra beigās Maskava pieprasīja sarunas par karabāzēm.',
  'Selters atgriezās Tallinā ar līguma projektu rokās.',
  'Valdība sprieda līdz rītam un nolēma piekāpties.',
  'Krievu karaspēks jau stāvēja pie robežas.',
  'Munters Rīgā lasīja telegrammas un klusēja.',
  'Urbšis veda sarunas par Viļņu un tās apkārtni.',
  'Laikraksti par to neziņoja ne vārda.',
  'Ostās ienāca pirmie kuģi zem svešiem karogiem.',
  'Ģenerālis Laidoners uzskatīja pretošanos par bezcerīgu.',
  'Pusnaktī delegāciju vēlreiz izsauca uz Kremli.',
]
const chapter = sentences.join(' ')

describe('normalise', () => {
  const folded = (text: string) => String.fromCharCode(...normalise(text).codes)

  it.each([
    ['case and diacritics', 'ŽĒLASTĪBA Hījumā', 'zelastiba hijuma'],
    ['Cyrillic capitals, ё and й', 'МОСКВА Ёлка Край', 'москва елка краи'],
    ['Greek capitals, accents and the last sigma', 'ΛΌΓΟΣ λόγος', 'λογοσ λογοσ'],
    ['long s and ligatures', 'Congreſs ﬁnal ﬄuß Æſop', 'congress final ffluss aesop'],
    ['quotation marks and dashes', '„Ne” — “no” ‹x› ‘y’ −', '"ne" - "no" "x" \'y\' -'],
    ['soft hyphens and zero-width characters', 'pre\u00ADfix\u200B\uFEFF', 'prefix'],
    ['white space of all kinds', '  a\u00A0\n\tb\u3000c ', 'a b c '],
    ['a word divided at a line end', 'karas-\n  pēks', 'karaspeks'],
    ['a divided word in Cyrillic, with a soft hyphen too', 'дого-\r\nвор мо\u00AD\nре', 'договор море'],
    ['a divided word in capitals', 'LAT-\nVIJA', 'latvija'],
    ['a divided Greek word and a Fraktur hyphen', 'λό-\nγος wahr⸗\nheit', 'λογοσ vahrheit'],
    ['a compound that ends a line before a name', 'Brest-\nLitovsk', 'brest- litovsk'],
    ['Russian spelling of before 1918', 'міръ, въ вѣкъ, объѣхалъ', 'мир, в век, объехал'],
    ['Latvian spelling of before 1921', 'ꞩawa walsts', 'sava valsts'],
    ['letters beyond the BMP', '𝔄𝔅 😀', 'ab 😀'],
  ])('folds %s', (_name, text, expected) => {
    expect(folded(text.normalize('NFC'))).toBe(expected)
  })

  it('gives both ends back exactly', () => {
    const text = 'Tā ir „ﬁnālā” spēle\u0301 міръ, 👩‍👩‍👧 beigas'
    const normal = normalise(text)
    const at = folded(text).indexOf('"finala"')
    expect(text.slice(...Object.values(originalRange(normal, at, at + 8)))).toBe('„ﬁnālā”')
    const peace = folded(text).indexOf('мир')
    expect(text.slice(...Object.values(originalRange(normal, peace, peace + 3)))).toBe('міръ')
    const game = folded(text).indexOf('spele')
    expect(text.slice(...Object.values(originalRange(normal, game, game + 5)))).toBe('spēle\u0301')
  })

  it('keeps the way back for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const normal = normalise(text)
        let last = 0
        for (const offset of normal.from) {
          expect(offset).toBeGreaterThanOrEqual(last)
          expect(offset).toBeLessThan(text.length)
          last = offset
        }
      }),
    )
  })
})

describe('placeQuotes', () => {
  it('keeps offsets where the text is the same', () => {
    const [found] = placeQuotes([quoteOf(chapter, 'Selters')], { old: chapter, now: chapter })
    expect(found).toMatchObject({ state: 'anchored', method: 'same-text', start: chapter.indexOf('Selters'), score: 1 })
  })

  it('finds words again in another layout, case, spelling and script of capitals', () => {
    const now = chapter.replace('karaspēks', 'karas-\npēks').replace('telegrammas', 'TELEGRAMMAS').replaceAll(' ', '  ')
    expect(wordsOf(now, place(chapter, now, 'Krievu karaspēks'))).toBe('Krievu  karas-\npēks')
    expect(wordsOf(now, place(chapter, now, 'telegrammas'))).toBe('TELEGRAMMAS')
    const russian = 'Статья первая. Договор о взаимопомощи подписан в Москве. Статья вторая вступает в силу.'
    const capitals = `ОГЛАВЛЕНИЕ. ${russian.toUpperCase()}`
    expect(wordsOf(capitals, place(russian, capitals, 'взаимопомощи подписан'))).toBe('ВЗАИМОПОМОЩИ ПОДПИСАН')
  })

  it('finds misread words and says how alike they are', () => {
    const now = chapter.replace('delegāciju vēlreiz', 'dclegacīju vēlrciz').replace('Kremli', 'Krcmli')
    const found = place(chapter, now, 'delegāciju')
    expect(wordsOf(now, found)).toBe('dclegacīju')
    expect(found.state).toBe('anchored')
    expect(found.score).toBeGreaterThan(0.8)
    expect(found.score).toBeLessThan(1)
  })

  it('tells what was moved', () => {
    const [first = '', ...rest] = sentences
    const now = [...rest, first].join(' ')
    const quotes = sentences.map((sentence) => quoteOf(chapter, sentence))
    const states = placeQuotes(quotes, { old: chapter, now })
    expect(states.map(({ state }) => state)).toEqual(['moved', ...rest.map(() => 'anchored')])
    expect(states.map((state) => wordsOf(now, state))).toEqual(sentences)
  })

  it('never puts a deleted formula on the same formula elsewhere', () => {
    const formula = 'Puses apstiprina, ka līgums stājas spēkā ar ratifikāciju Rīgā, un paraksta šo protokolu.'
    const old = sentences.map((sentence) => `${sentence}\n${formula}`).join('\n')
    const gone = old.indexOf(formula, old.indexOf(sentences[3] ?? ''))
    const now = old.slice(0, gone) + old.slice(gone + formula.length + 1)
    const start = gone + formula.indexOf('ratifikāciju')
    const [found] = placeQuotes([quoteAt(old, start, start + 12)], { old, now })
    expect(found?.start).toBeNull()
    expect(found?.state).toBe('review')
    // The others stay where they are.
    const kept = placeQuotes([quoteOf(old, 'ratifikāciju'), quoteOf(old, 'ratifikāciju', gone + formula.length)], {
      old,
      now,
    })
    expect(kept.map(({ state }) => state)).toEqual(['anchored', 'anchored'])
    expect(kept[1]?.start).toBe(now.indexOf('ratifikāciju', gone))
  })

  it('does not follow what stayed of a neighbouring paragraph', () => {
    const entry = (name: string) =>
      `Latviski ${name}; angliski ${name}; igauniski ${name}; krieviski ${name}. Pilsēta, kuras vieta nav šeit pētīta.`
    const paragraphs = ['Narva', 'Paide', 'Valga', 'Tartu', 'Rakvere', 'Haapsalu'].flatMap((name, n) => [
      entry(name),
      sentences[n] ?? '',
    ])
    const old = paragraphs.join('\n')
    // The entry after the first sentence goes; the next one begins with the same word.
    const now = paragraphs.toSpliced(2, 2).join('\n')
    const at = old.indexOf(`Latviski Paide`)
    const across = quoteAt(old, at - 12, at + 'Latviski'.length)
    const [found, within] = placeQuotes([across, quoteAt(old, at, at + 'Latviski'.length)], { old, now })
    expect([found?.start, within?.start]).toEqual([null, null])
    const [stays] = placeQuotes([quoteOf(old, 'Latviski Valga')], { old, now })
    expect(stays).toMatchObject({ state: 'anchored', start: now.indexOf('Latviski Valga') })
  })

  it('asks the reader about formulae without any other context', () => {
    const formula = 'Visas tiesības ir aizsargātas ar likumu. '
    const old = `${formula.repeat(30)}Beigas.`
    const now = `${formula.repeat(22)}Beigas.`
    const start = 12 * formula.length + 6
    const [found] = placeQuotes([quoteAt(old, start, start + 8)], { old, now })
    expect(found?.start).toBeNull()
  })

  it('orphans what is gone and was replaced by nothing like it', () => {
    const now = chapter.replace(`${sentences[4]} `, '')
    const found = place(chapter, now, 'Munters Rīgā lasīja telegrammas')
    expect(found).toMatchObject({ state: 'orphan', start: null, end: null })
  })

  it('compares the whole of a long quote, and shows what survives of one that was cut', () => {
    const long = sentences.slice(1, 8).join(' ')
    const altered = chapter.replace(sentences[4] ?? '', 'Par to klusē visi avoti, ko zinām.')
    const found = place(chapter, altered, long)
    expect(found.state).toBe('anchored')
    expect(found.score).toBeGreaterThan(0.7)
    expect(found.score).toBeLessThan(0.99)
    expect(wordsOf(altered, found)).toMatch(/^Selters atgriezās[^]*svešiem karogiem\.$/)

    const apart =
      sentences.slice(4).join(' ') +
      ' ' +
      'Pavisam cita nodaļa par citām lietām. '.repeat(12) +
      sentences.slice(0, 4).join(' ')
    const cut = place(chapter, apart, long)
    expect(cut.state).toBe('review')
    expect(cut.candidates.length).toBeGreaterThan(0)
    for (const { start, end } of cut.candidates) expect(long).toContain(apart.slice(start, end).slice(0, 20))
  })

  it('does without the old edition, and looks for words whose offsets are not true', () => {
    const now = `Ievads. ${chapter}`
    const quote = quoteOf(chapter, 'delegāciju vēlreiz')
    for (const old of [null, 'pavisam cits teksts']) {
      const [found] = placeQuotes([quote], { old, now })
      expect(found).toMatchObject({ state: 'anchored', start: now.indexOf('delegāciju') })
      expect(found?.method).toMatch(/^quote-/)
    }
    const [short] = placeQuotes([{ ...quoteOf(chapter, 'par'), prefix: '', suffix: '' }], { old: null, now })
    expect(short?.start).toBeNull()
  })

  it('works on texts too short for an index', () => {
    expect(wordsOf('Jā, un nē', place('Jā un nē', 'Jā, un nē', 'nē'))).toBe('nē')
    expect(placeQuotes([quoteAt('a', 0, 1)], { old: 'a', now: '' })[0]?.state).toBe('orphan')
    expect(placeQuotes([quoteAt('a b', 1, 1)], { old: 'a b', now: 'a c' })[0]?.state).toBe('orphan')
  })

  it('reports progress', () => {
    const told: number[] = []
    createPlacer(chapter, `${chapter} Beigas.`).place([quoteOf(chapter, 'Selters')], (done) => told.push(done))
    expect(told.at(-1)).toBe(1)
  })
})

describe('placeQuotes holds for any text', () => {
  const piece = fc.constantFrom(
    'Selters ',
    'līgums ',
    'un ',
    'ДОГОВОР ',
    'міръ ',
    'λόγος ',
    'e\u0301',
    '👩‍👩‍👧 ',
    '🇱🇻',
    '𝔄',
    'ﬁ',
    '\n',
    ' ',
    '-\n',
    '\u00AD',
    '.',
    '1939. gada ',
    'karaspēks ',
  )
  const wild = fc.array(piece, { minLength: 1, maxLength: 150 }).map((parts) => parts.join('').normalize('NFC'))
  const range = (text: string, a: number, b: number) => {
    const start = a % (text.length + 1)
    const end = b % (text.length + 1)
    return quoteAt(text, Math.min(start, end), Math.max(start, end))
  }

  it('ends on grapheme boundaries, never throws, and answers the same twice', () => {
    fc.assert(
      fc.property(wild, wild, fc.nat(), fc.nat(), fc.boolean(), (old, now, a, b, knowsOld) => {
        const quote = range(old, a, b)
        const options = { old: knowsOld ? old : null, now }
        const [found] = placeQuotes([quote], options)
        expect(placeQuotes([quote], options)[0]).toEqual(found)
        if (!found) throw new Error('no placement')
        expect(found.score).toBeGreaterThanOrEqual(0)
        expect(found.score).toBeLessThanOrEqual(1)
        const places = [
          ...found.candidates,
          ...(found.start === null ? [] : [{ start: found.start, end: found.end ?? 0 }]),
        ]
        for (const { start, end } of places) {
          expect(start).toBeLessThan(end)
          expect(end).toBeLessThanOrEqual(now.length)
          expect(isGraphemeBoundary(now, start)).toBe(true)
          expect(isGraphemeBoundary(now, end)).toBe(true)
        }
        expect(found.start === null).toBe(found.state === 'review' || found.state === 'orphan')
      }),
    )
  })

  it('survives arbitrary strings and offsets', () => {
    const any = fc.string({ unit: 'binary', maxLength: 80 })
    fc.assert(
      fc.property(any, any, any, fc.integer(), fc.integer(), (old, now, exact, start, end) => {
        placeQuotes([{ start, end, exact, prefix: old, suffix: now }], { old, now })
      }),
    )
  })

  it('is the identity on the same text', () => {
    fc.assert(
      fc.property(wild, fc.nat(), fc.nat(), (text, a, b) => {
        const quote = range(text, a, b)
        fc.pre(quote.exact !== '' && isGraphemeBoundary(text, quote.start) && isGraphemeBoundary(text, quote.end))
        const [found] = placeQuotes([quote], { old: text, now: text })
        expect([found?.state, found?.start, found?.end]).toEqual(['anchored', quote.start, quote.end])
      }),
    )
  })

  it('takes the words themselves where the word they begin with was put in before them', () => {
    const at = sentences[0]?.length ?? 0
    const quote = quoteAt(chapter, at + 1, chapter.length - 20)
    const now = `${chapter.slice(0, at)} Selters 🇱🇻 ${chapter.slice(at)}`
    expect(placeQuotes([quote], { old: chapter, now })[0]).toMatchObject({
      state: 'anchored',
      start: now.indexOf(quote.exact),
      end: now.indexOf(quote.exact) + quote.exact.length,
    })
  })

  it('shifts with what is put in before', () => {
    const ends = sentences.map((sentence) => chapter.indexOf(sentence) + sentence.length)
    fc.assert(
      fc.property(wild, fc.nat(9), fc.nat(), fc.nat(), (inserted, where, a, b) => {
        const at = ends[where] ?? 0
        const now = `${chapter.slice(0, at)} ${inserted} ${chapter.slice(at)}`
        const quote = range(chapter, a, b)
        fc.pre(/\p{L}/u.test(quote.exact) && (quote.start > at || quote.end <= at))
        const by = quote.start > at ? inserted.length + 2 : 0
        const [found] = placeQuotes([quote], { old: chapter, now })
        if (!found || found.start === null) return
        expect([found.start, found.end]).toEqual([quote.start + by, quote.end + by])
      }),
    )
  })
})
