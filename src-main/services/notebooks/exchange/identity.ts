/** Names that files give to things, as ids of ours. */
import { stableId } from '../../archives'

const uuid = /^(?:urn:uuid:)?\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i

/**
 * A UUID is kept; any other name becomes one that depends on it alone, so that the same file read twice makes no note
 * twice (name-based, RFC 9562 version 8).
 */
export function idOf(kind: string, name: string): string {
  return uuid.exec(name.trim())?.[1]?.toLowerCase() ?? stableId('avots-exchange', kind, name)
}

/** An instant as the notebook writes it; undefined for what is none. */
export function instantOf(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString()
}
