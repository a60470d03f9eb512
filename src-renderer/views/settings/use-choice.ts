/** Changing a preference, with the reason told where it cannot be kept. */
import { useI18n } from '@/locales'
import { useNoticeStore, usePreferencesStore } from '@/stores'

export function useChoice() {
  const { t } = useI18n()
  const preferences = usePreferencesStore()
  const notices = useNoticeStore()

  async function set(patch: Parameters<typeof preferences.set>[0]): Promise<void> {
    try {
      await preferences.set(patch)
      notices.dismiss('preferences')
    } catch (error) {
      notices.showError('preferences', t('shell.notKept'), error)
    }
  }

  return { preferences, set }
}
