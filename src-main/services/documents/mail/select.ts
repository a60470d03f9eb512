/** Which parts of a mail are its text, which are files in it, and which are needed by its text. */
import type { MimePart } from './mime'

export type TextChoice =
  | { kind: 'plain'; part: MimePart }
  | { kind: 'html'; part: MimePart }
  /** The same text twice; the reader takes the one that is whole. */
  | { kind: 'either'; plain: readonly MimePart[]; html: MimePart }

export interface Selection {
  texts: TextChoice[]
  /** Documents in the mail, in their order. */
  files: MimePart[]
  /** What a text may name: pictures that are files of the mail where no text does. */
  related: MimePart[]
  /** Types of what is there for programs: signatures. */
  signatures: string[]
  /** True where the text is enciphered. */
  encrypted: boolean
}

const isSignature = ({ type }: MimePart) => /^application\/(?:pgp-signature|(?:x-)?pkcs7-signature)$/.test(type)

const isText = ({ type }: MimePart) =>
  type === 'text/html' ||
  type === 'application/xhtml+xml' ||
  type === 'text/plain' ||
  type === 'text/enriched' ||
  type === 'message/delivery-status' ||
  type === 'text/rfc822-headers'

const isHtml = ({ type }: MimePart) => type === 'text/html' || type === 'application/xhtml+xml'

const isFile = (part: MimePart) =>
  part.disposition.value === 'attachment' ||
  part.disposition.parameters.has('filename') ||
  part.contentType.parameters.has('name')

/** Takes the tree apart. Depth is that of the tree, which is limited. */
export function selectParts(root: MimePart): Selection {
  const found: Selection = { texts: [], files: [], related: [], signatures: [], encrypted: false }

  function leaf(part: MimePart): void {
    if (isSignature(part)) found.signatures.push(part.type)
    else if (/^application\/(?:x-)?pkcs7-mime$/.test(part.type)) {
      found.encrypted ||= part.contentType.parameters.get('smime-type')?.value !== 'signed-data'
      found.files.push(part)
    } else if (isText(part) && !(isFile(part) && (part.disposition.value === 'attachment' || found.texts.length > 0)))
      found.texts.push({ kind: isHtml(part) ? 'html' : 'plain', part })
    else if (
      part.type.startsWith('image/') &&
      part.disposition.value !== 'attachment' &&
      part.fields.first('content-id')
    )
      found.related.push(part)
    else found.files.push(part)
  }

  function visit(part: MimePart): void {
    if (!part.type.startsWith('multipart/')) leaf(part)
    else if (part.children.length === 0) {
      // Without its boundary it is one text.
      if (part.body.length > 0) found.texts.push({ kind: 'plain', part })
    } else if (part.type === 'multipart/alternative') alternative(part)
    else if (part.type === 'multipart/related') related(part)
    else if (part.type === 'multipart/encrypted') {
      found.encrypted = true
      for (const child of part.children) if (child.type === 'application/octet-stream') found.files.push(child)
    } else for (const child of part.children) visit(child)
  }

  function related(part: MimePart): void {
    const start = part.contentType.parameters.get('start')?.value
    const root =
      part.children.find(({ fields }) => start !== undefined && fields.first('content-id') === start) ??
      part.children.find((child) => isText(child) || child.type.startsWith('multipart/'))
    if (root) visit(root)
    for (const child of part.children) {
      if (child === root) continue
      if (child.type.startsWith('multipart/')) visit(child)
      else if (child.type.startsWith('image/') || isHtml(child)) found.related.push(child)
      else leaf(child)
    }
  }

  /** Every form of one text is looked into on its own; all that is not text belongs to the mail. */
  function alternative(part: MimePart): void {
    const before = found.texts.splice(0)
    const forms = part.children.map((child) => {
      visit(child)
      return found.texts.splice(0)
    })
    const html = forms.findLast((texts) => texts.length === 1 && texts[0]?.kind === 'html')?.[0]
    const plain = forms.find((texts) => texts.length > 0 && texts.every(({ kind }) => kind === 'plain'))
    const either = forms.find((texts) => texts.some(({ kind }) => kind === 'either'))
    if (html?.kind === 'html' && plain) {
      const parts = plain.flatMap((text) => (text.kind === 'plain' ? [text.part] : []))
      before.push({ kind: 'either', plain: parts, html: html.part })
    } else if (html) before.push(html)
    else before.push(...(either ?? forms.findLast((texts) => texts.length > 0) ?? []))
    found.texts.push(...before)
  }

  visit(root)
  return found
}
