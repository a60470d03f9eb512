/** What passages are compared by: stems of words within a language; numbers, names and rough spellings across. */
import { foldToken, romanValue, roughSpelling, stem, tokenize } from '../language'
import { type AlignPane, type Passage, sectionEnd } from './passages'

const folding = { case: true, diacritics: true, punctuation: true }

/** Features of one pane's passages, by passage. A key counts once in a passage. */
export interface PaneFeatures {
  passages: Passage[]
  lang: string
  /** Length in UTF-16 units. */
  lengths: number[]
  /** Words and numbers. */
  words: number[]
  stems: ReadonlySet<string>[]
  /** Keys that mean something in another language, too. */
  keys: ReadonlySet<string>[]
  /** For headings: the union over their section, themselves left out; null for other passages. */
  sectionStems: (ReadonlySet<string> | null)[]
}

export function featuresOf(pane: AlignPane, passages: Passage[]): PaneFeatures {
  const { text } = pane.model
  const lengths: number[] = []
  const words: number[] = []
  const stems: ReadonlySet<string>[] = []
  const keys: ReadonlySet<string>[] = []
  for (const passage of passages) {
    const own = new Set<string>()
    const foreign = new Set<string>()
    let count = 0
    let isSentenceStart = true
    for (const token of tokenize(text, passage.start, passage.end)) {
      const raw = text.slice(token.start, token.end)
      if (token.kind === 'punctuation') {
        if (/^[.!?:]/.test(raw)) isSentenceStart = true
        continue
      }
      count += 1
      if (token.kind === 'number') {
        const number = `#${foldToken(raw, 'number', folding) ?? raw}`
        own.add(number)
        foreign.add(number)
      } else {
        addWord(raw, passage, isSentenceStart, own, foreign)
      }
      isSentenceStart = false
    }
    lengths.push(passage.end - passage.start)
    words.push(count)
    stems.push(own)
    keys.push(foreign)
  }
  const sectionStems = passages.map((passage, index) => {
    if (passage.kind !== 'heading') return null
    const union = new Set<string>()
    for (let inner = index + 1; inner < sectionEnd(passages, index); inner += 1) {
      for (const key of stems[inner] ?? []) union.add(key)
    }
    return union
  })
  return { passages, lang: pane.lang, lengths, words, stems, keys, sectionStems }
}

function addWord(
  raw: string,
  passage: Passage,
  isSentenceStart: boolean,
  own: Set<string>,
  foreign: Set<string>,
): void {
  const roman = raw.length > 1 || passage.kind === 'heading' ? romanValue(raw) : null
  if (roman !== null) {
    // References to articles (`III pants`, `Article III`) mean the same everywhere; the number of a heading is not
    // part of what it says in its own language.
    foreign.add(`#${roman}`)
    if (passage.kind !== 'heading') own.add(`#${roman}`)
    return
  }
  own.add(stem(raw))
  const rough = roughSpelling(raw)
  if (rough.length < 4) return
  const isName = !isSentenceStart && /^\p{Lu}/u.test(raw)
  foreign.add(isName ? `N${rough.slice(0, 4)}` : rough.slice(0, 6))
  // At the start of a sentence a capital may or may not be a name.
  if (isSentenceStart) foreign.add(`N${rough.slice(0, 4)}`)
}
