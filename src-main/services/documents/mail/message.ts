/** One mail to the parts of a model: head, text, pictures of the text, and the files in it as documents. */
import { AppError, type DocumentModel, isAppError } from '#shared/contract'
import type { EmbeddedDocument, EmbeddedResource, ExtractHints, ModelParts } from '../format'
import { readHtml } from '../html'
import { ModelBuilder } from '../model-builder'
import { pictureType } from '../picture-type'
import { type MailHead, readHead } from './head'
import { createWordReader, decodePart, type WordReader } from './headers'
import { joinPieces } from './join'
import { contentIdOf, contentOf, type MimePart, readMime } from './mime'
import { readPlain } from './plain'
import { selectParts, type TextChoice } from './select'

const letters = (text: string) => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0

/** Of the letters of the HTML, how many a plain text has that says the same; senders leave out what they cannot put. */
const wholeShare = 0.9

/** Endings for files without a name, by type. */
const endings: Readonly<Record<string, string>> = {
  'message/rfc822': 'eml',
  'text/plain': 'txt',
  'text/html': 'html',
  'text/calendar': 'ics',
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
}

const charsetOf = ({ contentType }: MimePart) => contentType.parameters.get('charset')?.value

/** Encoding of the first part that says one: that of raw letters in the header, too. */
function declaredIn(part: MimePart): string | undefined {
  if (!part.type.startsWith('multipart/')) return charsetOf(part)
  for (const child of part.children) {
    const found = declaredIn(child)
    if (found !== undefined) return found
  }
  return undefined
}

type Piece = Pick<ModelParts, 'text' | 'blocks' | 'marks' | 'anchors'>

class MessageReader {
  readonly warnings: DocumentModel['warnings'] = []
  readonly resources: EmbeddedResource[] = []
  readonly files: MimePart[] = []
  readonly used = new Set<MimePart>()
  encoding: { encoding: string; encodingFrom: string } | null = null
  lang: string | undefined
  private readonly byAddress = new Map<string, MimePart>()

  constructor(
    private readonly name: string,
    private readonly hints: ExtractHints,
    related: readonly MimePart[],
  ) {
    for (const part of related) {
      const id = contentIdOf(part)
      const location = part.fields.first('content-location')
      if (id !== '') this.byAddress.set(`cid:${id}`, part)
      if (location !== '' && !this.byAddress.has(location)) this.byAddress.set(location, part)
    }
  }

  private readonly picture = (address: string): { resource: EmbeddedResource; part: MimePart } | null => {
    const part = this.byAddress.get(/^cid:/i.test(address) ? `cid:${decodeId(address.slice(4))}` : address)
    if (!part) return null
    const bytes = contentOf(part)
    const mediaType = pictureType(bytes)
    if (mediaType === null) return null
    return { part, resource: { bytes, role: 'figure', mediaType, from: address.slice(0, 1000) } }
  }

  /** Text of a part, or null where it is in no encoding that can be told: then it is a file of the mail. */
  private async decode(part: MimePart): Promise<string | null> {
    const bytes = contentOf(part)
    if (bytes.length === 0) return ''
    try {
      const { text, encoding, how, warnings } = await decodePart(bytes, this.hints, charsetOf(part))
      this.warnings.push(...warnings)
      this.encoding ??= { encoding, encodingFrom: how }
      return text
    } catch (error) {
      if (!isAppError(error) || this.hints.encoding !== undefined) throw error
      const message = `A text in the mail is in no encoding that is known; it is kept as a file inside it.`
      this.warnings.push({ code: 'undecodable', message })
      this.files.push(part)
      return null
    }
  }

  private async plain(part: MimePart): Promise<Piece | null> {
    const text = await this.decode(part)
    if (text === null) return null
    const builder = new ModelBuilder()
    const { parameters } = part.contentType
    const flowed = parameters.get('format')?.value.toLowerCase() === 'flowed'
    const deleteSpace = parameters.get('delsp')?.value.toLowerCase() === 'yes'
    const plain =
      part.type === 'text/enriched' ? text.replace(/<<|<[^<>]*>/g, (tag) => (tag === '<<' ? '<' : '')) : text
    readPlain(plain, builder, flowed ? (deleteSpace ? 'delsp' : 'yes') : 'no')
    return builder.finish()
  }

  private async html(part: MimePart): Promise<{ parts: ModelParts; pictures: MimePart[] } | null> {
    const text = await this.decode(part)
    if (text === null) return null
    const pictures: MimePart[] = []
    const base = part.fields.first('content-location') || part.fields.first('content-base')
    const parts = readHtml(text, {
      name: this.name,
      picture: (address) => {
        const found = this.picture(address)
        if (found) pictures.push(found.part)
        return found?.resource ?? null
      },
      ...(/^https?:/i.test(base) ? { base } : {}),
    })
    return { parts, pictures }
  }

  private take({ parts, pictures }: { parts: ModelParts; pictures: MimePart[] }): Piece {
    this.warnings.push(...parts.warnings)
    this.resources.push(...(parts.resources ?? []))
    for (const part of pictures) this.used.add(part)
    this.lang ??= parts.lang
    return parts
  }

  async read(choice: TextChoice): Promise<Piece[]> {
    if (choice.kind === 'html') {
      const found = await this.html(choice.part)
      return found ? [this.take(found)] : []
    }
    const plain: Piece[] = []
    for (const part of choice.kind === 'plain' ? [choice.part] : choice.plain) {
      const found = await this.plain(part)
      if (found) plain.push(found)
    }
    if (choice.kind === 'plain') return plain
    const html = await this.html(choice.html)
    if (!html) return plain
    const said = plain.reduce((sum, { text }) => sum + letters(text), 0)
    const whole = said > 0 && said >= letters(html.parts.text) * wholeShare
    if (whole && html.pictures.length === 0) return plain
    return [this.take(html)]
  }
}

function decodeId(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

/** Heading and lines of the head, in the words of the mail itself. */
function headPiece(head: MailHead, identifier: string): Piece {
  const builder = new ModelBuilder()
  if (identifier !== '') builder.anchorNext(identifier, 'message-id')
  if (head.subject !== '') builder.leaf('heading', { level: 1 }).add(head.subject)
  const lines = [
    ['From', head.from.join(', ')],
    ['To', head.to.join(', ')],
    ['Cc', head.cc.join(', ')],
    ['Bcc', head.bcc.join(', ')],
    ['Date', head.date],
  ].flatMap(([field, value]) => (value === '' ? [] : [`${field}: ${value}`]))
  if (lines.length > 0) builder.leaf('header').add(lines.join('\n'))
  return builder.finish()
}

/** Name of a file in the mail: its own, the subject of a mail, or a number. */
async function fileNameOf(part: MimePart, words: WordReader, position: number): Promise<string> {
  const own =
    words.parameter(part.disposition.parameters.get('filename')) ||
    words.parameter(part.contentType.parameters.get('name'))
  const clean = (value: string) => value.replace(/[\0-\x1f\x7f/\\:]+/g, '_').slice(0, 200)
  if (own !== '') return clean(own.replace(/^.*[/\\]/, '')) || `attachment-${position}`
  const ending = endings[part.type] ?? 'bin'
  if (part.type !== 'message/rfc822') return `attachment-${position}.${ending}`
  try {
    const { root } = readMime(Buffer.from(contentOf(part)).subarray(0, 64 * 1024), '')
    const subject = clean((await createWordReader({}, declaredIn(root))).text(root.fields.first('subject')))
    return `${subject || `attachment-${position}`}.${ending}`
  } catch {
    return `attachment-${position}.${ending}`
  }
}

/**
 * The parts of a model from one mail. Its text is the plain one where that is whole, else the HTML; files and mails in
 * it are `children`. Throws AppError `too-many-nodes`, `too-deep`, `parse-too-large`, `damaged` (no field of a header),
 * `unsupported-format` (the chosen encoding is unknown).
 */
export async function readMessage(bytes: Uint8Array, hints: ExtractHints): Promise<ModelParts> {
  const name = hints.fileName ?? 'The mail'
  const { root, truncated } = readMime(bytes, name)
  if (root.fields.count === 0) {
    throw new AppError('damaged', `"${name}" has no header: it is no mail, or its beginning is lost.`, { name })
  }
  const words = await createWordReader(hints, declaredIn(root))
  const head = await readHead(root.fields, words)
  const selection = selectParts(root)
  const reader = new MessageReader(name, hints, selection.related)
  const pieces: Piece[] = [headPiece(head, String(head.meta['identifier'] ?? ''))]
  for (const choice of selection.texts) pieces.push(...(await reader.read(choice)))

  const unused = selection.related.filter((part) => !reader.used.has(part))
  const children: EmbeddedDocument[] = []
  for (const part of [...selection.files, ...reader.files, ...unused]) {
    const fileName = await fileNameOf(part, words, children.length + 1)
    children.push({ bytes: contentOf(part), fileName, from: `part ${children.length + 1}` })
  }
  const { warnings, resources, lang } = reader
  if (truncated) warnings.push({ code: 'truncated', message: 'The mail ends before all of its parts do.' })
  if (selection.encrypted) {
    const message =
      'The text of the mail is enciphered; only its header could be read. Save it deciphered and add it again.'
    warnings.push({ code: 'encrypted', message })
  }
  const known = new Map(resources.map((resource) => [resource.from, resource]))
  const languages = head.meta['languages']
  const language = Array.isArray(languages) ? languages[0] : lang
  return {
    ...joinPieces(pieces),
    meta: {
      ...head.meta,
      ...(selection.signatures.length > 0 ? { signature: selection.signatures } : {}),
      ...(children.length > 0 ? { attachments: children.map(({ fileName }) => fileName) } : {}),
      ...reader.encoding,
    },
    warnings,
    ...(language === undefined ? {} : { lang: language }),
    ...(known.size > 0 ? { resources: [...known.values()] } : {}),
    ...(children.length > 0 ? { children } : {}),
  }
}
