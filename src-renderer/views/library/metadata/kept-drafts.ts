/** Metadata that was typed and not saved, by document: who closes the sheet by a slip finds it again. */
import type { MetadataDraft } from './draft'

const drafts = new Map<string, MetadataDraft>()

export const keptDraft = (documentId: string) => drafts.get(documentId)
export const keepDraft = (documentId: string, draft: MetadataDraft) => void drafts.set(documentId, draft)
export const forgetDraft = (documentId: string) => void drafts.delete(documentId)
