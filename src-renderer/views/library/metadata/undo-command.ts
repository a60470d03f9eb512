/** Ctrl+Z takes back the latest change of an archive while the library is open and there is one. */
import { useI18n } from '@/locales'
import { useCommandStore } from '@/stores'
import { Undo2 } from '@lucide/vue'
import { onScopeDispose, watch } from 'vue'
import { useArchiveChanges } from './changes'

export function useUndoCommand(): void {
  const { t } = useI18n()
  const commands = useCommandStore()
  const { canUndo, undo } = useArchiveChanges()
  let forget: (() => void) | undefined
  // Only while there is one: else the key is the notebook's.
  watch(
    canUndo,
    (is) => {
      forget?.()
      forget = is
        ? commands.register([
            { id: 'library.undo', title: () => t('about.undo'), keys: 'Ctrl+Z', icon: Undo2, run: undo },
          ])
        : undefined
    },
    { immediate: true },
  )
  onScopeDispose(() => forget?.())
}
