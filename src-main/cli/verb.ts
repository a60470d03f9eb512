/** What every verb of the command line has: a file of its own here, found by its name. */
import { parseArgs } from 'node:util'
import type { CancelSignal, Progress } from '#shared/contract'

/** 0 done; 1 done, but something was refused or does not hold; 2 wrong usage; 3 internal error. */
export type ExitStatus = 0 | 1 | 2 | 3

export interface Terminal {
  /** One line on standard output. */
  out(line: string): void
  /** One line on standard error. */
  err(line: string): void
  /** A progress bar on standard error where that is a terminal. */
  progress(progress: Progress): void
  /** Text of a file, or of standard input for `-`. */
  read(path: string): Promise<string>
  /** Bytes of a file, or of standard input for `-`. */
  readBytes(path: string): Promise<Buffer>
  signal: CancelSignal
}

export interface Verb {
  /** The arguments, e.g. `<archive> <documentId>`. */
  usage: string
  summary: string
  run(args: string[], terminal: Terminal): Promise<ExitStatus>
}

/** The call's words are off: status 2, and the verb's usage is shown. */
export class UsageError extends Error {}

type OptionTable = Record<string, { type: 'boolean' | 'string'; short?: string; default?: boolean | string }>
type ValueOf<O> = O extends { type: 'boolean' } ? boolean : O extends { default: string } ? string : string | undefined
type OptionValues<T extends OptionTable> = { [K in keyof T]: ValueOf<T[K]> }

/** Options and exactly `count` positional arguments, or at least one for `some`. Throws UsageError. */
export function parse<T extends OptionTable>(
  args: string[],
  count: number | 'some',
  options: T,
): { values: OptionValues<T>; positionals: string[] } {
  let parsed: { values: object; positionals: string[] }
  try {
    parsed = parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
  const given = parsed.positionals.length
  if (count === 'some' ? given === 0 : given !== count) {
    throw new UsageError(
      count === 'some' || given < count
        ? 'An argument is missing.'
        : `There is an argument too many: "${parsed.positionals[count]}".`,
    )
  }
  return { values: parsed.values as OptionValues<T>, positionals: parsed.positionals }
}

export const jsonOption = { json: { type: 'boolean', default: false } } as const

/** One JSON value a line, as `--json` promises. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(JSON.stringify(value))
}

/** "1 file", "2 files". */
export const counted = (count: number, one: string) => `${count} ${count === 1 ? one : `${one}s`}`

/**
 * A line for people. What a file or a parser says of itself may hold ends of lines, signs that a terminal obeys, and signs
 * that turn round what comes after them; a terminal that lays out no directions shows their marks as boxes.
 */
export const oneLine = (text: string) =>
  text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/g, '')
