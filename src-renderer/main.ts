/** Composition root of the interface: host, typed client, stores, mount. */
import './styles/index.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { connectHost, provideHost } from './host'
import { startNotebook } from './notebook'
import { applyRememberedPreferences, useLibraryStore, usePreferencesStore, useWorkspaceStore } from './stores'

await applyRememberedPreferences()
const host = await connectHost()
provideHost(host)
const app = createApp(App)
app.use(createPinia())
await usePreferencesStore().load()
await startNotebook(host)
useWorkspaceStore().followHistory()
useLibraryStore().follow()
app.mount('#app')
void useLibraryStore().load()
