/**
 * An excerpt of a stored model, read without the rest of it: a million words take a tenth of a second to be parsed and
 * checked, a few screens of them some milliseconds. Models are stored in one form (container.md, section 4): two spaces a
 * level, blocks and marks sorted by start, the letters in a file of their own, too. No string of JSON holds a line end, so
 * the spaces of a line tell what begins there. What is written otherwise gives null: it is for those who read all.
 */
import { StringDecoder } from 'node:string_decoder'
import * as v from 'valibot'
import { type DocumentModel, documentModelSchema, type Edition, type Range } from '#shared/contract'
import { checkModel, cutExcerpt, type Excerpt, excerptReach } from '#shared/domain/model'

/** Elements that are read of one list, and bytes of all that is in none: more of them are no matter of milliseconds. */
const MOST = 5_000
const REST = 256 * 1024
/** Bytes that are decoded in one go. */
const PIECE = 256 * 1024

/**
 * `json` is the stored model of the edition, `readText` gives the bytes of its letters. Null also where the text has pages.
 * Throws what `readText` throws.
 */
export async function storedExcerpt(
  json: Buffer,
  readText: () => Promise<Buffer>,
  edition: Edition,
  at: number,
): Promise<Excerpt | null> {
  const model = modelNear(json, edition, at)
  if (!model || model.pages.length > 0) return null
  const text = await readText()
  const letters = (start: number, end: number) => lettersOf(text, start, end)
  const excerpt = cutExcerpt({ model, length: edition.length, letters }, at)
  return excerpt && checkModel(excerpt.model).length === 0 ? excerpt : null
}

/** The model without its text, with the blocks and marks around the place. */
function modelNear(json: Buffer, edition: Edition, at: number): DocumentModel | null {
  const { length, sha256 } = edition
  const reach = excerptReach(at, length)
  const head = json.subarray(0, Math.max(0, json.indexOf(',\n  "text": ')))
  const blocks = listIn(json, 'blocks', 0)
  const marks = listIn(json, 'marks', blocks?.end ?? 0)
  const tail = json.subarray(marks?.end)
  if (!blocks || !marks || head.length > REST || tail.length > REST) return null
  try {
    // From the bracket that closes the marks on.
    const rest = parse(`{"marks": [${tail.toString('utf8')}`)
    return v.parse(documentModelSchema, {
      ...parse(`${head.toString('utf8')}}`),
      ...rest,
      text: '',
      textSha256: sha256,
      blocks: parse(around(json, blocks, reach, fromTop)),
      marks: parse(around(json, marks, reach, someBefore)),
      boxes: [],
    })
  } catch {
    return null
  }
}

/** An object or array; throws for all else. */
function parse(json: string): object {
  const value: unknown = JSON.parse(json)
  if (typeof value !== 'object' || value === null) throw new Error('neither an object nor a list')
  return value
}

/** Where the elements of a list stand: from the bracket that opens it to the one that closes it, both left out. */
interface List {
  readonly start: number
  readonly end: number
}

function listIn(json: Buffer, key: string, from: number): List | null {
  const opening = `\n  "${key}": [`
  const found = json.indexOf(opening, from)
  if (found < 0) return null
  const start = found + opening.length
  if (json[start] === 0x5d) return { start, end: start }
  const end = json.indexOf('\n  ]', start)
  return end < 0 ? null : { start, end }
}

const ELEMENT = '\n    {'

/** Whether no more is wanted of what stands in front of a range, after an element of it and `steps` in all. */
type Enough = (lines: string, steps: number) => boolean

/** Blocks nest: what lies over the range begins with the last one that lies in none. */
const fromTop: Enough = (lines) => !lines.includes('\n      "parent": ')

/** Marks may lie over each other. What reaches in from farther away is seen with the whole text. */
const someBefore: Enough = (_, steps) => steps >= 100

/** JSON of the elements that begin from `start` to `end`, and of those in front of them. */
function around(json: Buffer, list: List, { start, end }: Range, isEnough: Enough): string {
  const next = (from: number) => {
    const found = json.indexOf(ELEMENT, from)
    return found < 0 || found > list.end ? list.end : found
  }
  const linesAt = (element: number) => json.toString('latin1', element, next(element + 1))

  // All that begins before `low` is in front of the range, all from `high` on is not.
  let low = list.start
  let high = list.end
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const element = next(middle)
    if (element < high && startOf(linesAt(element)) < start) low = element + 1
    else high = middle
  }
  let first = next(low)
  let to = first
  let count = 0
  const counted = () => {
    if ((count += 1) > MOST) throw new Error('too many to be read in passing')
  }
  for (; to < list.end && startOf(linesAt(to)) <= end; to = next(to + 1)) counted()
  for (let steps = 1, isLast = false; first > list.start && !isLast; steps += 1) {
    const before = json.lastIndexOf(ELEMENT, first - 1)
    if (before < list.start) break
    counted()
    first = before
    isLast = isEnough(linesAt(first), steps)
  }
  return `[${json.toString('utf8', first, to).replace(/,$/, '')}]`
}

function startOf(lines: string): number {
  const start = /\n {6}"start": (\d+)/.exec(lines)?.[1]
  if (start === undefined) throw new Error('an element without a start')
  return Number(start)
}

/** The UTF-16 code units from `start` to `end` of a text in UTF-8. */
function lettersOf(text: Buffer, start: number, end: number): string {
  const decoder = new StringDecoder('utf8')
  let letters = ''
  for (let from = 0, at = 0; from < text.length && at < end; from += PIECE) {
    const piece = decoder.write(text.subarray(from, from + PIECE))
    letters += piece.slice(Math.max(0, start - at), Math.max(0, end - at))
    at += piece.length
  }
  return letters
}
