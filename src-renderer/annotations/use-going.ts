import { type Annotation, editionIdOf } from '#shared/contract'
import { standingOf } from '#shared/domain/anchoring'
import { anchorIdOf } from '#shared/domain/records'
import { useNotebook } from '@/notebook'
import { useLibraryStore, useWorkspaceStore } from '@/stores'

/** Goes to where a target of a note stands in the current edition; to the document alone where that is not certain. */
export function useGoingTo(): (note: Annotation, index: number) => void {
  const library = useLibraryStore()
  const workspace = useWorkspaceStore()
  const anchors = useNotebook().anchors()
  return (note, index) => {
    const target = note.targets[index]
    const summary = target && library.document(target.docId)
    if (!summary) return
    const place = { screen: 'read' as const, documentId: summary.id }
    if (target.kind === 'region') return workspace.go({ ...place, noteId: note.id })
    if (target.kind !== 'text') return workspace.go(place)
    const editionId = editionIdOf(summary.id, summary.current)
    const { range } = standingOf(target, editionId, anchors.value.get(anchorIdOf(note.id, index, editionId)))
    workspace.go(range ? { ...place, range } : place)
  }
}
