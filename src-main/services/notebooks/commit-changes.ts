/** Changes that the services make by themselves, as one act of the reader. */
import { randomBytes } from 'node:crypto'
import type { CallContext } from '#shared/contract'
import { type Change, createIds, makeOp } from '#shared/domain/records'
import type { Notebook } from './notebook'

/**
 * Commits changes as one act, which one undo takes back. `label` is the key of its words for the undo menu. Throws
 * AppError as `commit` does; then nothing is changed.
 */
export async function commitChanges(
  notebook: { service: Pick<Notebook['service'], 'status' | 'commit'> },
  changes: readonly Change[],
  { label, now }: { label: string; now: Date },
  context: CallContext,
): Promise<void> {
  if (changes.length === 0) return
  const { actor, device, clock } = await notebook.service.status({}, context)
  const newId = createIds({ now: () => now.getTime(), random: (count) => randomBytes(count) })
  const group = newId()
  const time = now.toISOString()
  const ops = changes.map((change, index) =>
    makeOp(change, { opId: newId(), time, actor, device, clock: clock + index + 1, group, label }),
  )
  await notebook.service.commit({ ops }, context)
}
