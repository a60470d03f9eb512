/** Compare: two to four sources side by side. */
import { Columns3 } from '@lucide/vue'
import type { View } from '../view'

export const view = {
  id: 'compare',
  titleKey: 'compare.title',
  icon: Columns3,
  order: 3,
  component: () => import('./CompareView.vue'),
  keys: [
    {
      titleKey: 'compare.title',
      keys: [
        { labelKey: 'compare.keys.pane', keys: ['Alt+1', '4'], range: true },
        { labelKey: 'compare.nextDifference', keys: ['F8'] },
        { labelKey: 'compare.previousDifference', keys: ['Shift+F8'] },
        { labelKey: 'compare.keys.passage', keys: ['Ctrl+↓', '↑'] },
        { labelKey: 'read.keys.digit', keys: ['1', '9'], range: true },
        { labelKey: 'compare.keys.lock', keys: ['F'] },
        { labelKey: 'compare.keys.pin', keys: ['P', 'P'] },
        { labelKey: 'compare.keys.unpin', keys: ['Shift+P'] },
        { labelKey: 'compare.keys.keep', keys: ['K'] },
        { labelKey: 'compare.keys.drawer', keys: ['R'] },
        { labelKey: 'compare.keys.otherEnd', keys: ['G'] },
        { labelKey: 'compare.keys.swap', keys: ['X'] },
        { labelKey: 'compare.keys.moveRow', keys: ['Alt+↑', '↓'] },
      ],
    },
  ],
} satisfies View
