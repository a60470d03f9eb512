import { type Annotation, isAppError, type Preferences, type Tag } from '#shared/contract'
import { colourName, firstWords, textTargetOf, plainNote } from '@/annotations'
import type { I18n } from '@/locales'
import type { PageFailure, ReaderLabels } from '@/reader'
import { describeError } from '@/stores'

/** What a screen reader hears of a mark: letter, the words that are marked (`quote`) or else the region, note, tags. */
export function highlightLabel(
  annotation: Annotation,
  tags: readonly Tag[],
  { t }: Pick<I18n, 't'>,
  preferences: Preferences,
  { pageLabels = [], quote }: { pageLabels?: readonly string[]; quote?: string } = {},
): string {
  const names = tags.filter((tag) => annotation.tagIds.includes(tag.id)).map((tag) => tag.name)
  const { colour } = annotation
  const region = quote === undefined ? annotation.targets.find(({ kind }) => kind === 'region') : undefined
  const parts = [
    colour
      ? t('reader.label.letter', { letter: colour, name: colourName(colour, preferences, { t }) })
      : t('reader.label.plain'),
    region?.kind === 'region'
      ? t('pages.region', { label: pageLabels[region.page - 1] ?? region.page })
      : t('reader.label.quote', { quote: firstWords(quote ?? textTargetOf(annotation)?.exact ?? '', 80) }),
    annotation.kind === 'question' || annotation.kind === 'correction' ? t(`reader.kinds.${annotation.kind}`) : '',
    annotation.note === '' ? '' : t('reader.label.note', { note: firstWords(plainNote(annotation.note), 160) }),
    names.length === 0 ? '' : t('reader.label.tags', { tags: names.join(', ') }),
  ]
  return parts.filter((part) => part !== '').join('; ')
}

/** Why a page is not shown. */
export function pageFailureWords(label: string, { reason, error }: PageFailure, { t }: Pick<I18n, 't'>): string {
  const other = isAppError(error) ? describeError(error) : error instanceof Error ? error.message : String(error)
  const words = reason === 'other' ? other.replace(/\.+$/, '') : t(`pages.${reason}`)
  return t('pages.failed', { label, reason: words })
}

/** The words of a reader of the document with this title. */
export function readerLabels(title: string, { t }: Pick<I18n, 't'>): ReaderLabels {
  return {
    title,
    annotations: t('reader.annotations'),
    caretOn: t('reader.caretOn'),
    caretOff: t('reader.caretOff'),
    notesHere: (count) => t('reader.notesHere', { count }),
    noNotesHere: t('reader.noNotesHere'),
    page: (label) => t('pages.label', { label }),
    pageFailed: (label, failure) => pageFailureWords(label, failure, { t }),
    tryAgain: t('read.failed.retry'),
    regionHelp: t('pages.help.keys'),
  }
}
