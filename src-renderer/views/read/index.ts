/** Read: one document, its outline, and the notes beside its lines. */
import { BookOpen } from '@lucide/vue'
import type { View } from '../view'

export const view = {
  id: 'read',
  titleKey: 'read.title',
  icon: BookOpen,
  order: 2,
  takesFocus: true,
  component: () => import('./ReadView.vue'),
  keys: [
    {
      titleKey: 'read.title',
      keys: [
        { labelKey: 'read.keys.caret', keys: ['F7'] },
        { labelKey: 'read.keys.step', keys: ['Alt+↓', 'Ctrl+↓'] },
        { labelKey: 'read.keys.words', keys: ['Shift+←', 'Shift+→'] },
        { labelKey: 'read.keys.sentence', keys: ['S', 'Shift+S'] },
        { labelKey: 'read.keys.highlight', keys: ['A', 'E'], range: true },
        { labelKey: 'read.keys.digit', keys: ['1', '9'], range: true },
        { labelKey: 'read.keys.note', keys: ['N', 'T'] },
        { labelKey: 'read.keys.add', keys: ['M'] },
        { labelKey: 'read.keys.link', keys: ['L'] },
        { labelKey: 'read.keys.quote', keys: ['Q'] },
        { labelKey: 'read.keys.notes', keys: ['J', 'Shift+J'] },
        { labelKey: 'read.keys.hear', keys: ['H'] },
        { labelKey: 'read.find.title', keys: ['Ctrl+F'] },
        { labelKey: 'pages.keys.step', keys: ['→', '←'] },
        { labelKey: 'pages.keys.zoom', keys: ['+', '-', '0'] },
        { labelKey: 'pages.keys.turn', keys: ['R', 'Shift+R'] },
        { labelKey: 'pages.keys.switch', keys: ['F8'] },
      ],
    },
  ],
} satisfies View
