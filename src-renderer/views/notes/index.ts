/** Notes: everything that is noted, by document, tag and date; the tree of tags. */
import { NotebookPen } from '@lucide/vue'
import type { View } from '../view'

export const view = {
  id: 'notes',
  titleKey: 'notes.title',
  icon: NotebookPen,
  order: 5,
  component: () => import('./NotesView.vue'),
} satisfies View
