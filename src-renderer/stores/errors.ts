/** Errors in the words of the interface. */
import { type AppError, isAppError } from '#shared/contract'
import { curlyQuotes, useI18n } from '@/locales'

/** The services' own sentence. */
export const sentenceOf = (error: AppError) => curlyQuotes(error.message)

/** A sentence for people. `area`: where words for some codes of errors are that say more than those for all. */
export function describeError(error: unknown, area = 'errors'): string {
  const { t, ofService } = useI18n()
  if (!isAppError(error)) return t('errors.internal')
  return ofService(error.message, [`${area}.${error.code}`, `errors.${error.code}`], error.details)
}
