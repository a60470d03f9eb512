/** The one toast: what was done and can be undone. Never for errors. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

interface Toast {
  readonly message: string
  /** Takes back what was done. */
  readonly undo?: () => void | Promise<unknown>
}

export const useToastStore = defineStore('toasts', () => {
  const current = shallowRef<Toast | null>(null)

  /** Shows a toast for 6 s; it takes the place of the one before. */
  function show(toast: Toast): void {
    current.value = { ...toast }
  }

  function dismiss(): void {
    current.value = null
  }

  return { current, show, dismiss }
})
