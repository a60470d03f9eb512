import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { AppError } from '#shared/contract'
import { type ExtractHints, extractDocument, sniffFormat } from '../../index'

const latin1 = (text: string) => Buffer.from(text, 'latin1')
const mail = (lines: readonly string[]) => lines.join('\r\n')
const whole = (source: string, hints: ExtractHints = {}) =>
  extractDocument(latin1(source), { fileName: 'a.eml', format: 'eml', ...hints })
const read = async (source: string, hints: ExtractHints = {}) => (await whole(source, hints)).model
const shown = (model: Awaited<ReturnType<typeof read>>) =>
  model.blocks.map(({ kind, start, end, level }) => [kind, model.text.slice(start, end), ...(level ? [level] : [])])
const word = (text: string, encoding: string) => `=?${encoding}?B?${iconv.encode(text, encoding).toString('base64')}?=`
const raw = (text: string, encoding: string) => iconv.encode(text, encoding).toString('latin1')
const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('base64')
const head = ['From: a@example.org', 'To: b@example.org', 'Subject: Vēstule', 'Date: Mon, 2 Oct 1995 10:00:00 +0200']
const simple = [...head.map((line) => Buffer.from(line).toString('latin1')), 'MIME-Version: 1.0']

test('head, paragraphs and quoted text in windows-1257', async () => {
  const model = await read(
    mail([
      `From: ${word('Bērziņš, Jānis', 'windows-1257')} <janis@example.org>`,
      `To: ${word('Ķēniņa', 'iso-8859-4')} <k@example.org>, "Ozols, A." <o@example.org>`,
      'Cc: Padome: c@example.org, d@example.org;',
      `Subject: ${word('Atbilde par pārrunām ', 'windows-1257')}`,
      ` ${word('Maskavā', 'windows-1257')}`,
      'Date: Thu, 5 Oct 95 14:03:00 +0200 (EET)',
      'Message-ID: <5@example.org>',
      'In-Reply-To: <4@example.org>',
      'Content-Type: text/plain; charset=windows-1257',
      'Content-Transfer-Encoding: 8bit',
      '',
      raw('Labdien!\r\n\r\nPielikumā šķērsgriezums\r\nun žurnāls.\r\n\r\n', 'windows-1257') +
        raw('> Kad būs žurnāls?\r\n>> Rīt.\r\n> Ļoti labi.\r\n-- \r\nJānis\r\n', 'windows-1257'),
    ]),
  )
  expect(shown(model)).toEqual([
    ['heading', 'Atbilde par pārrunām Maskavā', 1],
    [
      'header',
      'From: Bērziņš, Jānis <janis@example.org>\nTo: Ķēniņa <k@example.org>, Ozols, A. <o@example.org>\nCc: c@example.org, d@example.org\nDate: Thu, 5 Oct 95 14:03:00 +0200',
    ],
    ['para', 'Labdien!'],
    ['para', 'Pielikumā šķērsgriezums\nun žurnāls.'],
    ['quote', 'Kad būs žurnāls?'],
    ['quote', 'Rīt.', 2],
    ['quote', 'Ļoti labi.'],
    ['para', '-- \nJānis'],
  ])
  expect(model.meta).toMatchObject({
    title: 'Atbilde par pārrunām Maskavā',
    creators: ['Bērziņš, Jānis'],
    date: '1995-10-05',
    identifier: '<5@example.org>',
    inReplyTo: '<4@example.org>',
    cc: ['c@example.org', 'd@example.org'],
    encoding: 'windows-1257',
    encodingFrom: 'declared',
  })
  expect(model.anchors).toEqual([{ id: '<5@example.org>', start: 0, source: 'message-id' }])
})

test('Cyrillic in KOI8-R: encoded words, raw header letters, quoted-printable, a text that flows', async () => {
  const body = iconv.encode('Первая строка \r\nи вторая.\r\n\r\n>Цитата \r\n>дальше.\r\n', 'koi8-r')
  const quoted = [...body]
    .map((byte) => {
      if (byte === 13 || byte === 10 || (byte >= 32 && byte < 127 && byte !== 61)) return String.fromCharCode(byte)
      return `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
  const model = await read(
    mail([
      `From: ${word('Молотов', 'koi8-r')} <m@example.org>`,
      `Subject: ${raw('Договор о взаимопомощи', 'koi8-r')}`,
      'Date: 5 October 1939 14:00 +0300',
      'Content-Type: text/plain; charset="KOI8-R"; format=flowed; delsp=no',
      'Content-Transfer-Encoding: Quoted-Printable',
      '',
      quoted.replace('=D2=CF=CB=C1', '=D2=\r\n=CF=CB=C1'),
    ]),
  )
  expect(model.meta).toMatchObject({ title: 'Договор о взаимопомощи', creators: ['Молотов'], date: '1939-10-05' })
  expect(shown(model).slice(2)).toEqual([
    ['para', 'Первая строка и вторая.'],
    ['quote', 'Цитата дальше.'],
  ])
})

test('letters cut between encoded words, words in cp775, and a text in iso-2022-jp', async () => {
  const bytes = Buffer.from('Rīgā')
  const cut = `=?utf-8?B?${bytes.subarray(0, 2).toString('base64')}?= =?utf-8?B?${bytes.subarray(2).toString('base64')}?=`
  const model = await read(
    mail([
      `Subject: ${cut} =?cp775?Q?${[...iconv.encode('ķēde', 'cp775')].map((byte) => `=${byte.toString(16)}`).join('')}?=`,
      'From: x@example.org',
      'Content-Type: text/plain; charset=iso-2022-jp',
      '',
      '\x1b$B$3$s\x1b(B',
    ]),
  )
  expect(model.meta['title']).toMatch(/^Rīgā ?ķēde$/)
  expect(shown(model)).toHaveLength(3)
})

const related = (plain: string, html: string) =>
  mail([
    ...simple,
    'Content-Type: multipart/mixed; boundary=m',
    '',
    'Not read.',
    '--m',
    'Content-Type: multipart/alternative; boundary=alt',
    '',
    '--alt',
    'Content-Type: text/plain; charset=utf-8',
    '',
    plain,
    '--alt',
    'Content-Type: multipart/related; boundary=rel',
    '',
    '--rel',
    'Content-Type: text/html; charset=utf-8',
    '',
    html,
    '--rel',
    'Content-Type: image/png',
    'Content-ID: <p1@x>',
    'Content-Transfer-Encoding: base64',
    '',
    png,
    '--rel--',
    '--alt--',
    '--m',
    `Content-Type: application/pdf; name*=UTF-8''p%C4%81rruna.pdf`,
    'Content-Disposition: attachment',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('%PDF-1.4').toString('base64'),
    '--m',
    'Content-Type: message/rfc822',
    '',
    'From: c@example.org',
    `Subject: ${word('Iekšā', 'utf-8')}`,
    '',
    'Otra.',
    '--m--',
    '',
  ])

test('the plain text where it is whole, else the HTML; files and mails inside are documents', async () => {
  const { model, children } = await whole(
    related('Viens divi trīs.'.replace('ī', '\xc4\xab'), '<p>Viens divi tr&#299;s.</p>'),
  )
  expect(shown(model).slice(2)).toEqual([['para', 'Viens divi trīs.']])
  expect(children.map(({ fileName }) => fileName)).toEqual(['pārruna.pdf', 'Iekšā.eml', 'attachment-3.png'])
  expect(Buffer.from(children[0]?.bytes ?? []).toString()).toBe('%PDF-1.4')
  expect(model.parts).toHaveLength(3)
  expect(model.meta['attachments']).toEqual(['pārruna.pdf', 'Iekšā.eml', 'attachment-3.png'])
  const inner = await extractDocument(children[1]?.bytes ?? new Uint8Array(), { fileName: 'b' })
  expect(inner.model.meta['title']).toBe('Iekšā')

  const html = await whole(
    related('Viens.', '<p>Viens <b>divi</b></p><blockquote>sen</blockquote><img src="cid:p1@x" alt="Karte">'),
  )
  expect(shown(html.model).slice(2)).toEqual([
    ['para', 'Viens divi'],
    ['quote', 'sen'],
    ['figure', 'Karte'],
  ])
  expect(html.model.resources.map(({ mediaType, from }) => [mediaType, from])).toEqual([['image/png', 'cid:p1@x']])
  expect(html.children.map(({ fileName }) => fileName)).toEqual(['pārruna.pdf', 'Iekšā.eml'])
  expect(html.model.blocks.map(({ id }) => id)).toEqual(['b1', 'b2', 'b3', 'b4', 'b5'])
})

test('what is signed, what is enciphered, what ends too early', async () => {
  const parts = (type: string, inner: string[]) =>
    mail([...simple, `Content-Type: ${type}; boundary=b`, '', '--b', ...inner])
  const signed = await whole(
    parts('multipart/signed', ['', 'Teksts.', '--b', 'Content-Type: application/pgp-signature', '', 'x', '--b--', '']),
  )
  expect([signed.model.meta['signature'], signed.children.length]).toEqual([['application/pgp-signature'], 0])
  const closed = await read(parts('multipart/encrypted', ['Content-Type: application/octet-stream', '', 'x', '--b--']))
  expect(closed.warnings.map(({ code }) => code)).toEqual(['encrypted'])
  const cut = await read(parts('multipart/mixed', ['', 'Teksts, kas bei']))
  expect([cut.text.endsWith('Teksts, kas bei'), cut.warnings.map(({ code }) => code)]).toEqual([true, ['truncated']])
})

test('hostile and broken mails have codes', async () => {
  const codeOf = (source: string, hints: ExtractHints = {}) =>
    read(source, hints).then(
      () => 'read',
      (error: unknown) => (error instanceof AppError ? error.code : String(error)),
    )
  const nested = Array.from({ length: 200 }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\n\n--b${at}\n`)
  expect(await codeOf(nested.join(''))).toBe('too-deep')
  expect(await codeOf(`Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(10_001)}--b--\n`)).toBe(
    'too-many-nodes',
  )
  expect(await codeOf('X: y\n'.repeat(3000))).toBe('too-many-nodes')
  expect(await codeOf(`From: a@b\nSubject: x\n${' y\n'.repeat(800_000)}\nz`)).toBe('parse-too-large')
  expect(await codeOf('\n\nno header at all')).toBe('damaged')
  expect(await codeOf(mail([...simple, '', 'x']), { encoding: 'klingon' })).toBe('unsupported-format')
  const folded = await read(`From: ${'('.repeat(50_000)}\nSubject: ${'=?'.repeat(50_000)}\nDate: 99 Foo 1\n\nx`)
  expect(folded.text.endsWith('x')).toBe(true)
  const many = await read(`From: ${'a@b,'.repeat(20_000)}\nSubject: x\n\ny`)
  expect(many.meta['from']).toHaveLength(1000)
  const path = await whole(
    mail([
      ...simple,
      'Content-Type: application/pdf',
      'Content-Disposition: attachment; filename="..\\..\\etc/pass:wd"',
      '',
      'x',
    ]),
  )
  expect(path.children[0]?.fileName).toBe('pass_wd')
})

test('mails are told from texts that only look like one', () => {
  const id = (text: string, name: string) => sniffFormat(latin1(text), name)?.id
  expect(id('From: a@b\nTo: c@d\nSubject: x\n\ny', 'a.txt')).toBe('eml')
  expect(id('Subject: x\n\ny', 'a.eml')).toBe('eml')
  expect(id('Subject: x\n\nTo: be or not', 'a.txt')).toBe('plain-text')
  expect(id('Title: x\nDate: 1939\nAuthor: z\n\ny', 'a.md')).toBe('markdown')
})
