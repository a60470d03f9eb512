/** What screen readers hear of things that happen elsewhere than at the focus. */
import { readonly, ref } from 'vue'

const message = ref('')

/** Says a sentence to screen readers; the same sentence twice is said twice. */
export function announce(sentence: string): void {
  message.value = message.value === sentence ? `${sentence}\u00A0` : sentence
}

/** The sentence that the live region of the shell holds. */
export const announced = readonly(message)
