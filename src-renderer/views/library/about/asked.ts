/** Which document the "About" sheet tells of now. */
import { shallowRef } from 'vue'

export const asked = shallowRef<{ readonly documentId: string; readonly edit: boolean } | null>(null)

/** Opens the sheet; `edit` begins with the fields. */
export function askAbout(documentId: string, edit = false): void {
  asked.value = { documentId, edit }
}
