import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { recogniseLanguage } from './recognise'

const folder = new URL('../../../../resources/starter/documents/', import.meta.url)
const texts = readdirSync(folder).flatMap((name) => {
  const language = /\.(lv|en|et|lt|ru)\.md$/.exec(name)?.[1]
  return language === undefined ? [] : [{ language, text: readFileSync(new URL(name, folder), 'utf8') }]
})

describe('recogniseLanguage', () => {
  it('tells the languages of the starter archive from 1,000 characters, and none wrongly from 300', () => {
    const counts = { right: 0, pieces: 0 }
    for (const { language, text } of texts) {
      for (let at = 0; at + 1000 <= text.length; at += 1000) {
        counts.pieces += 1
        if (recogniseLanguage(text.slice(at, at + 1000)) === language) counts.right += 1
        for (let from = at; from < at + 900; from += 300) {
          expect([language, undefined]).toContain(recogniseLanguage(text.slice(from, from + 300)))
        }
      }
    }
    expect(counts.pieces).toBeGreaterThan(100)
    expect(counts.right / counts.pieces).toBeGreaterThan(0.98)
  })

  it.each([
    [
      'lv',
      'Wisch ir teizis, ka schis darbs wehl naw pabeigts un ka tas buhtu jadara wehl schogad, bet winsch pats to wairs newar, un tadehl tas ir jaatstahj zitam.',
    ],
    [
      'de',
      'Die Regierung hat erklärt, daß sie den Vertrag nicht annehmen kann und daß sie auf eine Antwort wartet, die in der nächsten Woche aus Moskau kommen soll.',
    ],
    [
      'ru',
      'Правительство заявило, что оно не может принять этот договор и что ответ из Москвы должен быть получен на следующей неделе, но до этого времени все останется как было.',
    ],
    [
      'pl',
      'Rząd oświadczył, że nie może przyjąć tego układu i że czeka na odpowiedź, która ma nadejść z Moskwy w przyszłym tygodniu, ale do tego czasu wszystko zostanie jak było.',
    ],
  ])('tells %s from a sentence, in old spelling, too', (language, text) => {
    expect(recogniseLanguage(text)).toBe(language)
  })

  it('tells nothing of few words, names, numbers, and texts in two languages', () => {
    expect(recogniseLanguage('')).toBeUndefined()
    expect(recogniseLanguage('Līgums par savstarpējo palīdzību')).toBeUndefined()
    expect(recogniseLanguage('Kārlis Ulmanis 12 345 Rīga Tallinn Kaunas '.repeat(20))).toBeUndefined()
    expect(recogniseLanguage('01101 x9f qwrt zzz '.repeat(200))).toBeUndefined()
    const [lv, en] = ['lv', 'en'].map((wanted) =>
      texts.find(({ language }) => language === wanted)?.text.slice(0, 1000),
    )
    expect(recogniseLanguage(`${lv} ${en}`)).toBeUndefined()
  })

  it('looks at the whole of a long text, not at its beginning alone', () => {
    const lv = texts.filter(({ language }) => language === 'lv').map(({ text }) => text)
    const head = 'The preface of this book was written by the editor in English, as it was the custom of the time. '
    expect(recogniseLanguage(head.repeat(60) + lv.join('\n'))).toBe('lv')
  })
})
