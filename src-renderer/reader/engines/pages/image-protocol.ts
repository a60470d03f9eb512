/** What the page and the worker that decodes pictures say to each other. */
import type { PageFailure } from '../../types'
import type { DrawRequest } from './source'

export type ToImageWorker =
  | { readonly type: 'draw'; readonly id: number; readonly url: string; readonly request: DrawRequest }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'forget'; readonly page: number }

export type FromImageWorker =
  | { readonly id: number; readonly bitmap: ImageBitmap }
  | { readonly id: number; readonly failure: PageFailure['reason']; readonly message: string }
