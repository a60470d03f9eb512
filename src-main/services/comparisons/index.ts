/** Comparisons of editions: alignment and word differences, off the main thread, with progress and cancelling. */
import { join } from 'node:path'
import {
  type Alignment,
  AppError,
  type CallContext,
  type DocumentModel,
  type DocumentSummary,
  type DocumentType,
  type Edition,
  type Input,
  type Pane,
  type Services,
} from '#shared/contract'
import { type AlignPane, compareEditions, ENGINE, suggestKind } from '#shared/domain/alignment'
import { exactFolding } from '#shared/domain/language'
import { createThreads } from '../threads'

export interface ComparisonsOptions {
  /** Folder of the built programs (`HostPort.programs`). */
  programs: string
  /** One edition of a document, the current one where no number is given. Throws AppError `unknown-document`. */
  readEdition(
    documentId: string,
    edition?: number,
  ): Promise<{ summary: DocumentSummary; edition: Edition; model: DocumentModel }>
}

export interface Comparisons {
  readonly service: Services['comparisons']
  /** What `comparisons.align` answers, for exports. */
  align(input: Input<'comparisons.align'>, context: CallContext): Promise<Alignment>
  close(): Promise<void>
}

/** Results kept: a comparison that is opened again, or exported, is not computed again. */
const KEPT = 24

/** When the first thread is started unless it was needed before, in ms. */
const WARM_UP = 1500

type Job = Required<Parameters<typeof compareEditions>[0]>

/** The service; nothing runs until it is asked. */
export function createComparisons({ programs, readEdition }: ComparisonsOptions): Comparisons {
  const engine = createThreads<Job, Alignment>({
    program: join(programs, 'comparison-worker.js'),
    work: compareEditions,
    words: {
      cancelled: 'The comparison was stopped. Nothing was changed by it.',
      crashed: 'The comparison ended before it was finished. Try again.',
    },
    warmUp: WARM_UP,
  })
  const kept = new Map<string, Alignment>()

  async function read(pane: Pane): Promise<{ sha256: string; type: DocumentType; pane: AlignPane }> {
    const { summary, edition, model } = await readEdition(pane.documentId, pane.edition)
    const lang = model.lang ?? summary.metadata.languages[0] ?? ''
    return {
      sha256: edition.sha256,
      type: summary.metadata.type,
      pane: { model: { text: model.text, blocks: model.blocks }, lang },
    }
  }

  async function align(input: Input<'comparisons.align'>, context: CallContext): Promise<Alignment> {
    const { kind, panes, pins = [], folding = exactFolding } = input
    if (panes.length < 2) {
      throw new AppError('bad-request', 'A comparison needs two documents or more.', { panes: panes.length })
    }
    const editions = await Promise.all(panes.map(read))
    checkPins(pins, editions)
    // The same texts give the same result, whatever documents they belong to.
    const key = JSON.stringify([
      ENGINE,
      kind,
      editions.map(({ sha256, pane }) => [sha256, pane.lang]),
      pins.map(({ cells, apart }) => [cells, apart === true]),
      kind === 'versions' ? folding : null,
    ])
    const known = kept.get(key)
    if (known) {
      kept.delete(key)
      kept.set(key, known)
      return known
    }
    const job: Job = { panes: editions.map(({ pane }) => pane), kind, pins, folding }
    const alignment = await engine.run(job, context)
    kept.set(key, alignment)
    const [oldest] = kept.keys()
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
    return alignment
  }

  return {
    service: {
      align,
      suggestKind: async ({ panes }) => {
        const editions = await Promise.all(panes.map(read))
        const kind = suggestKind(editions.map(({ pane }) => pane))
        // What the archive calls accounts is compared as such, even where they tell much in the same words.
        const areAccounts = editions.every(({ type }) => type === 'account')
        return { kind: kind === 'versions' && areAccounts ? 'accounts' : kind }
      },
    },
    align,
    close: () => engine.close(),
  }
}

/** A pin outside its text comes from another edition: said, not guessed. */
function checkPins(pins: Job['pins'], editions: readonly { pane: AlignPane }[]): void {
  for (const pin of pins) {
    pin.cells.forEach((cell, pane) => {
      const length = editions[pane]?.pane.model.text.length
      if (cell && (length === undefined || cell[1] > length)) {
        throw new AppError(
          'range-invalid',
          `A pin points to ${cell[0]}–${cell[1]} in pane ${pane + 1}, which has ${length ?? 0} characters. Remove the pin, or choose the edition that it was made on.`,
          { pin: pin.id, pane: pane + 1, start: cell[0], end: cell[1], length: length ?? 0 },
        )
      }
    })
  }
}
