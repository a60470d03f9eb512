/** What is said of the notes of a paragraph: assistive technology is told nothing of custom highlights. */
import type { ReaderHighlight, ReaderOptions } from './types'

/** At most so many are said one after another. */
const MOST = 5

/** Says the notes among `highlights`; where there are none, that only for those who asked. */
export function sayNotes(
  highlights: readonly ReaderHighlight[],
  { announce, labels }: Pick<ReaderOptions, 'announce' | 'labels'>,
  asked: boolean,
): void {
  const said = highlights.flatMap(({ label }) => label?.() ?? [])
  if (said.length > 0 && labels.notesHere) announce?.([labels.notesHere(said.length), ...said.slice(0, MOST)].join(' '))
  else if (asked && said.length === 0 && labels.noNotesHere) announce?.(labels.noNotesHere)
}
