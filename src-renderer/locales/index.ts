/**
 * The words of the interface. One JSON file per language and area (`en/read.json` holds the keys `read.…`), both
 * languages always complete. English is always loaded, for it answers where a key should be missing; the other
 * language comes in a chunk of its own.
 */
import type { Multilingual } from '#shared/contract'
import { withoutDirections } from '#shared/domain/language'
import { readonly, ref, shallowReactive, type Ref } from 'vue'
import { type DateStyle, formatDate } from './dates'
import { messages as en } from './en'
import { curlyQuotes } from './quotes'

export { curlyQuotes } from './quotes'

const languages = ['lv', 'en'] as const
export type Language = (typeof languages)[number]

/** A message: a sentence with `{holes}`, or one for each plural category chosen by `params.count`. */
export type Message = string | { readonly other: string; readonly [category: string]: string }
export type Messages = ReadonlyMap<string, Message>
type Params = Readonly<Record<string, string | number>>
type Details = Readonly<Record<string, string | number | boolean>>

const current = ref<Language>('en')
const loaded = shallowReactive(new Map<Language, Messages>([['en', en]]))
const loaders: Record<Language, () => Promise<Messages>> = {
  en: () => Promise.resolve(en),
  lv: async () => (await import('./lv')).messages,
}

/** Loads a language without switching to it, so that a later switch is at once. */
export async function loadLanguage(language: Language): Promise<void> {
  if (!loaded.has(language)) loaded.set(language, await loaders[language]())
}

/** Switches the whole interface, `lang` of the page included. */
export async function setLanguage(language: Language): Promise<void> {
  await loadLanguage(language)
  current.value = language
  if (typeof document !== 'undefined') document.documentElement.lang = language
}

/** The first of the wanted tags (BCP 47) that the interface speaks; English where it speaks none. */
export function matchLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0]
    const found = languages.find((language) => language === base)
    if (found) return found
  }
  return 'en'
}

/** Made once for each language and use: a screen has hundreds of numbers and names, and making one costs more than all. */
function once<T>(make: (language: Language, key: string) => T): (language: Language, key?: string) => T {
  const made: Record<Language, Map<string, T>> = { en: new Map(), lv: new Map() }
  return (language, key = '') => {
    const known = made[language].get(key)
    if (known !== undefined) return known
    const fresh = make(language, key)
    made[language].set(key, fresh)
    return fresh
  }
}

const numbers = once(
  (language, options) => new Intl.NumberFormat(language, JSON.parse(options || '{}') as Intl.NumberFormatOptions),
)
const languageNames = once((language) => new Intl.DisplayNames(language, { type: 'language' }))
const plurals = once((language) => new Intl.PluralRules(language))
const collator = once((language) => new Intl.Collator(language, { numeric: true, sensitivity: 'variant' }))

function choose(message: Message, language: Language, params: Params): string {
  if (typeof message === 'string') return message
  const count = Number(params['count'] ?? 0)
  if (count === 0 && message['none'] !== undefined) return message['none']
  return message[plurals(language).select(count)] ?? message.other
}

/** The sentence for a key. A key that no language has is returned as it is. */
function translate(key: string, params: Params = {}): string {
  const language = current.value
  const message = loaded.get(language)?.get(key)
  const sentence = message !== undefined ? choose(message, language, params) : undefined
  const text = sentence ?? (en.has(key) ? choose(en.get(key) ?? key, 'en', params) : key)
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = params[name]
    if (value === undefined) return hole
    return typeof value === 'number' ? formatNumber(value) : withoutDirections(value)
  })
}

/** A service's sentence; by a key, where the language is not that of the services. */
function ofService(message: string, keys: readonly string[], details: Details = {}): string {
  const own = withoutDirections(curlyQuotes(message))
  if (current.value === 'en' && own !== '') return own
  const params = Object.fromEntries(Object.entries(details).map(([name, value]) => [name, String(value)]))
  for (const key of keys) {
    const words = translate(key, params)
    if (words !== key && !/\{\w+\}/.test(words)) return words
  }
  return own
}

const formatNumber = (value: number, options?: Intl.NumberFormatOptions) =>
  numbers(current.value, options && JSON.stringify(options)).format(value)

/** The text in the language of the interface, else in the first of `fallbacks`, else any. */
function pick(texts: Multilingual, ...fallbacks: string[]): string {
  for (const language of [current.value, ...fallbacks, 'en', 'lv']) {
    const text = texts[language]
    if (text) return withoutDirections(text)
  }
  return withoutDirections(Object.values(texts)[0] ?? '')
}

/** Name of a language (BCP 47) in the language of the interface, as it stands alone: "Latvian", "latviešu". */
function languageName(tag: string): string {
  if (tag === 'mul') return translate('common.severalLanguages')
  try {
    // Not every browser has names for the small languages of the Baltic.
    const own = `common.languages.${tag}`
    if (loaded.get(current.value)?.has(own)) return translate(own)
    const name = languageNames(current.value).of(tag) ?? tag
    return name.replace(/ valoda$/, '')
  } catch {
    return tag
  }
}

/** Bytes in the unit that people read: "214 kB". */
function formatBytes(value: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const step = Math.min(units.length - 1, value < 1000 ? 0 : Math.floor(Math.log10(value) / 3))
  const amount = value / 1000 ** step
  const unitDisplay = step === 0 ? 'long' : 'short'
  return formatNumber(amount, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay,
    maximumFractionDigits: step > 1 && amount < 10 ? 1 : 0,
  })
}

export interface I18n {
  /** Sentence for `area.path`; `{name}` is filled from params, plural forms are chosen by `params.count`. */
  t(key: string, params?: Params): string
  /**
   * What a service says. Its own sentence is in English and says most; another language says it in the words of the first
   * key that has some and whose holes are all filled by the names that came along.
   */
  ofService(message: string, keys: readonly string[], details?: Details): string
  n(value: number, options?: Intl.NumberFormatOptions): string
  bytes(value: number): string
  /** An instant (ISO 8601), a Date or a date of a source (EDTF) as people write it. */
  date(value: string | Date, style?: DateStyle): string
  languageName(tag: string): string
  pick(texts: Multilingual, ...fallbacks: string[]): string
  /** Compares as the language sorts: numbers by value, letters by alphabet. */
  compare(a: string, b: string): number
  readonly language: Readonly<Ref<Language>>
}

const i18n: I18n = {
  t: translate,
  ofService,
  n: formatNumber,
  bytes: formatBytes,
  date: (value, style = 'short') => formatDate(value, style, current.value),
  languageName,
  pick,
  compare: (a, b) => collator(current.value).compare(a, b),
  language: readonly(current),
}

/** The words of the interface; reactive, so templates follow a change of language at once. */
export function useI18n(): I18n {
  return i18n
}
