/** Short texts of annotations for lists, margins and screen readers. */
import type { Annotation, Colour, Preferences, TextTarget } from '#shared/contract'
import type { I18n } from '@/locales'

/** Index of the target that a note is shown by where one has to do: its first passage, or else its first target. */
export function shownTarget({ targets }: Annotation): number {
  // Lists of thousands ask for it at every change.
  if (targets.length <= 1) return 0
  return Math.max(
    0,
    targets.findIndex(({ kind }) => kind === 'text'),
  )
}

/** The document that a note is listed under: that of the target it is shown by. */
export function documentOf(annotation: Annotation): string {
  return annotation.targets[shownTarget(annotation)]?.docId ?? ''
}

/** The first text target: what a list quotes. */
export function textTargetOf(annotation: Annotation): TextTarget | null {
  const target = annotation.targets[shownTarget(annotation)]
  return target?.kind === 'text' ? target : null
}

/** First words of a note, or of its passage where nothing is written. */
export function noteWords(annotation: Annotation, length: number): string {
  return firstWords(plainNote(annotation.note) || (textTargetOf(annotation)?.exact ?? ''), length)
}

/** At most `length` characters of a text in one line, cut between words. */
export function firstWords(text: string, length: number): string {
  const line = text.replace(/\s+/gu, ' ').trim()
  if (line.length <= length) return line
  const cut = line.slice(0, length + 1)
  const space = cut.lastIndexOf(' ')
  return `${cut.slice(0, space > length / 2 ? space : length).trimEnd()}…`
}

/** A note in Markdown as plain words in one line, for lists and voices. Numbers stay: "24. septembris" is a date. */
export function plainNote(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s{0,3}(?:#{1,6}|>|[-*+])\s+/gm, '')
    .replace(/(\*\*|__|`+)(.+?)\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}])([*_])(?=\S)(.+?)(?<=\S)\1(?![\p{L}\p{N}])/gu, '$2')
    .replace(/\s+/g, ' ')
    .trim()
}

/**
 * The note as Markdown in which a line that begins with an ordinal stays a line: "24. septembrī" is a date and no list.
 * A list begins with 1, and its items follow each other.
 */
export function noteMarkdown(note: string): string {
  let inList = false
  return note
    .split('\n')
    .map((line) => {
      const item = /^(\s{0,3})(\d{1,9})([.)])(?=\s)/.exec(line)
      if (!item) {
        inList = inList && line.trim() !== ''
        return line
      }
      inList = inList || item[2] === '1'
      return inList ? line : line.replace(item[0], `${item[1] ?? ''}${item[2] ?? ''}\\${item[3] ?? ''}`)
    })
    .join('\n')
}

/** The reader's own name of a colour, else ours. */
export function colourName(colour: Colour, preferences: Preferences, { t }: Pick<I18n, 't'>): string {
  return preferences.colourNames[colour] ?? t(`reader.colours.${colour}`)
}

/** What was deleted: notes, and the replies that went with them. */
export function deletedWords(count: number, replies: number, { t }: Pick<I18n, 't'>): string {
  const notes = t('reader.deleted', { count })
  return replies === 0 ? notes : `${notes}; ${t('reader.deletedReplies', { count: replies })}`
}

const dayOf = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()

/** When a note was changed: `today 13:48`, `yesterday`, else the date. */
export function noteTime(instant: string, { t, date }: Pick<I18n, 't' | 'date'>, now = new Date()): string {
  const then = new Date(instant)
  const days = Math.round((dayOf(now) - dayOf(then)) / 86_400_000)
  if (days === 0) return t('reader.time.today', { time: date(instant, 'time') })
  return days === 1 ? t('reader.time.yesterday') : date(instant, 'short')
}
