import { onScopeDispose, type Ref, ref } from 'vue'

/** Whether a media query holds now. */
export function useMedia(query: string): Readonly<Ref<boolean>> {
  const list = typeof matchMedia === 'function' ? matchMedia(query) : null
  const holds = ref(list?.matches ?? false)
  const update = () => (holds.value = list?.matches ?? false)
  list?.addEventListener('change', update)
  onScopeDispose(() => list?.removeEventListener('change', update))
  return holds
}
