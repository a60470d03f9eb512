/** Commands that every screen has, and the one listener that turns keys into commands. */
import { useHost } from '@/host'
import { useI18n } from '@/locales'
import { useNotebook } from '@/notebook'
import {
  type Command,
  useArchiveActs,
  useCommandStore,
  useNoticeStore,
  usePreferencesStore,
  useWorkspaceStore,
} from '@/stores'
import { ArrowLeft, ArrowRight, Keyboard, Languages, Palette, Redo2, Undo2 } from '@lucide/vue'
import { onBeforeUnmount, onMounted, ref } from 'vue'
import { announce } from './announce'
import { belongsToField, isGlobal, isTyping, matches } from './keyboard'
import { cycleRegions } from './regions'
import { views } from './views'

/** What floats over the screens now. */
export const overlay = ref<'none' | 'palette' | 'keyboard'>('none')

/** Keys of a screen by its place in the rail. A browser keeps Ctrl and Alt with digits for its own tabs. */
export function screenKeys(position: number): string {
  return useHost().info.host === 'electron' ? `Ctrl+${position}` : `Alt+Shift+${position}`
}

/** Undoes the latest act, of the notebook or in an archive, or redoes the latest that was undone, and says which. */
export async function stepNotebook(direction: 'undo' | 'redo'): Promise<void> {
  const { t } = useI18n()
  const acts = useArchiveActs()
  const notebook = useNotebook()
  try {
    // Words that are being typed come after everything that was done before.
    await notebook.settle()
    if (direction === 'undo' && acts.isLast) return await acts.undo()
    if (direction === 'redo' && acts.redoable !== '') return await acts.redo()
    if (direction === 'redo' && acts.barsRedo) return
    const label = await notebook[direction]()
    if (label === null) return
    const act = t(label)
    announce(act === label ? t(`shell.${direction}ne`) : t(`shell.${direction}neNamed`, { act }))
  } catch (error) {
    useNoticeStore().showError(direction, t(`shell.${direction}Failed`), error)
  }
}

/** Registers the global commands and listens to the keyboard while the calling component lives. */
export function useGlobalCommands(): void {
  const { t } = useI18n()
  const workspace = useWorkspaceStore()
  const preferences = usePreferencesStore()
  const notices = useNoticeStore()
  const commands = useCommandStore()
  const notebook = useNotebook()

  const set = (patch: Parameters<typeof preferences.set>[0]) =>
    preferences.set(patch).catch((error: unknown) => notices.showError('preferences', t('shell.notKept'), error))

  function canRedo() {
    const acts = useArchiveActs()
    return acts.redoable !== '' || (notebook.canRedo.value && !acts.barsRedo)
  }

  const own: Command[] = [
    {
      id: 'app.palette',
      title: () => t('shell.palette.open'),
      keys: 'Ctrl+K',
      run: () => void (overlay.value = 'palette'),
    },
    ...views.map((view, n): Command => ({
      id: `go.${view.id}`,
      title: () => t('shell.goTo', { screen: t(view.titleKey) }),
      keys: screenKeys(n + 1),
      icon: view.icon,
      run: () => workspace.goToScreen(view.id),
    })),
    {
      id: 'go.back',
      title: () => t('shell.back'),
      keys: 'Alt+←',
      icon: ArrowLeft,
      enabled: () => workspace.canGoBack,
      run: () => workspace.back(),
    },
    {
      id: 'go.forward',
      title: () => t('shell.forward'),
      keys: 'Alt+→',
      icon: ArrowRight,
      enabled: () => workspace.canGoForward,
      run: () => workspace.forward(),
    },
    {
      id: 'notebook.undo',
      title: () => t('shell.undo'),
      keys: 'Ctrl+Z',
      icon: Undo2,
      enabled: () => notebook.canUndo.value || useArchiveActs().isLast,
      run: () => stepNotebook('undo'),
    },
    {
      id: 'notebook.redo',
      title: () => t('shell.redo'),
      keys: 'Ctrl+Shift+Z',
      icon: Redo2,
      enabled: canRedo,
      run: () => stepNotebook('redo'),
    },
    {
      id: 'app.keyboard',
      title: () => t('shell.keyboard.open'),
      keys: '?',
      icon: Keyboard,
      run: () => void (overlay.value = 'keyboard'),
    },
    ...(['light', 'sepia', 'dark', 'contrast'] as const).map((theme): Command => ({
      id: `theme.${theme}`,
      title: () => t('shell.themeCommand', { theme: t(`settings.themes.${theme}`) }),
      icon: Palette,
      enabled: () => preferences.theme !== theme,
      run: () => set({ theme }),
    })),
    ...(['lv', 'en'] as const).map((language): Command => ({
      id: `language.${language}`,
      title: () => t(`shell.languageCommand.${language}`),
      icon: Languages,
      enabled: () => preferences.language !== language,
      run: () => set({ language }),
    })),
  ]
  commands.register(own)
  // Redo has a second habit on Windows.
  const hidden: Command[] = [
    { id: 'region.next', title: () => '', keys: 'F6', run: () => cycleRegions(1) },
    { id: 'region.previous', title: () => '', keys: 'Shift+F6', run: () => cycleRegions(-1) },
    {
      id: 'notebook.redo2',
      title: () => '',
      keys: 'Ctrl+Y',
      enabled: canRedo,
      run: () => stepNotebook('redo'),
    },
  ]

  function press(event: KeyboardEvent) {
    if (event.defaultPrevented || event.isComposing) return
    if (document.querySelector('dialog[open]')) return
    const found = [...hidden, ...commands.all.toReversed()].find(
      ({ keys }) =>
        keys !== undefined &&
        isGlobal(keys) &&
        matches(event, keys) &&
        !(belongsToField(keys) && isTyping(event.target)),
    )
    if (!found) return
    // Swallowed even when it cannot act now: the browser's own meaning of the key would surprise.
    event.preventDefault()
    if (commands.isEnabled(found)) void found.run()
  }

  const stopMenu = useHost().client.on('commandChosen', ({ command }) => void commands.run(command))
  onMounted(() => addEventListener('keydown', press))
  onBeforeUnmount(() => {
    removeEventListener('keydown', press)
    stopMenu()
  })
}
