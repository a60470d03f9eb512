/** Starts the interface over a host: appearance first, then the host, then the screens. */
import { isAppError } from '#shared/contract'
import { type Host, provideHost } from '@/host'
import { useI18n } from '@/locales'
import { startNotebook } from '@/notebook'
import {
  applyRememberedPreferences,
  useLibraryStore,
  useNoticeStore,
  usePreferencesStore,
  useWorkspaceStore,
} from '@/stores'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import StartFailure from './StartFailure.vue'

/** Mounts the application into `#app`. A host that cannot be reached is told on the page, with what to do. */
export async function startApp(connect: () => Promise<Host>): Promise<void> {
  await applyRememberedPreferences()
  let host: Host
  try {
    host = await connect()
  } catch (error) {
    createApp(StartFailure, { error }).mount('#app')
    return
  }
  provideHost(host)
  const app = createApp(App)
  app.use(createPinia())
  app.config.errorHandler = (error) => report(host, error)
  addEventListener('unhandledrejection', (event) => report(host, event.reason))

  const { t } = useI18n()
  const notices = useNoticeStore()
  const library = useLibraryStore()
  await usePreferencesStore()
    .load()
    .catch((error: unknown) => notices.showError('preferences', t('shell.preferencesLost'), error))
  useWorkspaceStore().followHistory()
  library.follow()
  const content = library.load().catch((error: unknown) => notices.showError('library', t('shell.libraryLost'), error))
  await startNotebook(host)
  app.mount('#app')
  await content
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
