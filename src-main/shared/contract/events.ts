/** Events that services send to every open interface. Past tense. */
import * as v from 'valibot'
import { anchoringProgressSchema } from './anchoring'
import { archiveSummarySchema } from './archive'
import { importProgressSchema } from './imports'
import { journalHeadSchema, notebookStatusSchema, opSchema } from './notebook'

export const events = {
  /** Ops that reached the journal, whoever made them; interfaces apply those that they have not. */
  notebookChanged: v.object({ ops: v.array(opSchema), head: journalHeadSchema }),
  /** The notebook became writable or read-only. */
  notebookStatusChanged: notebookStatusSchema,
  /** An archive was added, removed, or its check ended. */
  libraryChanged: v.object({ archives: v.array(archiveSummarySchema) }),
  /** An import went on, was paused, or ended; at most four times a second. */
  importProgressed: importProgressSchema,
  /** Notes are placed in texts that changed; at most four times a second. */
  anchoringProgressed: anchoringProgressSchema,
  /** Command chosen from the system menu (Electron), by id of the interface's command list. */
  commandChosen: v.object({ command: v.string() }),
} as const

export type EventName = keyof typeof events
export type EventPayload<E extends EventName> = v.InferOutput<(typeof events)[E]>
export type Emit = <E extends EventName>(event: E, payload: EventPayload<E>) => void
