/**
 * What is done with the chosen documents of archives in work, or with the one that is shown: their metadata edited at once,
 * or they are taken out. Undone as every change.
 */
import type { DocumentSummary } from '#shared/contract'
import { useI18n } from '@/locales'
import { useCommandStore, useNoticeStore } from '@/stores'
import { FileMinus, Pencil } from '@lucide/vue'
import { computed, shallowRef } from 'vue'
import { useArchiveChanges } from './changes'

/** `documents`: what is chosen just now. `gone` is called after they were taken out. */
export function useChosenCommands(documents: () => readonly DocumentSummary[], gone: () => void) {
  const { t } = useI18n()
  const notices = useNoticeStore()
  const { canChange, remove: take } = useArchiveChanges()

  const changeable = computed(() => documents().length > 0 && documents().every(canChange))
  const takeOutLabel = () => t('about.remove', { count: documents().length })
  const editLabel = () => t('about.batch.open', { count: documents().length })
  /** Documents whose metadata are being edited. */
  const editing = shallowRef<readonly DocumentSummary[]>([])
  const edit = () => void (editing.value = documents())

  async function remove(): Promise<void> {
    try {
      await take(documents())
      gone()
    } catch (error) {
      notices.showError('documents-remove', t('about.notRemoved'), error)
    }
  }

  useCommandStore().register([
    { id: 'library.editDocuments', title: editLabel, icon: Pencil, enabled: () => changeable.value, run: edit },
    {
      id: 'library.removeDocuments',
      title: takeOutLabel,
      icon: FileMinus,
      enabled: () => changeable.value,
      run: remove,
    },
  ])
  return { changeable, editLabel, edit, editing, takeOutLabel, remove }
}
