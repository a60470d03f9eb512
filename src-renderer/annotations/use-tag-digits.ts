/** Coding with the keys 1 to 9: the tag that has the digit is put on notes, or taken off where all have it. */
import type { Annotation, Tag } from '#shared/contract'
import { useI18n } from '@/locales'
import { useNotebook } from '@/notebook'
import { useActToasts, useNoticeStore, useToastStore } from '@/stores'
import { tagOfDigit } from './tag-tree'

export interface TagDigits {
  /** The tag of the digit; says that there is none, and how to give one, where there is none. */
  tagFor(digit: number, tags: readonly Tag[]): Tag | null
  /** Puts the tag on all of them, or takes it off where all have it: one act, with a toast that takes it back. */
  toggle(tag: Tag, notes: readonly Annotation[]): Promise<void>
  /** Puts the tag on all of them, or takes it off: the same. */
  put(tag: Tag, notes: readonly Annotation[], on: boolean): Promise<void>
}

export function useTagDigits(): TagDigits {
  const { t } = useI18n()
  const notebook = useNotebook()
  const toasts = useToastStore()
  const sayDone = useActToasts()
  const notices = useNoticeStore()

  async function put(tag: Tag, notes: readonly Annotation[], on: boolean): Promise<void> {
    const ids = notes.map(({ id }) => id)
    try {
      const act = notebook.tagAnnotations(ids, on ? { add: [tag.id] } : { remove: [tag.id] })
      sayDone(t(on ? 'notes.tagged' : 'notes.untaggedFrom', { count: await act, name: tag.name }), act)
    } catch (error) {
      notices.showError('tagging', t('notes.failed.tag'), error)
    }
  }

  return {
    tagFor(digit, tags) {
      const tag = tagOfDigit(tags, digit)
      if (!tag) toasts.show({ message: t('notes.noTagOfDigit', { digit }) })
      return tag
    },
    put,
    toggle: (tag, notes) => put(tag, notes, !notes.every((note) => note.tagIds.includes(tag.id))),
  }
}
