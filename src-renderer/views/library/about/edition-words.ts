/** What is said of editions. */
import { formatIdOf, recogniserOf } from '#shared/contract'
import { useI18n } from '@/locales'
import type { EditionChange } from './editions'

export function useEditionWords() {
  const { t } = useI18n()

  /** `markdown@1` as "Markdown, version 1"; `pdf+tesseract.js@7.0.0` as "PDF, text recognised by tesseract.js 7.0.0". */
  function extractorName(importer: string): string {
    const [id, version = ''] = [formatIdOf(importer), importer.split('@')[1]]
    const recogniser = recogniserOf(importer)
    const key = `about.formats.${id}`
    const name = t(key)
    const shown = name === key ? id : name
    if (recogniser?.startsWith('transcription@')) return t('about.transcribed', { name: shown })
    if (recogniser !== null) return t('about.recognised', { name: shown, recogniser: recogniser.replace('@', ' ') })
    return t('about.extractor', { name: shown, version })
  }

  /** What is other than in the edition before; empty where that is not known. */
  function changeText(change: EditionChange | undefined): string {
    if (!change) return ''
    const { words } = change
    return [
      change.file ? t('about.change.file') : '',
      change.extractor ? t('about.change.extractor') : '',
      change.language ? t('about.change.language') : '',
      words === null
        ? t('about.change.long')
        : words.added + words.removed === 0
          ? t('about.change.sameWords')
          : t('about.change.words', { added: words.added, removed: words.removed }),
    ]
      .filter((part) => part !== '')
      .join(' · ')
  }

  return { extractorName, changeText }
}
