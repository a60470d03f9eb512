import type { Annotation } from '#shared/contract'
import { useNotebook } from '@/notebook'
import { type ShallowRef, shallowRef } from 'vue'

const lastId = shallowRef<string | null>(null)

export const rememberNote = (id: string): void => void (lastId.value = id)

/** The note that was written or chosen last, in whatever document: what further passages are added to. */
export function useLastNote(): ShallowRef<Annotation | null> {
  return useNotebook().live<Annotation | null>(
    async ({ annotations }) => {
      const found = lastId.value === null ? undefined : await annotations.get(lastId.value)
      return found?.deletedAt === null ? found : null
    },
    null,
    () => lastId.value,
  )
}
