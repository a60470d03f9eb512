/** Which panes stand side by side, and in which columns (mockups README, sections 6 and 10). */
import { computed, type ComputedRef, onBeforeUnmount, type Ref, ref } from 'vue'

/** Narrower panes become tabs. */
const LEAST = 250

export interface Columns {
  /** Panes in sight, in order. The others are tabs. */
  readonly shown: ComputedRef<readonly number[]>
  /** `grid-template-columns`: panes, gutters between them, overview. */
  readonly template: ComputedRef<string>
  /** Column of a pane. Hidden ones lie below the last that is shown: they scroll along, and come forward in place. */
  placeOf(pane: number): Record<string, string>
}

/** `active` is always in sight. */
export function useColumns(count: () => number, active: Ref<number>): Columns {
  const width = ref(innerWidth)
  const measure = () => (width.value = innerWidth)
  addEventListener('resize', measure)
  onBeforeUnmount(() => removeEventListener('resize', measure))

  const isTight = computed(() => width.value < 1100)
  const gutter = computed(() => (isTight.value || count() > 3 ? 28 : count() === 2 ? 56 : 40))
  const shown = computed((): readonly number[] => {
    const all = Array.from({ length: count() }, (_, pane) => pane)
    const room = width.value - (isTight.value ? 48 : 76) - 44
    const fits = width.value < 800 ? 1 : Math.max(1, Math.floor((room + gutter.value) / (LEAST + gutter.value)))
    if (fits >= all.length) return all
    const first = all.slice(0, fits - 1)
    return [...first, first.includes(active.value) ? fits - 1 : active.value]
  })

  return {
    shown,
    template: computed(() => {
      const strip = shown.value.length === 1 ? 28 : count() === 2 ? 32 : 44
      return `${shown.value.map(() => 'minmax(0, 1fr)').join(` ${gutter.value}px `)} ${strip}px`
    }),
    placeOf(pane) {
      const slot = shown.value.indexOf(pane)
      const column = 2 * (slot === -1 ? shown.value.length - 1 : slot) + 1
      return { gridColumn: String(column), ...(slot === -1 ? { visibility: 'hidden' } : {}) }
    },
  }
}
