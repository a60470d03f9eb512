/** Errors in the words of the interface. */
import { isAppError } from '#shared/contract'
import { useI18n } from '@/locales'

/**
 * A sentence for people. The services' own sentence is in English and says most; another language says it by the code
 * of the error, with the names that the error carries.
 */
export function describeError(error: unknown): string {
  const { t, language } = useI18n()
  if (!isAppError(error)) return t('errors.internal')
  // The services write for logs and terminals as well: there quotes are straight.
  if (language.value === 'en') return error.message.replace(/"([^"]*)"/g, '“$1”')
  const key = `errors.${error.code}`
  const details = Object.fromEntries(Object.entries(error.details).map(([name, value]) => [name, String(value)]))
  const sentence = t(key, details)
  return sentence === key || /\{\w+\}/.test(sentence) ? error.message : sentence
}
