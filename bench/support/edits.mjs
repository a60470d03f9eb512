/**
 * Changes of a text that know where each character went. An edited text is `{ text, origin }`: `origin[j]` is the offset in
 * the first text of character `j`, or -1 for what was put in.
 */

/** A text nothing has happened to. */
export const unchanged = (text) => ({ text, origin: Int32Array.from({ length: text.length }, (_, i) => i) })

/** Builds an edited text out of pieces of another one and of new letters. */
function writer(source) {
  const parts = []
  const origin = []
  return {
    keep(from, to) {
      parts.push(source.text.slice(from, to))
      for (let i = from; i < to; i += 1) origin.push(source.origin[i])
    },
    /** New letters; the first of them in the place of `at`, unless that is -1. */
    put(letters, at = -1) {
      parts.push(letters)
      for (let i = 0; i < letters.length; i += 1) origin.push(at < 0 ? -1 : source.origin[at])
    },
    done: () => ({ text: parts.join(''), origin: Int32Array.from(origin) }),
  }
}

const LIKE = {
  e: 'c',
  c: 'e',
  o: '0',
  l: '1',
  i: 'l',
  n: 'u',
  u: 'n',
  h: 'b',
  s: 'f',
  a: 'o',
  t: 'f',
  m: 'rn',
  w: 'vv',
  d: 'cl',
  r: 'i',
  g: 'q',
  ā: 'a',
  ē: 'e',
  ī: 'i',
  ū: 'u',
  š: 's',
  ž: 'z',
  č: 'c',
  ķ: 'k',
  ļ: 'l',
  ņ: 'n',
  ģ: 'g',
  е: 'с',
  с: 'е',
  о: 'о',
  н: 'п',
  п: 'н',
  и: 'н',
  ш: 'щ',
  щ: 'ш',
  т: 'г',
  г: 'т',
  в: 'б',
  л: 'д',
  д: 'л',
  а: 'о',
  м: 'и',
  ы: 'ьі',
  ',': '.',
  '.': ',',
  '-': '—',
}
const LETTERS = { lv: 'aeiklmnrstuvā', ru: 'аеиклмнорст', en: 'aeilmnorstu' }

/** Errors as of optical recognition, `rate` a character: mistaken, lost, doubled or split letters. */
export function ocrNoise(source, rate, r, language = 'en') {
  const out = writer(source)
  const letters = LETTERS[language]
  const any = () => letters[Math.floor(r() * letters.length)]
  for (let i = 0; i < source.text.length; i += 1) {
    const letter = source.text[i]
    if (letter === '\n' || r() >= rate) {
      out.keep(i, i + 1)
      continue
    }
    const kind = r()
    if (kind < 0.6) out.put(LIKE[letter] ?? any(), i)
    else if (kind < 0.75) continue
    else {
      out.keep(i, i + 1)
      out.put(kind < 0.9 ? any() : ' ')
    }
  }
  return out.done()
}

const SPELLINGS = {
  en: [
    ['our\\b', 'or'],
    ['ise\\b', 'ize'],
    ['ised\\b', 'ized'],
    ['\\bthough\\b', 'tho'],
    ['\\bthrough\\b', 'thru'],
    ['\\band\\b', '&'],
    ['ph', 'f'],
    ['—', ' - '],
    ['[“”]', '"'],
    ['[‘’]', "'"],
    [';', ','],
  ],
  lv: [
    ['v', 'w'],
    ['š', 'sch'],
    ['ie', 'ee'],
    ['ā', 'ah'],
    ['o', 'uo'],
    ['[„“”]', '"'],
    ['–', '-'],
    [';', ','],
  ],
  ru: [
    ['и(?=[аеиоуыэюя])', 'і'],
    ['([бвгджзклмнпрстфхцчшщ])(?![а-яё])', '$1ъ'],
    ['е(?=т|л)', 'ѣ'],
    ['[«»]', '"'],
    ['—', '-'],
    ['ф', 'ѳ'],
  ],
}

/** Another spelling throughout, with other punctuation: of 1900 for Latvian and Russian, simplified for English. */
export function respell(source, language) {
  const hits = []
  for (const [pattern, to] of SPELLINGS[language]) {
    for (const match of source.text.matchAll(new RegExp(pattern, 'g'))) {
      hits.push({ at: match.index, length: match[0].length, to: to.replace('$1', match[1] ?? '') })
    }
  }
  hits.sort((a, b) => a.at - b.at)
  const out = writer(source)
  let at = 0
  for (const hit of hits) {
    if (hit.at < at) continue
    out.keep(at, hit.at)
    out.put(hit.to, hit.at)
    at = hit.at + hit.length
  }
  out.keep(at, source.text.length)
  return out.done()
}

/** Paragraphs (lines) deleted, moved anywhere, and put in from `filler`; shares of all paragraphs, 0 to 1. */
export function shuffleParagraphs(source, { remove = 0, move = 0, insert = 0 }, r, filler = []) {
  const lines = []
  for (let from = 0; from <= source.text.length;) {
    const end = source.text.indexOf('\n', from)
    const to = end < 0 ? source.text.length : end
    lines.push([from, to])
    from = to + 1
  }
  const stays = []
  const moves = []
  for (const line of lines) {
    if (r() < remove) continue
    ;(r() < move ? moves : stays).push(line)
  }
  for (const line of moves) stays.splice(Math.floor(r() * (stays.length + 1)), 0, line)
  const out = writer(source)
  stays.forEach(([from, to], n) => {
    if (n > 0) out.put('\n')
    if (filler.length > 0 && r() < insert) out.put(`${filler[Math.floor(r() * filler.length)]}\n`)
    out.keep(from, to)
  })
  return out.done()
}

/** Hard lines of some 60 letters, words divided at their ends, doubled spaces. */
export function reflow(source, r) {
  const out = writer(source)
  const isLetter = (letter) => letter !== undefined && /\p{L}/u.test(letter)
  let column = 0
  for (let i = 0; i < source.text.length; i += 1) {
    const letter = source.text[i]
    column += 1
    if (letter === ' ' && column > 58) {
      out.put('\n', i)
      column = 0
    } else {
      out.keep(i, i + 1)
      if (letter === '\n') column = 0
      else if (letter === ' ' && r() < 0.02) out.put(' ')
      else if (column > 62 && [-1, 0, 1, 2].every((d) => isLetter(source.text[i + d]))) {
        out.put('-\n')
        column = 0
      }
    }
  }
  return out.done()
}

/** Where each offset of the first text is in the edited one, -1 where it is gone. */
export function whereabouts(edited, length) {
  const places = new Int32Array(length + 1).fill(-1)
  for (let j = edited.origin.length - 1; j >= 0; j -= 1) if (edited.origin[j] >= 0) places[edited.origin[j]] = j
  return places
}

const WORDS = { short: [1, 3], middle: [5, 25], long: [40, 150], repeated: [1, 4] }

/** Quotes of whole words as a note keeps them; `repeated`: the same words stand elsewhere, too. */
export function sampleQuotes(text, count, r, kind) {
  const [least, most] = WORDS[kind]
  const starts = [...text.matchAll(/[\p{L}\p{N}][^\s]*/gu)].map((match) => [match.index, match.index + match[0].length])
  const quotes = []
  for (let tries = 0; quotes.length < count && tries < count * 60; tries += 1) {
    const n = least + Math.floor(r() * (most - least + 1))
    const first = Math.floor(r() * Math.max(1, starts.length - n))
    const start = starts[first]?.[0] ?? 0
    const end = starts[Math.min(starts.length - 1, first + n - 1)]?.[1] ?? 0
    if (end - start < 3) continue
    const exact = text.slice(start, end)
    if (kind === 'repeated' && text.indexOf(exact) === start && text.indexOf(exact, start + 1) < 0) continue
    quotes.push({
      id: `${kind}-${quotes.length}`,
      start,
      end,
      exact,
      prefix: text.slice(Math.max(0, start - 64), start),
      suffix: text.slice(end, end + 64),
    })
  }
  return quotes
}

/**
 * What became of a quote: `gone` where less than half of it is left, `cut` where its parts are no longer together or more
 * than a fifth is missing, else its range.
 */
export function truthOf(quote, places) {
  let alive = 0
  let from = Infinity
  let to = -1
  for (let i = quote.start; i < quote.end; i += 1) {
    const place = places[i]
    if (place < 0) continue
    alive += 1
    from = Math.min(from, place)
    to = Math.max(to, place + 1)
  }
  const length = quote.end - quote.start
  if (alive < length / 2) return { kind: 'gone', range: [from, to] }
  const isWhole = alive >= length * 0.8 && to - from <= length * 1.6 + 30
  return { kind: isWhole ? 'whole' : 'cut', range: [from, to] }
}

/**
 * `right` (four fifths of the range shared), `near` (some of it), `wrong`, `review` or `orphan`. What is left of a quote
 * that was cut is near.
 */
export function judge(placement, { kind, range }) {
  const { start, end, state } = placement
  if (start === null || start === undefined) return state
  const shared = Math.min(end, range[1]) - Math.max(start, range[0])
  if (kind === 'gone' || shared <= 0) return kind === 'cut' && shared > 0 ? 'near' : 'wrong'
  return shared / (Math.max(end, range[1]) - Math.min(start, range[0])) >= 0.8 ? 'right' : 'near'
}
