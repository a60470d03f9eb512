/** What the reader does with tags in the Notes screen: the dialogs, and the acts with their toasts. */
import type { Annotation, Tag } from '#shared/contract'
import { nameProblem, withDescendants } from '@/annotations'
import { useI18n } from '@/locales'
import { useNotebook } from '@/notebook'
import { describeError, useActToasts, useNoticeStore, useToastStore } from '@/stores'
import { type Ref, ref } from 'vue'
import type { TagChoice } from './listing'

/** What is being asked. */
export type TagQuestion =
  | { readonly kind: 'edit'; readonly tag: Tag | null; readonly parentId: string }
  | { readonly kind: 'move' | 'merge'; readonly tag: Tag }
  /** `below`: tags that go with it; `notes`: how many lose a tag. */
  | { readonly kind: 'delete'; readonly tag: Tag; readonly below: number; readonly notes: number }

export interface TagsPort {
  tags(): readonly Tag[]
  notes(): readonly Annotation[]
  readonly choice: Ref<TagChoice>
}

export function useTags({ tags, notes, choice }: TagsPort) {
  const { t } = useI18n()
  const notebook = useNotebook()
  const toasts = useToastStore()
  const sayDone = useActToasts()
  const notices = useNoticeStore()
  const question = ref<TagQuestion | null>(null)
  const chosen = () => tags().find(({ id }) => id === choice.value) ?? null

  /** True when it was done; else the notice says why not. */
  async function act(work: () => Promise<unknown>, failed: string, done: string): Promise<boolean> {
    try {
      const doing = work()
      await doing
      sayDone(done, doing)
      return true
    } catch (error) {
      notices.showError('notes', failed, error)
      return false
    }
  }

  async function removeNow(tag: Tag): Promise<void> {
    question.value = null
    await act(() => notebook.deleteTag(tag.id), t('notes.failed.deleteTag'), t('notes.tag.deleted', { name: tag.name }))
  }

  return {
    question,
    add() {
      question.value = { kind: 'edit', tag: null, parentId: chosen()?.id ?? '' }
    },
    ask(kind: 'move' | 'merge', tag: Tag) {
      question.value = { kind, tag }
    },
    edit(tag: Tag) {
      question.value = { kind: 'edit', tag, parentId: tag.parentId }
    },
    saved(id: string) {
      if (question.value?.kind === 'edit' && question.value.tag === null) choice.value = id
      question.value = null
    },
    /** Answers why it cannot be; empty when it was done. */
    async rename(tag: Tag, name: string): Promise<string> {
      const why = nameProblem(tags(), { id: tag.id, name, parentId: tag.parentId })
      if (why) return t(`notes.tag.problem.${why}`, { name: name.trim() })
      try {
        await notebook.updateTag(tag.id, { name })
        return ''
      } catch (error) {
        return describeError(error)
      }
    },
    /** Puts a tag below another (`''`: to the roots). Says why not where a tag of its name is there already. */
    async move(tag: Tag, parentId: string): Promise<void> {
      question.value = null
      const parent = tags().find(({ id }) => id === parentId)
      if (nameProblem(tags(), { id: tag.id, name: tag.name, parentId })) {
        toasts.show({ message: t('notes.tag.problem.taken', { name: tag.name }) })
        return
      }
      const done = parent
        ? t('notes.tag.moved', { name: tag.name, parent: parent.name })
        : t('notes.tag.movedToRoot', { name: tag.name })
      await act(() => notebook.updateTag(tag.id, { parentId }, 'undo.moveTag'), t('notes.failed.moveTag'), done)
    },
    async merge(tag: Tag, intoId: string): Promise<void> {
      question.value = null
      const into = tags().find(({ id }) => id === intoId)
      if (!into) return
      const done = t('notes.tag.merged', { name: tag.name, into: into.name })
      const isDone = await act(() => notebook.mergeTags(tag.id, intoId), t('notes.failed.mergeTag'), done)
      if (isDone && choice.value === tag.id) choice.value = intoId
    },
    async giveDigit(tag: Tag, digit: number | null): Promise<void> {
      const done = digit
        ? t('notes.tag.digitGiven', { name: tag.name, digit })
        : t('notes.tag.digitTakenOff', { name: tag.name })
      if ((tag.digit ?? null) === digit) return
      await act(() => notebook.updateTag(tag.id, { digit }, 'undo.tagDigit'), t('notes.failed.tagDigit'), done)
    },
    /** Asks first where other tags or notes are touched; else deletes. */
    async remove(tag: Tag): Promise<void> {
      const ids = withDescendants(tag.id, tags())
      const touched = notes().filter((note) => note.tagIds.some((id) => ids.has(id))).length
      if (ids.size === 1 && touched === 0) return removeNow(tag)
      question.value = { kind: 'delete', tag, below: ids.size - 1, notes: touched }
    },
    removeNow,
  }
}

export type TagActs = ReturnType<typeof useTags>
