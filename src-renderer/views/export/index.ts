/** Export: what goes into the file, and its pages as they will be. */
import { FileOutput } from '@lucide/vue'
import type { View } from '../view'

export const view = {
  id: 'export',
  titleKey: 'export.title',
  icon: FileOutput,
  order: 6,
  component: () => import('./ExportView.vue'),
} satisfies View
