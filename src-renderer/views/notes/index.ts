/** Notes: everything that is noted, by document, tag and date; the tree of tags. */
import { NotebookPen } from '@lucide/vue'
import type { View } from '../view'

export const view = {
  id: 'notes',
  titleKey: 'notes.title',
  icon: NotebookPen,
  order: 5,
  component: () => import('./NotesView.vue'),
  keys: [
    {
      titleKey: 'notes.keys.title',
      keys: [
        { labelKey: 'notes.keys.code', keys: ['1', '9'], range: true },
        { labelKey: 'notes.keys.all', keys: ['Ctrl+A'] },
        { labelKey: 'notes.keys.rename', keys: ['F2'] },
        { labelKey: 'notes.keys.nest', keys: ['Alt+←', '→'] },
        { labelKey: 'notes.keys.give', keys: ['1', '9'], range: true },
        { labelKey: 'notes.keys.take', keys: ['0'] },
      ],
    },
  ],
} satisfies View
