/** What a screen tells the shell about itself. Navigation and the rail are built from it. */
import type { Component } from 'vue'

/** The screens of the application, in the order of the rail. */
export const screenIds = ['library', 'read', 'compare', 'notes', 'export', 'settings'] as const
export type ScreenId = (typeof screenIds)[number]

/** Keys of one part of a screen, as the keyboard help lists them. */
export interface KeyGroup {
  readonly titleKey: string
  readonly keys: readonly {
    readonly labelKey: string
    /** One after another, each as `Ctrl+Shift+Z`. */
    readonly keys: readonly string[]
    /** The first to the last of them: `A` to `E`. */
    readonly range?: boolean
  }[]
}

/** A screen: exported as `view` by `views/<id>/index.ts`, and picked up from there. */
export interface View {
  readonly id: ScreenId
  /** Key of the name in the rail, e.g. `library.title`. */
  readonly titleKey: string
  readonly icon: Component
  /** Position in the rail, and the digit of its shortcut in that order. Settings (9) stands at the foot. */
  readonly order: number
  /** Loads the screen in a chunk of its own. */
  readonly component: () => Promise<{ default: Component }>
  /** It puts the focus on its content by itself, once that is there. */
  readonly takesFocus?: boolean
  /** Its own keys, for the keyboard help and the settings. */
  readonly keys?: readonly KeyGroup[]
}
