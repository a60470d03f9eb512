import { expect, it } from 'vitest'
import { edtfOfCoded, edtfOfNormal, languageOfCode, languageTag } from './codes'

it('reads dates as records code them', () => {
  expect(['19391005', '1835^^^^', '1939-10-05T12:00:00Z', '19uu'].map(edtfOfCoded)).toEqual([
    '1939-10-05',
    '1835',
    '1939-10-05',
    '19uu',
  ])
  expect(['19180101/1940', ' 1918/1940 ', 'ap 1918'].map(edtfOfNormal)).toEqual(['1918-01-01/1940', '1918/1940', ''])
})

it('reads languages as records code them', () => {
  expect(['LAV', 'ger', 'lv', 'constructor'].map(languageOfCode)).toEqual(['lv', 'de', 'lv', 'constructor'])
  expect(['lv_LV', ' en-GB ', 'x-none', 'latviešu'].map(languageTag)).toEqual(['lv-LV', 'en-GB', undefined, undefined])
})
