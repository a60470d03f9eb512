/** On a narrow window the open note lies over the list: keys must not go on in what nobody sees. */
import { useMedia } from '@/components'
import { computed, nextTick, type Ref, watch } from 'vue'

interface OneRegionPorts {
  readonly isOpen: () => boolean
  /** While several are chosen the list stays in sight. */
  readonly isListWanted: () => boolean
  readonly list: () => HTMLElement | null
  readonly focusList: () => void
}

/** Whether the note covers the list, and whether it may be shown at all. */
export function useOneRegion({ isOpen, isListWanted, list, focusList }: OneRegionPorts): {
  isCovered: Readonly<Ref<boolean>>
  isListOnly: Readonly<Ref<boolean>>
} {
  const isSmall = useMedia('(max-width: 799px)')
  const isListOnly = computed(() => isSmall.value && isListWanted())
  const isCovered = computed(() => isSmall.value && isOpen() && !isListOnly.value)
  watch(isCovered, async (covered) => {
    const wasInList = list()?.contains(document.activeElement) ?? false
    await nextTick()
    if (covered && wasInList) document.querySelector<HTMLElement>('.note-panel .back')?.focus()
    else if (!covered && document.activeElement === document.body) focusList()
  })
  return { isCovered, isListOnly }
}
