import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { extractDocument } from '../../index'

const read = (source: string) => extractDocument(Buffer.from(source, 'latin1'), { fileName: 'a.mbox', format: 'mbox' })
const line = 'From janis@example.org Thu Oct  5 14:03:00 1995'
const koi8 = `=?koi8-r?B?${iconv.encode('Договор', 'koi8-r').toString('base64')}?=`
const baltic = (text: string) => iconv.encode(text, 'windows-1257').toString('latin1')
const bodyOf = (bytes: Uint8Array | undefined) =>
  Buffer.from(bytes ?? [])
    .toString('latin1')
    .replace(/^[^]*?\r?\n\r?\n/, '')

test('mails are parts, the mailbox is a list of them', async () => {
  const { model, children } = await read(
    `${line}\nFrom: ${koi8} <m@example.org>\nSubject: ${koi8}\nDate: 5 Oct 1995 14:03:00 +0200\n\nX\n\n` +
      `${line}\r\nSubject: ${baltic('Žurnāls')}\r\nContent-Type: text/plain; charset=windows-1257\r\n\r\n${baltic('Šķērsis')}\r\n\r\n` +
      `${line}\nSubject: \nFrom: z@example.org\n\n\n`,
  )
  expect(
    model.blocks.map(({ kind, start, end, attrs }) => [kind, attrs?.['marker'], model.text.slice(start, end)]),
  ).toEqual([
    ['listItem', '1.', '1995-10-05 · Договор · Договор'],
    ['listItem', '2.', 'Žurnāls'],
    ['listItem', '3.', 'z@example.org'],
  ])
  expect(children.map(({ fileName }) => fileName)).toEqual(['Договор.eml', 'Žurnāls.eml', '3.eml'])
  expect([model.parts.length, model.meta['mails']]).toEqual([3, '3'])
  expect(children.map(({ bytes }) => bodyOf(bytes))).toEqual(['X\n', `${baltic('Šķērsis')}\r\n`, '\n'])
  const second = await extractDocument(children[1]?.bytes ?? new Uint8Array(), { fileName: 'b.eml' })
  expect(second.format.id).toBe('eml')
  expect(second.model.text).toBe('Žurnāls\n\nŠķērsis')
})

test('quoted lines lose one sign, lines that only look like the start of a mail stay', async () => {
  const { children } = await read(
    `${line}\nSubject: a\nFrom: z@example.org\n\n>From here\n>>From there\n> From not\na >From b\nFrom Riga 12:00 1995\nTo: x\n\nFrom Riga with love\nTo: x\n`,
  )
  expect(children.map(({ bytes }) => bodyOf(bytes))).toEqual([
    'From here\n>From there\n> From not\na >From b\nFrom Riga 12:00 1995\nTo: x\n\nFrom Riga with love\nTo: x\n',
  ])
})

test('hostile and broken mailboxes have codes, one bad mail does not stop the others', async () => {
  await expect(read('no mailbox')).rejects.toMatchObject({ code: 'damaged' })
  await expect(read(`${line}\nA: b\n\n`.repeat(20_001))).rejects.toMatchObject({ code: 'too-many-entries' })
  const broken = await read(`${line}\nSubject: a\n\n${line}\n${'A: b\n'.repeat(5000)}\n`)
  expect(broken.model.text).toBe('a\n2')
  const many = await read(`${'From '.repeat(200_000)}\n\n${line}\nSubject: x\n\n${'>'.repeat(200_000)}From x`)
  expect(many.model.text).toBe('x')
})
