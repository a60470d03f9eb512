/** What was left out or uncertain when a document was read, in the language of the interface. */
import { curlyQuotes, useI18n } from '@/locales'

interface Warning {
  readonly code: string
  readonly message: string
}

export function useWarnings() {
  const { t, language } = useI18n()

  /** The extractor's own English sentence names numbers; another language says it by the code, where it has words. */
  function warningText({ code, message }: Warning): string {
    const own = curlyQuotes(message)
    const key = `about.warnings.${code}`
    const words = t(key)
    return language.value === 'en' || words === key ? own : words
  }

  return { warningText }
}
