/** Nesting tags by dragging: onto another tag, or onto what is no tag, which makes it a root. */
import type { Tag } from '#shared/contract'
import { ref } from 'vue'
import { canMove, type TagRow } from './tag-rows'

export function useTagDrag(tags: () => readonly Tag[], move: (tag: Tag, parentId: string) => void) {
  const dragged = ref<Tag | null>(null)
  /** Id of the row under the pointer, where the tag would go; `root` for the room without tags. */
  const over = ref<string | null>(null)

  /** Where a drop on this row puts the tag; null where it cannot go. */
  function parentAt(row: TagRow | null): string | null {
    const parentId = row?.tag?.id ?? ''
    return dragged.value && canMove(dragged.value, parentId, tags()) ? parentId : null
  }

  return {
    dragged,
    over,
    start(event: DragEvent, tag: Tag | null) {
      if (!tag) return event.preventDefault()
      dragged.value = tag
      event.dataTransfer?.setData('text/plain', tag.name)
      if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move'
    },
    /** Null: over the room below the rows. */
    enter(event: DragEvent, row: TagRow | null) {
      if (!dragged.value) return
      event.stopPropagation()
      const parentId = parentAt(row)
      over.value = parentId === null ? null : (row?.tag?.id ?? 'root')
      if (parentId !== null) event.preventDefault()
    },
    drop(event: DragEvent, row: TagRow | null) {
      const parentId = parentAt(row)
      const tag = dragged.value
      event.stopPropagation()
      dragged.value = null
      over.value = null
      if (!tag || parentId === null) return
      event.preventDefault()
      move(tag, parentId)
    },
    end() {
      dragged.value = null
      over.value = null
    },
  }
}
