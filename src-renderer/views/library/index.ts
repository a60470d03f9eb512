/** The library: what there is, filtered, sorted, and told about. */
import { Library } from '@lucide/vue'
import type { View } from '../view'

export const view = {
  id: 'library',
  titleKey: 'library.title',
  icon: Library,
  order: 1,
  component: () => import('./LibraryView.vue'),
} satisfies View
