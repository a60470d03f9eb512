/** Read: one document, its outline, and the notes beside its lines. */
import { BookOpen } from '@lucide/vue'
import type { View } from '../view'

export const view = {
  id: 'read',
  titleKey: 'read.title',
  icon: BookOpen,
  order: 2,
  component: () => import('./ReadView.vue'),
} satisfies View
