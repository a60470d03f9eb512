/** The screens there are: every folder of views that exports one. */
import { whenIdle } from '@/slices'
import type { ScreenId, View } from '@/views/view'

const modules = import.meta.glob<{ view: View }>('../views/*/index.ts', { eager: true })

/** In the order of the rail. */
export const views: readonly View[] = Object.values(modules)
  .map(({ view }) => view)
  .toSorted((a, b) => a.order - b.order)

/** Loads a screen's parts. One that fails here is loaded again when it is shown, and told then. */
export async function preloadScreen(id: ScreenId): Promise<void> {
  await views
    .find((view) => view.id === id)
    ?.component()
    .catch(() => undefined)
}

/** Loads the screens that nobody has asked for yet, one in each idle moment: going there waits for nothing. */
export function preloadScreens(): void {
  const waiting = views.map(({ id }) => id)
  const next = () => {
    const id = waiting.shift()
    if (id) void preloadScreen(id).then(() => whenIdle(next))
  }
  whenIdle(next)
}
