/** All keys of the application: those of everywhere, of lists, and what each screen adds. */
import { useI18n } from '@/locales'
import type { KeyGroup } from '@/views/view'
import { screenKeys } from './global-commands'
import { views } from './views'

/** In the order of the screens. */
export function keyGroups(): readonly KeyGroup[] {
  const { t } = useI18n()
  return [
    {
      titleKey: 'shell.keys.everywhere',
      keys: [
        { labelKey: 'shell.keys.palette', keys: ['Ctrl+K'] },
        { labelKey: 'shell.keys.screens', keys: [screenKeys(1), String(views.length)], range: true },
        { labelKey: 'shell.keys.region', keys: ['F6'] },
        { labelKey: 'shell.keys.history', keys: ['Alt+←', '→'] },
        { labelKey: 'shell.undo', keys: ['Ctrl+Z'] },
        { labelKey: 'shell.redo', keys: ['Ctrl+Shift+Z'] },
        { labelKey: 'shell.keys.help', keys: ['?'] },
      ],
    },
    {
      titleKey: 'shell.keys.lists',
      keys: [
        { labelKey: 'shell.keys.move', keys: ['↑', '↓'] },
        { labelKey: 'shell.keys.open', keys: ['↵'] },
        { labelKey: 'shell.keys.several', keys: [t('shell.keys.space')] },
      ],
    },
    ...views.flatMap((view) => view.keys ?? []),
  ]
}
