/** A note that waits for the passage that it is to be linked with: the reader goes to it, in whatever text, and chooses it. */
import type { Annotation } from '#shared/contract'
import { useI18n } from '@/locales'
import { useNoticeStore } from '@/stores'
import { readonly, shallowRef } from 'vue'
import { noteWords } from './texts'

const waiting = shallowRef<string | null>(null)
const NOTICE = 'linking'

export function useLinking() {
  const { t } = useI18n()
  const notices = useNoticeStore()

  function end(): void {
    waiting.value = null
    notices.dismiss(NOTICE)
  }

  function begin(annotation: Annotation): void {
    waiting.value = annotation.id
    notices.show({
      id: NOTICE,
      kind: 'ok',
      title: t('reader.links.waiting', { words: noteWords(annotation, 40) }),
      text: t('reader.links.waitingText'),
      closable: false,
      action: { label: t('common.cancel'), run: end },
    })
  }

  return { /** Its id; null while none waits. */ waiting: readonly(waiting), begin, end }
}
