/** What was left out or uncertain when a document was read, in the language of the interface. */
import { useI18n } from '@/locales'

interface Warning {
  readonly code: string
  readonly message: string
}

export function useWarnings() {
  const { ofService } = useI18n()
  /** The extractor's own sentence names numbers; the words of a code do not. */
  const warningText = ({ code, message }: Warning) => ofService(message, [`about.warnings.${code}`])
  return { warningText }
}
