/** Settings: how the application speaks and looks, where the data is, what it is. */
import { Settings } from '@lucide/vue'
import type { View } from '../view'

export const view = {
  id: 'settings',
  titleKey: 'settings.title',
  icon: Settings,
  order: 9,
  component: () => import('./SettingsView.vue'),
} satisfies View
