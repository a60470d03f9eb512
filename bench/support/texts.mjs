/** Texts for measurements, the same for a seed: the starter archive's own, longer ones in their manner, formulaic ones. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/steps.mjs'

/** Numbers in [0, 1) from a seed (xorshift128, G. Marsaglia, 2003). */
export function random(seed) {
  let [x, y, z, w] = [123456789 ^ seed, 362436069, 521288629 + seed * 7, 88675123]
  const next = () => {
    const t = x ^ (x << 11)
    x = y
    y = z
    z = w
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8)
    return (w >>> 0) / 4294967296
  }
  for (let i = 0; i < 20; i += 1) next()
  return next
}

const folder = join(root, 'resources/starter/documents')

/** All texts of a language in the starter archive, paragraphs on lines of their own. The pacts repeat each other a lot. */
export function starterText(language) {
  return readdirSync(folder)
    .filter((name) => new RegExp(`\\.${language}\\.(?:md|xml)$`).test(name))
    .sort()
    .map((name) =>
      readFileSync(join(folder, name), 'utf8')
        .replace(/<teiHeader[\s\S]*<\/teiHeader>/, '')
        .replace(/<\/(?:p|head|item|closer|salute|signed)>/g, '\n')
        .replace(/<[^>]+>/g, ' ')
        .replace(/[#*_>|`[\]]/g, '')
        .split(/\n\s*\n|(?<=[.:;])\n/)
        .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
        .filter((paragraph) => paragraph.length > 20)
        .join('\n'),
    )
    .join('\n')
    .normalize('NFC')
}

/** Long text in the manner of another one: its words follow each other as there (a Markov chain of order 2). */
export function inTheManner(sample, words, seed, paragraphWords = 100) {
  const r = random(seed)
  const source = sample.split(/\s+/)
  const followers = new Map()
  for (let i = 0; i + 2 < source.length; i += 1) {
    const key = `${source[i]} ${source[i + 1]}`
    if (!followers.has(key)) followers.set(key, [])
    followers.get(key).push(source[i + 2])
  }
  const out = []
  let paragraph = []
  let [a, b] = source
  while (out.length * paragraphWords + paragraph.length < words) {
    // A jump now and then, or the chain would copy its source whole.
    const next = r() < 0.25 ? undefined : followers.get(`${a} ${b}`)
    if (next) [a, b] = [b, next[Math.floor(r() * next.length)]]
    else {
      const at = Math.floor(r() * (source.length - 2))
      ;[a, b] = [source[at], source[at + 1]]
      paragraph.push(a)
    }
    paragraph.push(b)
    if (paragraph.length >= paragraphWords) {
      out.push(paragraph.join(' '))
      paragraph = []
    }
  }
  return out.join('\n')
}

const SYLLABLES = {
  lv: 'ba be bi da dē di ga ie jā ka ku la le lī ma me mu na ne ni pa pie ra rī sa se šķi šu ta tē tu va vē vi za zi žu'.split(
    ' ',
  ),
  ru: 'ба бе во го да де жи за ка ко ку ла ле ли ма ми мо на не но по пе ра ре ро са се со та те ти ту ца че ша ща ю я'.split(
    ' ',
  ),
  en: 'al an be con de di er ex fer gen hal in ing ion ist ken lan ment mer ness or per pre re sem ten ter the un ver wis'.split(
    ' ',
  ),
}

/**
 * Words by Zipf's law, with formulae. `repeated`: share of sentences that are taken whole from a store of 150;
 * `paragraphWords`: about so many words a paragraph.
 */
export function formulaicText(
  words,
  seed,
  { language = 'lv', repeated = 0.3, paragraphWords = 100, vocabulary = 8000 } = {},
) {
  const r = random(seed)
  const syllables = SYLLABLES[language]
  const make = () =>
    Array.from({ length: 1 + Math.floor(r() * 3.4) }, () => syllables[Math.floor(r() * syllables.length)]).join('')
  const lexicon = Array.from({ length: vocabulary }, make)
  const word = () => lexicon[Math.min(vocabulary - 1, Math.floor(Math.exp(r() * Math.log(vocabulary))) - 1)]
  const sentence = () => {
    const list = Array.from({ length: 5 + Math.floor(r() * 15) }, word)
    return `${list[0][0].toUpperCase()}${list.join(' ').slice(1)}.`
  }
  const store = Array.from({ length: 150 }, sentence)
  const out = []
  let paragraph = []
  let length = 0
  for (let total = 0; total < words;) {
    const one = r() < repeated ? store[Math.floor(r() ** 2 * store.length)] : sentence()
    paragraph.push(one)
    const count = one.split(' ').length
    total += count
    length += count
    if (length >= paragraphWords * (0.6 + 0.8 * r())) {
      out.push(paragraph.join(' '))
      paragraph = []
      length = 0
    }
  }
  if (paragraph.length > 0) out.push(paragraph.join(' '))
  return out.join('\n')
}
