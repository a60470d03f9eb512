/** The words that a report prints of itself, in the language of its headings. */
import type { ReportLanguage } from '../content/types'
import { en, type Labels } from './en'
import { lv } from './lv'

export type { Labels } from './en'

const all: Record<ReportLanguage, Labels> = { lv, en }

export const labelsOf = (language: ReportLanguage): Labels => all[language]

/** `fill('row {n}', { n: 3 })`; a hole without a value stays as it is. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole))
}

/** Name of a language (BCP 47) as it stands alone: `latviešu`, `Latvian`; the tag itself where there is none. */
export function languageName(tag: string, language: ReportLanguage): string {
  const own = labelsOf(language).languages[tag.toLowerCase()] ?? labelsOf(language).languages[tag.split('-')[0] ?? tag]
  if (own) return own
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}
