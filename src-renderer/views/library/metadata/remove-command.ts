/** Takes documents out of their archives in work: the chosen ones, or the one that is shown. Undone as every change. */
import type { DocumentSummary } from '#shared/contract'
import { useI18n } from '@/locales'
import { useCommandStore, useNoticeStore } from '@/stores'
import { FileMinus } from '@lucide/vue'
import { useArchiveChanges } from './changes'

/** `documents`: what is chosen just now. `gone` is called after they were taken out. */
export function useRemoveCommand(documents: () => readonly DocumentSummary[], gone: () => void) {
  const { t } = useI18n()
  const notices = useNoticeStore()
  const { canChange, remove: take } = useArchiveChanges()

  const canRemove = () => documents().length > 0 && documents().every(canChange)
  const label = () => t('about.remove', { count: documents().length })

  async function remove(): Promise<void> {
    try {
      await take(documents())
      gone()
    } catch (error) {
      notices.showError('documents-remove', t('about.notRemoved'), error)
    }
  }

  useCommandStore().register([
    { id: 'library.removeDocuments', title: label, icon: FileMinus, enabled: canRemove, run: remove },
  ])
  return { canRemove, label, remove }
}
