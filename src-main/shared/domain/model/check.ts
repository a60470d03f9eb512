import type { DocumentModel } from '#shared/contract'

const enough = 20

/**
 * A text of these letters alone is in form C: none of them changes, or combines with the one before it (Unicode UAX #15,
 * section 9: quick check "yes"). They are Latin, the Cyrillic of our languages, and common punctuation: most texts have no
 * others, and asking is far cheaper than normalising millions of letters.
 */
const SURELY_C = /^[\0-\u02ff\u0400-\u0482\u048a-\u052f\u2002-\u205f\u20a0-\u20bf]*$/
const isFormC = (text: string) => SURELY_C.test(text) || text.normalize('NFC') === text

/**
 * What is wrong with a model beyond its shape, as sentences; empty when it is sound (formats.md section 9). Checked:
 * the text is NFC with LF line ends and without NUL and unpaired surrogates; every range lies in the text; blocks have
 * different ids, are sorted by start, nest, and lie in their parent; marks are sorted by start. At most 20 findings.
 */
export function checkModel(model: DocumentModel): string[] {
  const problems: string[] = []
  const { text } = model
  const say = (sentence: string) => {
    if (problems.length < enough) problems.push(sentence)
  }

  if (text.includes('\r')) say('the text has a carriage return')
  if (text.includes('\0')) say('the text has a NUL')
  if (!text.isWellFormed()) say('the text has an unpaired surrogate')
  if (!isFormC(text)) say('the text is not in Unicode normal form C')

  const inText = (what: string, start: number, end: number) => {
    if (start > end) say(`${what} ends before it starts`)
    else if (end > text.length) say(`${what} ends at ${end}, the text at ${text.length}`)
  }

  const byId = new Map<string, { start: number; end: number }>()
  const open: { id: string; end: number }[] = []
  let previous = 0
  for (const block of model.blocks) {
    const name = `block ${block.id}`
    inText(name, block.start, block.end)
    if (byId.has(block.id)) say(`${name} appears twice`)
    if (block.start < previous) say(`${name} starts before the block in front of it`)
    previous = block.start
    while (open.length && (open.at(-1)?.end ?? 0) <= block.start) open.pop()
    const around = open.at(-1)
    if (around && block.end > around.end) say(`${name} and block ${around.id} overlap`)
    if (block.parent !== undefined) {
      const parent = byId.get(block.parent)
      if (!parent) say(`${name} names the block ${block.parent} as its parent, which is not in front of it`)
      else if (block.start < parent.start || block.end > parent.end) say(`${name} lies outside its parent`)
    }
    byId.set(block.id, block)
    if (block.end > block.start) open.push(block)
  }

  previous = 0
  model.marks.forEach((mark, index) => {
    const name = `mark ${index} (${mark.kind})`
    inText(name, mark.start, mark.end)
    if (mark.start < previous) say(`${name} starts before the mark in front of it`)
    previous = mark.start
  })
  for (const page of model.pages) inText(`page ${page.label}`, page.start, page.end)
  model.boxes.forEach((box, index) => inText(`box ${index}`, box.start, box.end))
  for (const anchor of model.anchors) inText(`anchor ${anchor.id}`, anchor.start, anchor.start)
  return problems
}
