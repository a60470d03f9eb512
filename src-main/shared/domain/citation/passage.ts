import type { PassagePlace } from './place'
import { formatEdtf } from '../dates'

/** Languages in which a citation can be written. */
type CitationLanguage = 'lv' | 'en'

/** What a citation of a passage names. */
interface PassageCitation {
  readonly quote: string
  readonly title: string
  readonly creators?: readonly string[]
  /** EDTF. */
  readonly date?: string
  readonly place: PassagePlace
  readonly archive: string
  readonly edition: number
}

const quotes: Record<CitationLanguage, [string, string]> = { lv: ['„', '”'], en: ['“', '”'] }

/** Quotation marks inside a quote stay as the source has them; line feeds become spaces. */
const oneLine = (quote: string) => quote.replace(/\s+/gu, ' ').trim()

/**
 * A passage with where it stands, in one line, to be pasted: quote, title, date, article or heading, paragraph, archive
 * and edition. What is not known is left out.
 */
export function citePassage(passage: PassageCitation, language: CitationLanguage): string {
  const [open, close] = quotes[language]
  return `${open}${oneLine(passage.quote)}${close} ${citePlace(passage, language)}`
}

/** The same without the quote. */
function citePlace(passage: Omit<PassageCitation, 'quote'>, language: CitationLanguage): string {
  const { place } = passage
  const parts = [
    ...(passage.creators ?? []),
    passage.title,
    passage.date === undefined ? null : formatEdtf(passage.date, language),
    place.heading,
    place.paragraph === null
      ? null
      : language === 'lv'
        ? `${place.paragraph}. rindkopa`
        : `paragraph ${place.paragraph}`,
  ].filter((part) => part !== null && part !== '')
  const source =
    language === 'lv'
      ? `Arhīvs „${passage.archive}”, ${passage.edition}. izdevums.`
      : `In the archive “${passage.archive}”, edition ${passage.edition}.`
  return `${parts.join(', ')}. ${source}`
}

/** Short place for lists: the words of the heading for an article, else the number of the paragraph: `III pants`, `¶ 7`. */
export function shortPlace(place: PassagePlace): string {
  if (place.article !== null && place.heading !== null) return place.heading
  if (place.paragraph !== null) return `¶ ${place.paragraph}`
  return place.heading ?? ''
}
