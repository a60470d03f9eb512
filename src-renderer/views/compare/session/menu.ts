/** An entry of a menu, as `PopoverMenu` takes it. */
import type { Component } from 'vue'

export interface MenuEntry {
  readonly id: string
  readonly label: string
  readonly icon?: Component
  readonly keys?: string
  readonly danger?: boolean
  readonly disabled?: boolean
  readonly checked?: boolean
  readonly separated?: boolean
  readonly run: () => void
}
