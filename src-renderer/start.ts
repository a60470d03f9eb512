/** Starts the interface over a host: appearance first, then the host, then the screens. */
import { isAppError } from '#shared/contract'
import { type Host, provideHost } from '@/host'
import { loadLanguage, useI18n } from '@/locales'
import { startNotebook } from '@/notebook'
import {
  applyRememberedPreferences,
  useLibraryStore,
  useNoticeStore,
  usePreferencesStore,
  useWorkspaceStore,
} from '@/stores'
import { createPinia, disposePinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { preloadScreen, preloadScreens } from './shell/views'
import StartFailure from './StartFailure.vue'

/**
 * Mounts the application into `#app`; resolves with the way to stop it. A host that cannot be reached is told on the
 * page, with what to do.
 */
export async function startApp(connect: () => Promise<Host>): Promise<() => Promise<void>> {
  const pinia = createPinia()
  const workspace = useWorkspaceStore(pinia)
  // What the first screen is made of comes while the host is asked.
  void preloadScreen(workspace.place.screen)
  await applyRememberedPreferences()
  let host: Host
  try {
    host = await connect()
  } catch (error) {
    const failure = createApp(StartFailure, { error })
    failure.mount('#app')
    return () => {
      failure.unmount()
      disposePinia(pinia)
      return Promise.resolve()
    }
  }
  provideHost(host)
  const app = createApp(App)
  app.use(pinia)
  app.config.errorHandler = (error) => report(host, error)
  const reject = (event: PromiseRejectionEvent) => report(host, event.reason)
  addEventListener('unhandledrejection', reject)

  const { t } = useI18n()
  const notices = useNoticeStore()
  const library = useLibraryStore()
  const preferences = usePreferencesStore()
    .load()
    .catch((error: unknown) => notices.showError('preferences', t('shell.preferencesLost'), error))
  const leaveHistory = workspace.followHistory()
  library.follow()
  const content = library.load().catch((error: unknown) => notices.showError('library', t('shell.libraryLost'), error))
  // Screens may ask the notebook from now on; what they ask waits for the database by itself.
  const notebook = startNotebook(host)
  await preferences
  app.mount('#app')
  await content
  // A switch of the language is at once when the other one is here already.
  void loadLanguage('lv')
  preloadScreens()
  return async () => {
    app.unmount()
    leaveHistory()
    removeEventListener('unhandledrejection', reject)
    disposePinia(pinia)
    await (await notebook).close()
  }
}

/** An error that nobody caught: known ones are told, others logged with an id that the reader can name. */
function report(host: Host, error: unknown): void {
  const { t } = useI18n()
  const notices = useNoticeStore()
  console.error(error)
  if (isAppError(error)) return notices.showError('error', '', error)
  const message = error instanceof Error ? error.message : String(error)
  const stack = error instanceof Error ? error.stack : undefined
  host.client
    .call('app.logError', { message, ...(stack ? { stack } : {}) })
    .then(({ logId }) =>
      notices.show({
        id: 'error',
        kind: 'bad',
        title: t('shell.unexpected'),
        text: t('shell.logged', { id: logId }),
        closable: true,
      }),
    )
    .catch(() => undefined)
}
