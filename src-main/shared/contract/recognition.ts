/** Languages in which the text of images can be recognised. */
import * as v from 'valibot'

/** Codes as the engine names its data (ISO 639-2/T). */
export const recognitionLanguages = ['lav', 'eng', 'est', 'rus', 'lit', 'deu'] as const
export const recognitionLanguageSchema = v.picklist(recognitionLanguages)
export type RecognitionLanguage = v.InferOutput<typeof recognitionLanguageSchema>

const tags: Readonly<Record<RecognitionLanguage, string>> = {
  lav: 'lv',
  eng: 'en',
  est: 'et',
  rus: 'ru',
  lit: 'lt',
  deu: 'de',
}

/** BCP 47 tag of a language of recognition. */
export const recognitionTag = (language: RecognitionLanguage): string => tags[language]

/** The languages of recognition behind BCP 47 tags, in their order, none twice; others are left out. */
export function recognitionLanguagesOf(wanted: readonly string[]): RecognitionLanguage[] {
  const found = wanted.flatMap((tag) => {
    const primary = tag.toLowerCase().split('-')[0]
    return recognitionLanguages.find((language) => tags[language] === primary) ?? []
  })
  return [...new Set(found)]
}

/** Ids of the source formats whose pages are pictures, or can be drawn as such. */
export const recognisableFormats: readonly string[] = ['pdf', 'jpeg', 'png', 'tiff', 'webp']
