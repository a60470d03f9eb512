/** What a kind of file must offer. Each folder of `exporters/` exports one as `exporter` and is picked up from there. */
import type { CallContext, ExportFormat } from '#shared/contract'
import type { ReportContent, Warning } from './content'

/** A finished file. */
export interface MadeFile {
  bytes: Uint8Array
  pages?: number
  compiler?: 'native' | 'wasm'
  /** Standard that was enforced. */
  standard?: string
  warnings: Warning[]
}

/** An exporter at work: it may hold a thread until it is closed. */
export interface OpenExporter {
  make(content: ReportContent, context: CallContext): Promise<MadeFile>
  close(): Promise<void>
}

export interface Exporter {
  readonly format: ExportFormat
  readonly mediaType: string
  /** Without the dot. */
  readonly extension: string
  open(paths: { resources: string; programs: string }): OpenExporter
}
