/** The screens there are: every folder of views that exports one. */
import type { View } from '@/views/view'

const modules = import.meta.glob<{ view: View }>('../views/*/index.ts', { eager: true })

/** In the order of the rail. */
export const views: readonly View[] = Object.values(modules)
  .map(({ view }) => view)
  .toSorted((a, b) => a.order - b.order)
