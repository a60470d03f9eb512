/** Words about a document that the list, the cards and the details share. */
import type { DocumentSummary } from '#shared/contract'
import { useI18n } from '@/locales'

export function useDescriptions() {
  const { t, date, languageName } = useI18n()

  /** Free text of the genre in the language of the interface where it is one that we know. */
  const genreName = (genre: string) => (genre === 'editorial rendering' ? t('library.genres.rendering') : genre)

  /** "Editorial rendering · 7 articles". */
  function kindLine({ metadata, articles, words }: DocumentSummary): string {
    const kind = metadata.genre ? genreName(metadata.genre) : t(`library.types.${metadata.type}`)
    const extent = articles > 0 ? t('library.articles', { count: articles }) : t('library.words', { count: words })
    return `${kind} · ${extent}`
  }

  const dateText = ({ metadata }: DocumentSummary, style: 'short' | 'long' = 'short') =>
    metadata.date ? (style === 'long' && metadata.date.display) || date(metadata.date.edtf, style) : ''

  const languageText = ({ metadata }: DocumentSummary) => metadata.languages.map(languageName).join(', ')

  return { genreName, kindLine, dateText, languageText }
}
