import type { Annotation, Preferences, Tag } from '#shared/contract'
import { colourName, firstWords, textTargetOf, plainNote } from '@/annotations'
import type { I18n } from '@/locales'

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

/** Why a page is not shown. What a browser says of a damaged picture is English, and says no more than that. */
export function pageFailure(label: string, reason: string, { t }: Pick<I18n, 't'>): string {
  const isDamaged = /could not be decoded|cannot be decoded/i.test(reason)
  return t('pages.failed', { label, reason: isDamaged ? t('pages.damaged') : reason.replace(/\.+$/, '') })
}
