/** Errors in the words of the interface. */
import { type AppError, isAppError } from '#shared/contract'
import { curlyQuotes, useI18n } from '@/locales'

/** The services' own sentence. */
export const sentenceOf = (error: AppError) => curlyQuotes(error.message)

/**
 * A sentence for people. The services' own sentence is in English and says most; another language says it by the code
 * of the error, with the names that the error carries.
 */
export function describeError(error: unknown): string {
  const { t, language } = useI18n()
  if (!isAppError(error)) return t('errors.internal')
  if (language.value === 'en') return sentenceOf(error)
  const key = `errors.${error.code}`
  const details = Object.fromEntries(Object.entries(error.details).map(([name, value]) => [name, String(value)]))
  const sentence = t(key, details)
  return sentence === key || /\{\w+\}/.test(sentence) ? sentenceOf(error) : sentence
}
