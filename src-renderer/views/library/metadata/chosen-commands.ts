/**
 * What is done with the chosen documents, or with the one that is shown: their metadata exported; in archives in work also
 * edited at once, their text recognised, or they are taken out. Undone as every change; another text is one more edition.
 */
import type { DocumentSummary } from '#shared/contract'
import { isRecognisable, recogniseText } from '@/imports'
import { useI18n } from '@/locales'
import { useCommandStore, useNoticeStore } from '@/stores'
import { FileMinus, FileOutput, Pencil, ScanText } from '@lucide/vue'
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

  const recognisable = computed(() => changeable.value && documents().some(isRecognisable))
  const recogniseLabel = () => t('imports.recognise.openMany', { count: documents().filter(isRecognisable).length })
  const recognise = () => recogniseText(documents().map(({ id }) => id))

  const exportLabel = () => t('about.export.openMany', { count: documents().length })
  /** Documents whose metadata are being exported. */
  const exporting = shallowRef<readonly DocumentSummary[]>([])
  const exportMetadata = () => void (exporting.value = documents())

  useCommandStore().register([
    {
      id: 'library.exportMetadata',
      title: exportLabel,
      icon: FileOutput,
      enabled: () => documents().length > 0,
      run: exportMetadata,
    },
    { id: 'library.editDocuments', title: editLabel, icon: Pencil, enabled: () => changeable.value, run: edit },
    {
      id: 'library.recogniseText',
      title: recogniseLabel,
      icon: ScanText,
      enabled: () => recognisable.value,
      run: recognise,
    },
    {
      id: 'library.removeDocuments',
      title: takeOutLabel,
      icon: FileMinus,
      enabled: () => changeable.value,
      run: remove,
    },
  ])
  return {
    changeable,
    editLabel,
    edit,
    editing,
    exportLabel,
    exportMetadata,
    exporting,
    recognisable,
    recogniseLabel,
    recognise,
    takeOutLabel,
    remove,
  }
}
