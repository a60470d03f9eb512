import { beforeEach, describe, expect, it } from 'vitest'
import { computed } from 'vue'
import { matchLanguage, setLanguage, useI18n } from './index'

const { t, ofService, n, bytes, date, languageName, pick, language } = useI18n()

beforeEach(() => setLanguage('en'))

describe('useI18n', () => {
  it('chooses the plural form and writes numbers as the language does', async () => {
    expect(t('library.count', { count: 1 })).toBe('1 document')
    expect(t('library.count', { count: 1200 })).toBe('1,200 documents')
    await setLanguage('lv')
    expect(t('library.count', { count: 1 })).toBe('1 dokuments')
    expect(t('library.count', { count: 21 })).toBe('21 dokuments')
    expect(t('library.count', { count: 11 })).toBe('11 dokumentu')
    expect(t('library.count', { count: 30 })).toBe('30 dokumentu')
    expect(t('library.count', { count: 43 })).toBe('43 dokumenti')
  })

  it('switches at once everywhere, the page included', async () => {
    const label = computed(() => t('library.title'))
    expect(label.value).toBe('Library')
    await setLanguage('lv')
    expect(label.value).toBe('Bibliotēka')
    expect(language.value).toBe('lv')
    expect(document.documentElement.lang).toBe('lv')
  })

  it('says what a service says: its own sentence in English, else the first key that has words for it', async () => {
    const say = (keys: string[], details = {}) => ofService('"a.zip" is damaged.', keys, details)
    expect(say(['library.title'])).toBe('“a.zip” is damaged.')
    expect(ofService('', ['library.title'])).toBe('Library')
    await setLanguage('lv')
    expect(say(['errors.none-such', 'library.title'])).toBe('Bibliotēka')
    expect(say(['errors.none-such'])).toBe('“a.zip” is damaged.')
    // Words with a hole that nothing fills say less than the English sentence.
    expect(say(['shell.archiveDamaged'])).toBe('“a.zip” is damaged.')
    expect(say(['shell.archiveDamaged'], { title: 'Pakti' })).toContain('Pakti')
  })

  it('lets no name turn round the sentence that it stands in', () => {
    const name = 'fails\u202Efdp.exe'
    expect(t('common.removeNamed', { name })).toBe('Remove failsfdp.exe')
    expect(ofService(`"${name}" is damaged.`, [])).toBe('“failsfdp.exe” is damaged.')
    expect(pick({ en: '\u2067Ģimene' })).toBe('Ģimene')
  })

  it('leaves a key without words, and a hole without a value, visible', () => {
    expect(t('library.nowhere')).toBe('library.nowhere')
    expect(t('common.removeNamed')).toBe('Remove {name}')
  })

  it('writes dates of sources and instants of the program', async () => {
    expect(date('1939-09-28')).toBe('28 Sep 1939')
    expect(date('1939-09-24/1939-09-28')).toBe('24–28 Sep 1939')
    expect(date('1939-09-28', 'long')).toBe('28 September 1939')
    expect(date(new Date(2026, 10, 23, 14, 2), 'time')).toBe('14:02')
    await setLanguage('lv')
    expect(date('1939-09-28', 'long')).toBe('1939.\u00A0gada 28.\u00A0septembris')
    expect(date('1939-09-24/1939-09-28')).toBe('24.–28.09.1939.')
    const noon = new Date(2026, 10, 3, 14, 2)
    expect(date(noon)).toBe('03.11.2026.')
    expect(date(noon, 'instant')).toBe('03.11.2026. 14:02')
    expect(date(noon, 'day')).toBe('otrdiena, 3.\u00A0novembris')
  })

  it('writes sizes and names of languages', async () => {
    expect(bytes(231_000)).toBe('231 kB')
    expect(bytes(3_100_000)).toBe('3.1 MB')
    expect(n(0.5, { style: 'percent' })).toBe('50%')
    expect(languageName('et')).toBe('Estonian')
    await setLanguage('lv')
    expect(languageName('et')).toBe('igauņu')
  })

  it('picks the text of the language, else of the fallback, else any', () => {
    expect(pick({ lv: 'Rīga', en: 'Riga' })).toBe('Riga')
    expect(pick({ lv: 'Rīga', et: 'Riia' }, 'et')).toBe('Riia')
    expect(pick({ lt: 'Ryga' })).toBe('Ryga')
    expect(pick({})).toBe('')
  })
})

describe('matchLanguage', () => {
  it('takes the first wanted language that the interface speaks', () => {
    expect(matchLanguage(['ru-RU', 'lv-LV', 'en'])).toBe('lv')
    expect(matchLanguage(['de-DE'])).toBe('en')
    expect(matchLanguage([])).toBe('en')
  })
})
