/** What a note is: a note, a question, or a correction of the words; and how forms read and write it. */
import type { Annotation } from '#shared/contract'
import type { AnnotationDraft } from './drafts'

/** What a reader chooses between when writing. */
export const noteKinds = ['note', 'question', 'correction'] as const
export type NoteKind = (typeof noteKinds)[number]

/** What lists and filters tell apart: a highlight is a mark without words. */
export const shownKinds = ['highlight', ...noteKinds] as const
export type ShownKind = (typeof shownKinds)[number]

export function kindShown({ kind, note }: Pick<Annotation, 'kind' | 'note'>): ShownKind {
  if (kind === 'question' || kind === 'correction') return kind
  return note === '' ? 'highlight' : 'note'
}

/** What a form on this annotation begins with. */
export function draftOf(annotation: Annotation): AnnotationDraft {
  const { note, tagIds, colour, kind, answered, correction } = annotation
  return {
    note,
    tagIds,
    colour,
    ...(kind === 'question' || kind === 'correction' ? { kind } : {}),
    ...(answered === undefined ? {} : { answered }),
    ...(correction === undefined ? {} : { correction }),
  }
}

type Written = Pick<Annotation, 'note' | 'tagIds' | 'colour' | 'kind' | 'answered' | 'correction'>

/** What a form says, as fields of the annotation; `before` is its kind so far. Words of another kind stay unseen. */
export function fieldsOf(draft: AnnotationDraft, before?: Annotation['kind']): Written {
  const fields = { note: draft.note.trim(), tagIds: [...draft.tagIds], colour: draft.colour }
  if (draft.kind === 'question') return { ...fields, kind: 'question', answered: draft.answered ?? false }
  if (draft.kind === 'correction') return { ...fields, kind: 'correction', correction: draft.correction ?? '' }
  if (before === 'reply' || before === 'link') return { ...fields, kind: before }
  return { ...fields, kind: fields.note === '' ? 'highlight' : 'note' }
}
