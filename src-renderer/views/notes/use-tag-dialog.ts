/** The dialog of a tag, new or changed, and deleting one. */
import type { Tag } from '#shared/contract'
import { useI18n } from '@/locales'
import { useNotebook } from '@/notebook'
import { useNoticeStore, useToastStore } from '@/stores'
import { type Ref, ref } from 'vue'
import type { TagChoice } from './listing'

export function useTagDialog(tagChoice: Ref<TagChoice>, chosenTag: () => Tag | null) {
  const { t } = useI18n()
  const notebook = useNotebook()
  const toasts = useToastStore()
  const notices = useNoticeStore()
  const dialog = ref<{ tag: Tag | null; parentId: string } | null>(null)

  return {
    dialog,
    addTag() {
      dialog.value = { tag: null, parentId: chosenTag()?.id ?? '' }
    },
    tagSaved(id: string) {
      if (dialog.value?.tag === null) tagChoice.value = id
      dialog.value = null
    },
    async removeTag(tag: Tag) {
      dialog.value = null
      try {
        await notebook.deleteTag(tag.id)
        toasts.show({ message: t('notes.tag.deleted', { name: tag.name }), undo: () => notebook.undo() })
      } catch (error) {
        notices.showError('notes', t('notes.failed.deleteTag'), error)
      }
    },
  }
}
