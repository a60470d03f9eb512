/** Small pictures of the regions that notes stand on. */
import type { Annotation } from '#shared/contract'
import { documentOf } from '@/annotations'
import { type OpenDocument, pageFiles } from '@/documents'
import type { PictureRequest, RegionShape } from '@/reader'
import { onScopeDispose } from 'vue'

/** The region of a note, in the document that the note is listed under. */
export interface NoteRegion {
  readonly page: number
  readonly shape: RegionShape
  /** Label of the page, its number where nobody gave it one. */
  readonly label: string
  /** Title of its document; empty where that is gone. */
  readonly title: string
  /** Edition that the picture is of; null where its document is not open, and there is none. */
  readonly edition: OpenDocument | null
}

/** The region that a note stands on, alone or beside its passage. */
export function regionOf(note: Annotation, open: OpenDocument | null, title: string): NoteRegion | null {
  const docId = documentOf(note)
  const region = note.targets.find((target) => target.kind === 'region' && target.docId === docId)
  if (region?.kind !== 'region') return null
  const page = open?.model.pages.find(({ n }) => n === region.page)
  return {
    page: region.page,
    shape: region.shape,
    title,
    label: page?.label ?? String(region.page),
    edition: page ? open : null,
  }
}

/** Draws a region; null where it cannot be drawn. */
export type DrawRegion = (
  region: NoteRegion,
  wanted: Omit<PictureRequest, 'shape'>,
) => Promise<HTMLCanvasElement | null>

/** To be called once for the screen: what it opened is closed with it. */
export function useRegionPictures(): DrawRegion {
  // Few notebooks have regions: what draws them is loaded for the first one.
  let loading: ReturnType<typeof load> | null = null
  let isOver = false

  async function load() {
    const { createPagePictures } = await import('@/reader')
    const pictures = createPagePictures()
    if (isOver) pictures.close()
    return pictures
  }

  onScopeDispose(() => {
    isOver = true
    void loading?.then((pictures) => pictures.close()).catch(() => undefined)
  })

  return async ({ edition: open, page, shape }, wanted) => {
    if (!open) return null
    const pictures = await (loading ??= load()).catch(() => {
      // It may have been a fault that passes.
      loading = null
      return null
    })
    return pictures?.picture(open.model, pageFiles(open), page, { ...wanted, shape }).catch(() => null) ?? null
  }
}
