import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { compareEdtf, earliestDay, edtfFrom, edtfTyped, formatEdtf, latestDay, parseEdtf } from '.'

test('levels 0 and 1 are read, all else is refused', () => {
  const good = [
    '1939',
    '1939-09',
    '1939-09-28',
    '1905~',
    '1905-03?',
    '1905-03-02%',
    '193X',
    '19XX',
    '1939-XX',
    '1939-09-XX',
  ]
  const intervals = ['1939-09-24/1939-09-28', '1939/..', '../1939', '1939/', '/1939', '1939-09-28T21:00:00Z']
  for (const text of [...good, ...intervals]) expect(parseEdtf(text), text).not.toBeNull()
  const bad = [
    '',
    'x',
    '939',
    '1939-13',
    '1939-02-29',
    '1939-9-1',
    '1939-XX-05',
    '193X-05',
    '../..',
    '/',
    '1/2/3',
    '1939-21',
  ]
  for (const text of bad) expect(parseEdtf(text), text).toBeNull()
  expect(parseEdtf('1940-02-29')).not.toBeNull()
})

test('first and last possible day', () => {
  const span = (edtf: string) => [earliestDay(edtf), latestDay(edtf)]
  expect(span('1939')).toEqual(['1939-01-01', '1939-12-31'])
  expect(span('1939-09~')).toEqual(['1939-09-01', '1939-09-30'])
  expect(span('1940-02')).toEqual(['1940-02-01', '1940-02-29'])
  expect(span('193X')).toEqual(['1930-01-01', '1939-12-31'])
  expect(span('1939-09-24/1939-10')).toEqual(['1939-09-24', '1939-10-31'])
  expect(span('1939/..')).toEqual(['1939-01-01', null])
  expect(span('../1939')).toEqual([null, '1939-12-31'])
  expect(span('soon')).toEqual([null, null])
})

test('order is total', () => {
  const sorted = ['../1938', '1938-12-31', '../1939', '1939-09', '1939', '1939/..', '1939-09-28', 'unknown']
  expect(
    ['1939', '1939-09-28', 'unknown', '1939/..', '../1939', '1938-12-31', '1939-09', '../1938'].sort(compareEdtf),
  ).toEqual(['../1938', '1938-12-31', '../1939', '1939', '1939/..', '1939-09', '1939-09-28', 'unknown'])
  const one = fc.constantFrom(...sorted)
  fc.assert(fc.property(one, one, (a, b) => Math.sign(compareEdtf(a, b)) === -Math.sign(compareEdtf(b, a)) || a === b))
})

test.each([
  ['1939-09-28', '1939. gada 28. septembris', '28 September 1939'],
  ['1939-09', '1939. gada septembris', 'September 1939'],
  ['1939', '1939. gads', '1939'],
  ['1939-09-24/1939-09-28', '1939. gada 24.–28. septembris', '24–28 September 1939'],
  ['1939-09-24/1939-10-03', '1939. gada 24. septembris – 3. oktobris', '24 September – 3 October 1939'],
  ['1939-06/1939-10', '1939. gada jūnijs–oktobris', 'June–October 1939'],
  ['1939/1940', '1939.–1940. gads', '1939–1940'],
  ['1939-10-18/1940-06-17', '1939. gada 18. oktobris – 1940. gada 17. jūnijs', '18 October 1939 – 17 June 1940'],
  ['1939-09/..', 'no 1939. gada septembra', 'from September 1939'],
  ['../1939-09-28', 'līdz 1939. gada 28. septembrim', 'until 28 September 1939'],
  ['1905~', 'ap 1905. gadu', 'about 1905'],
  ['1939-09-28~', 'ap 1939. gada 28. septembri', 'about 28 September 1939'],
  ['1939-03~', 'ap 1939. gada martu', 'about March 1939'],
  ['1939-06~/1939-10-17', 'aptuveni 1939. gada jūnijs – 1939. gada 17. oktobris', 'about June 1939 – 17 October 1939'],
  ['1905~/..', 'no aptuveni 1905. gada', 'from about 1905'],
  ['1905?', '1905. gads (?)', '1905 (?)'],
  ['1905%', 'ap 1905. gadu (?)', 'about 1905 (?)'],
  ['193X', '20. gadsimta 30. gadi', '1930s'],
  ['193X/..', 'no 20. gadsimta 30. gadiem', 'from the 1930s'],
  ['193X~', 'ap 20. gadsimta 30. gadiem', 'about the 1930s'],
  ['190X', '20. gadsimta pirmā desmitgade', '1900s'],
  ['../190X', 'līdz 20. gadsimta pirmajai desmitgadei', 'until the 1900s'],
  ['19XX', '20. gadsimts', '20th century'],
  ['../19XX', 'līdz 20. gadsimtam', 'until the 20th century'],
  ['1939-09-28T21:00:00Z', '1939. gada 28. septembris, plkst. 21.00', '28 September 1939, 21:00'],
  ['1939-09-28/1939-09-28', '1939. gada 28. septembris', '28 September 1939'],
  ['ca. 1900', 'ca. 1900', 'ca. 1900'],
])('%s is shown in Latvian and English', (edtf, latvian, english) => {
  expect(formatEdtf(edtf, 'lv')).toBe(latvian)
  expect(formatEdtf(edtf, 'en-GB')).toBe(english)
})

test.each([
  ['1939', '1939', '1939'],
  ['1939-09', '09.1939.', 'Sep 1939'],
  ['1939-09-28', '28.09.1939.', '28 Sep 1939'],
  ['1939-09-24/1939-09-28', '24.–28.09.1939.', '24–28 Sep 1939'],
  ['1939-09-01/1939-09-02', '01.–02.09.1939.', '1–2 Sep 1939'],
  ['1939-09-24/1939-10-03', '24.09.–03.10.1939.', '24 Sep – 3 Oct 1939'],
  ['1939-10-17/1940-06-17', '17.10.1939. – 17.06.1940.', '17 Oct 1939 – 17 Jun 1940'],
  ['1939-10-17/1940-06', '17.10.1939. – 06.1940.', '17 Oct 1939 – Jun 1940'],
  ['1939-06/1939-10', '06.1939.–10.1939.', 'Jun–Oct 1939'],
  ['1939/1940', '1939–1940', '1939–1940'],
  ['1939/..', 'no 1939. g.', 'from 1939'],
  ['../1939-09-28', 'līdz 28.09.1939.', 'until 28 Sep 1939'],
  ['1905~', 'ap 1905. g.', 'about 1905'],
  ['1905?', '1905 (?)', '1905 (?)'],
  ['1939-09-27~', 'ap 27.09.1939.', 'about 27 Sep 1939'],
  ['1939-06~/1939-10-17', 'ap 06.1939. – 17.10.1939.', 'about Jun 1939 – 17 Oct 1939'],
  ['1905~/1910', 'ap 1905. g. – 1910', 'about 1905 – 1910'],
  ['1905~/..', 'no ap 1905. g.', 'from about 1905'],
  ['193X', '20. gs. 30. gadi', '1930s'],
  ['19XX', '20. gs.', '20th century'],
])('the short form of %s fits a column', (edtf, latvian, english) => {
  expect(formatEdtf(edtf, 'lv', 'short')).toBe(latvian)
  expect(formatEdtf(edtf, 'en', 'short')).toBe(english)
})

test('every real day is read and lies in its own span', () => {
  const day = fc.date({ min: new Date('1000-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(day, (date) => {
      const text = date.toISOString().slice(0, 10)
      expect(earliestDay(text)).toBe(text)
      expect(latestDay(text)).toBe(text)
    }),
  )
})

describe('dates as files write them', () => {
  it.each([
    ['1939-10-05', '1939-10-05'],
    ['1905~', '1905~'],
    ['1939-09/1939-10', '1939-09/1939-10'],
    ['2024-05-01T12:00:00.000Z', '2024-05-01'],
    ['2024-05-01 12:00', '2024-05-01'],
    ["D:20240501120000+02'00'", '2024-05-01'],
    ['20240501', '2024-05-01'],
    ['2024:05:01 10:20:30', '2024-05-01'],
    ['5.10.1939', '1939-10-05'],
    ['10/25/1939', '1939-10-25'],
    ['Thu, 5 Oct 1939 10:00:00 +0200', '1939-10-05'],
    ['October 5, 1939', '1939-10-05'],
    ['c. 1905', '1905~'],
    ['ap. 1905', '1905~'],
    ['[1905?]', '1905?'],
    ['1905–1907', '1905/1907'],
    ['1939. gada rudens', '1939'],
    ['31.02.1939', '1939'],
  ])('%s is %s', (written, edtf) => {
    expect(edtfFrom(written)).toBe(edtf)
  })

  it.each(['', 'rudenī', 'starp 1905. un 1907. gadu', '12345678901'])('"%s" is no one date', (written) => {
    expect(edtfFrom(written)).toBeNull()
  })
})

describe('a date that is typed', () => {
  it('is meant as it stands: no day that is not in the calendar, no interval that ends before it begins', () => {
    for (const wrong of [
      '1939-13-45',
      '1939-02-30',
      '31.02.1939',
      '1939-10/1939-09',
      '1939-09-28/1939-09-01',
      'pavasaris',
    ])
      expect([wrong, edtfTyped(wrong)]).toEqual([wrong, null])
  })

  it('may be written in the ways that files write', () => {
    const dates = [
      '1939',
      '1939-09~',
      '1939/..',
      '28.9.1939',
      'ap 1939',
      '1939. gada rudens',
      '1939-09/1939-10',
      '1939–1940',
    ]
    expect(dates.map(edtfTyped)).toEqual(dates.map(edtfFrom))
    expect(dates.map(edtfTyped)).not.toContain(null)
  })
})
