/** Words that are not saved yet. They outlive the form, so that going elsewhere or a full disk never costs them. */
import type { Colour } from '#shared/contract'

export interface AnnotationDraft {
  readonly note: string
  readonly tagIds: readonly string[]
  readonly colour: Colour | null
}

const drafts = new Map<string, AnnotationDraft>()

/** `key`: id of the annotation, or a name for the new one. */
export function keepDraft(key: string, draft: AnnotationDraft): void {
  drafts.set(key, draft)
}

export function keptDraft(key: string): AnnotationDraft | null {
  return drafts.get(key) ?? null
}

export function forgetDraft(key: string): void {
  drafts.delete(key)
}
