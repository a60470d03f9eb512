/** What became of notes and what was lost, in English; the interface says the same by code in its own language. */
import type { Details } from './format'

type Say = (details: Details) => string

/** Why a note is where it is, or was not taken. */
const outcomes: Record<string, Say> = {
  'no-document': ({ source }) =>
    source === ''
      ? 'The file does not say which document it is about, and its words stand in none. It is kept without a place.'
      : `Its document "${String(source)}" is not here, and its words stand in no other. It is kept without a place.`,
  'several-documents': ({ count }) =>
    `The file does not say which document it is about, and its words stand in ${String(count)} of them. It is kept without a place.`,
  'no-text': ({ title }) => `"${String(title)}" has no text here. It is kept without a place.`,
  'no-place': ({ title }) => `Its words do not stand in "${String(title)}". It is kept without a place.`,
  'several-places': ({ title, count }) =>
    `Its words stand at ${String(count)} places of "${String(title)}", and nothing says at which. Choose one.`,
  'unsure-place': ({ title }) =>
    `A place in "${String(title)}" may be the one that is meant, but nothing makes it certain. Check it.`,
  'altered-words': ({ title }) =>
    `Its words read somewhat differently in "${String(title)}"; it stands where they are now.`,
  'no-words': ({ title }) =>
    `The file gives a position in "${String(title)}" but not the words there, so that nothing could be compared. Check the place.`,
  'found-by-words': ({ title }) => `Its document is not named as here; its words stand in "${String(title)}" alone.`,
  'no-page': ({ page, title }) => `"${String(title)}" has no page ${String(page)}. It is kept without a place.`,
  'no-page-size': () => 'The size of its page is not known here. It is kept without a place.',
  'reply-alone': () => 'The note that it answers is neither in the file nor here. It is kept without a place.',
  'twice-in-file': () => 'The file has this note twice; it was taken once.',
  malformed: () => 'A number in it is none, so that it cannot be kept. Correct it in the file.',
  same: () => 'It is in the notebook already.',
  'newer-here': () => 'The notebook has a newer version of it, which was left as it is.',
  changed: () => 'It was in the notebook and is now as the file has it.',
  restored: () => 'It had been deleted from the notebook and is there again.',
  'csv-row': ({ line }) => `Row ${String(line)} names neither words nor a document. Fill in one of them.`,
  'md-mark': ({ line }) =>
    `The mark in line ${String(line)} is damaged. Restore it, or remove it to take the quotation alone.`,
  'qdpx-source': ({ source }) =>
    `The text of its source "${String(source)}" is not in the package. Export the project with its sources.`,
  'qdpx-position': ({ source }) => `Its position lies outside the text of "${String(source)}".`,
  'tei-target': ({ id }) => `"${String(id)}" points at nothing in this file.`,
  'w3c-object': () => 'It is no annotation, but some other piece of JSON.',
  'w3c-context': () => 'It lacks "@context" with "http://www.w3.org/ns/anno.jsonld" (section 3.1 of the standard).',
  'w3c-type': () => 'Its "type" is not "Annotation" (section 3.1 of the standard).',
  'w3c-id': () => 'It has no "id", or one that is no IRI (section 3.1 of the standard).',
  'w3c-no-target': () => 'It has no "target" (section 3.1 of the standard).',
  'w3c-body-and-value': () => 'It has both "body" and "bodyValue" (section 3.2.5 of the standard).',
  'w3c-body-value': () => 'Its "bodyValue" is no text (section 3.2.5 of the standard).',
  'w3c-body': () => 'One of its bodies is neither an IRI nor a resource of the standard (section 3.2).',
  'w3c-target': () => 'One of its targets is neither an IRI nor a resource of the standard (section 3.2).',
  'w3c-items': () => 'A set of resources or a page in it has no "items" (sections 3.2.7 and 5 of the standard).',
  'w3c-source': () => 'A resource in it has no single "source" (section 4.1 of the standard).',
  'w3c-selector': ({ kind }) =>
    `A selector of the kind "${String(kind)}" is not complete (section 4.2 of the standard).`,
  'w3c-date': ({ member }) =>
    `Its "${String(member)}" is no date and time with a time zone (section 3.3.1 of the standard).`,
  'w3c-iri': ({ member }) => `Its "${String(member)}" is no IRI (section 3.3 of the standard).`,
  'w3c-state': ({ kind }) => `A state of the kind "${String(kind)}" is not complete (section 4.3 of the standard).`,
  'w3c-words': ({ member }) =>
    `A "${String(member)}" in it is not made of words, or there are more than one may be (sections 3.2.1 and 4.4 of the standard).`,
  'w3c-mixed': ({ member }) =>
    `A resource in it has "${String(member)}", which belongs to another kind of resource (sections 3.2 and 4 of the standard).`,
  'w3c-direction': () => 'A "textDirection" in it is none of ltr, rtl and auto (section 3.2.1 of the standard).',
}

/** What the other side has no place for. */
const losses: Record<string, Say> = {
  colour: () => 'The colour of the highlight is not written: this format has colours for tags only.',
  kind: () => 'That it is a question, a correction or a link is not written: this format has no kinds of notes.',
  'kind-details': () =>
    'That the question is answered, or the words that the correction asks for, are not written: this format has no place for them.',
  region: () =>
    'The region of the page is written as words at the end of the note: this format has regions for pictures only.',
  place: () => 'Its place is not certain, so it is written as a note on the whole document, with its words.',
  'no-source': () => 'Its document is not at hand, so it is written without one.',
  'no-source-tags': () => 'Its tags are not written, for its document is not at hand.',
  'reply-tags': () => 'The tags of the reply are not written: this format has none for notes on notes.',
  link: () => 'The links between notes and documents are not written: this format has none.',
  'link-document': () =>
    'Links to documents without notes are not written: the project has only the documents that its notes are about.',
  'tag-colour': () => 'The colours of tags are not written: this format has only their names.',
  'tag-note': () => 'The descriptions of tags are not written: this format has only their names.',
  foreign: () =>
    'What it kept of the program that it came from is not written: only W3C annotations have a place for it.',
  letters: () => 'Control characters that XML cannot hold are written as \ufffd.',
  'page-elsewhere': () => 'The collection has further pages that are not in this file. Import them, too.',
  'body-kept': () =>
    'What it says beside words and tags is not shown here; it is kept and goes along with an export to W3C annotations.',
  'purpose-moved': () =>
    'The purpose of a resource that lies elsewhere is kept where the standard has a place for it, around that resource.',
  'body-lost': () => 'A pointer in it is taken as words.',
  'link-end': () => 'A link was left out, because one of its ends is neither in the file nor here.',
  'reply-parent': () => 'The note that it answers is neither in the file nor here.',
  'code-colour': () => 'The colours of codes that are none of the five here were left out.',
  sets: () => 'Sets of codes or sources have no counterpart here and were left out.',
  cases: () => 'Cases have no counterpart here and were left out.',
  variables: () => 'Variables have no counterpart here and were left out.',
  graphs: () => 'Graphs have no counterpart here and were left out.',
  media: () => 'Selections in sound and film have no counterpart here and were left out.',
}

/** All codes, for the tests of the interface's words. */
export const outcomeCodes = Object.keys(outcomes)
export const lossCodes = Object.keys(losses)

/** The sentence of a code of either kind; the code itself would mean a gap in the lists above. */
export function sentence(code: string, details: Details): string {
  return (outcomes[code] ?? losses[code])?.(details) ?? code
}
