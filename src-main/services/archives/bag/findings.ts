/** What a verification found, in the order found. */
import type { VerifyFinding } from '#shared/contract'

export class Findings {
  readonly errors: VerifyFinding[] = []
  readonly warnings: VerifyFinding[] = []

  error(code: string, message: string, path?: string): void {
    this.errors.push({ code, message, ...(path === undefined ? {} : { path }) })
  }

  warn(code: string, message: string, path?: string): void {
    this.warnings.push({ code, message, ...(path === undefined ? {} : { path }) })
  }
}
