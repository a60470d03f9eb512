/** Screens of the interface in a test: all that stands around one, over a host in memory, and away again. */
import { createPinia, disposePinia, setActivePinia } from 'pinia'
import { type App, createApp, type VNode } from 'vue'
import { type Host, provideHost } from '@/host'
import { setLanguage } from '@/locales'
import { type Notebook, startNotebook } from '@/notebook'
import { useLibraryStore, usePreferencesStore } from '@/stores'

export interface Screen {
  /** Fills the window, as a screen does. */
  readonly root: HTMLElement
  readonly notebook: Notebook
  /** Puts what is rendered into the root, in place of what was there. */
  mount(render: () => VNode): void
  one<T extends Element = HTMLElement>(selector: string): T | null
  all<T extends Element = HTMLElement>(selector: string): T[]
  /** Throws what a component threw meanwhile. */
  close(): Promise<void>
}

let count = 0

/** Everything but the screen itself: the host, the stores in English, a notebook of its own, and an empty root. */
export async function prepareScreen(host: Host): Promise<Screen> {
  localStorage.clear()
  await setLanguage('en')
  provideHost(host)
  const pinia = createPinia()
  setActivePinia(pinia)
  const root = document.createElement('main')
  root.className = 'screen'
  root.style.cssText = 'position: fixed; inset: 0'
  document.body.append(root)
  count += 1
  const notebook = await startNotebook(host, { databaseName: `screen-${Date.now()}-${count}` })
  await usePreferencesStore().load()
  await useLibraryStore().load()
  let app: App | null = null
  const errors: unknown[] = []
  return {
    root,
    notebook,
    mount(render) {
      app?.unmount()
      app = createApp({ render })
      app.config.errorHandler = (error) => void errors.push(error)
      app.mount(root)
    },
    one: <T extends Element>(selector: string) => root.querySelector<T>(selector),
    all: <T extends Element>(selector: string) => [...root.querySelectorAll<T>(selector)],
    async close() {
      app?.unmount()
      root.remove()
      disposePinia(pinia)
      await notebook.close()
      if (errors.length > 0) throw errors[0]
    },
  }
}
