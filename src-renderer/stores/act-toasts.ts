import { useI18n } from '@/locales'
import { useNotebook } from '@/notebook'
import { useNoticeStore } from './notices'
import { useToastStore } from './toasts'

/**
 * Says what an act of the notebook did, with "Undo" that takes back this act and no other; without it where the act
 * changed nothing. `act` is the promise that the notebook answered, and has resolved.
 */
export function useActToasts(): (message: string, act: Promise<unknown>) => void {
  const { t } = useI18n()
  const notebook = useNotebook()
  const toasts = useToastStore()
  const notices = useNoticeStore()

  return (message, act) => {
    const takeBack = notebook.undoOf(act)
    if (!takeBack) return toasts.show({ message })
    const undo = () => takeBack().catch((error: unknown) => notices.showError('undo', t('shell.undoFailed'), error))
    toasts.show({ message, undo })
  }
}
