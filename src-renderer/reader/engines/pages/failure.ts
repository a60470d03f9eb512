/** Why pages cannot be drawn, in the page and in the worker. */
import type { PageFailure } from '../../types'

/** A page that cannot be drawn, for a reason that is known. */
export class PageError extends Error {
  constructor(
    readonly reason: PageFailure['reason'],
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause))
  }
}

export const failureOf = (error: unknown): PageFailure => ({
  reason: error instanceof PageError ? error.reason : 'other',
  error,
})
