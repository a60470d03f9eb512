/** Notices above the screens: they stay until what they say is over, or until they are closed. */
import { isAppError } from '#shared/contract'
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { describeError, sentenceOf } from './errors'

export interface AppNotice {
  /** A notice with the same id takes the place of the one before. */
  readonly id: string
  readonly kind: 'ok' | 'warn' | 'bad'
  /** Bold first sentence; may be empty. */
  readonly title: string
  readonly text: string
  readonly closable: boolean
  readonly action?: { readonly label: string; readonly run: () => void }
  /** How often it happened; absent for once. */
  readonly count?: number
}

/** More banners would push the screen away; the newest say what matters now. */
const MOST_ERRORS = 3

export const useNoticeStore = defineStore('notices', () => {
  const notices = ref<AppNotice[]>([])

  function show(notice: AppNotice): void {
    const rest = notices.value.filter(({ id }) => id !== notice.id)
    notices.value = [...rest, notice]
  }

  /** The same failure again is one banner that counts; beyond the limit the oldest failures make room. */
  function showFailure(notice: AppNotice): void {
    const same = notices.value.find(
      ({ kind, title, text }) => kind === 'bad' && title === notice.title && text === notice.text,
    )
    if (same) {
      show({ ...same, count: (same.count ?? 1) + 1 })
      return
    }
    show(notice)
    const failures = notices.value.filter(({ kind, closable }) => kind === 'bad' && closable)
    for (const { id } of failures.slice(0, -MOST_ERRORS)) dismiss(id)
  }

  function dismiss(id: string): void {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }

  /** Shows why something failed, in the words of the error; what the reader cancelled is no failure. */
  function showError(id: string, title: string, error: unknown): void {
    if (isAppError(error) && error.code === 'cancelled') return
    const text = describeError(error)
    // A sentence of the services names the file and the reason itself: its beginning is the title then.
    const own =
      isAppError(error) && text === sentenceOf(error) ? /^(.+?[.!?])(?:\s+(?=\p{Lu})|$)(.*)$/su.exec(text) : null
    if (own) showFailure({ id, kind: 'bad', title: own[1] ?? '', text: own[2] ?? '', closable: true })
    else showFailure({ id, kind: 'bad', title, text, closable: true })
  }

  return { notices, show, dismiss, showError }
})
