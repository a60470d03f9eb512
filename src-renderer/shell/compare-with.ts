/** Asks with which other documents one shall be compared. */
import { ref } from 'vue'

/** The document that is asked about now. */
export const comparing = ref<string | null>(null)

/** Opens the dialog "Compare with…" for a document; choosing there opens the Compare screen. */
export function askCompareWith(documentId: string): void {
  comparing.value = documentId
}
