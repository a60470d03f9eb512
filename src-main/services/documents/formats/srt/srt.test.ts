import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { extractDocument } from '../../index'

const source =
  '1\n00:00:01,000 --> 00:00:02,500\n{\\an8}<font color="#fff">Labdien, ministra kungs,</font>\nun laipni lūdzam Maskavā!\n\n' +
  '2\n00:00:03,000 --> 00:00:04,000 X1:1\nMUNTERS: Paldies <b>jums</b>, šeit ir ļoti jauki.\n\nUn pēc tukšas rindas.\n\n' +
  '00:01:05,9 --> 00:01:06,000\n1940\n'

test('numbered cues, markup, speakers, blank lines inside', async () => {
  const { model, format } = await extractDocument(iconv.encode(source, 'windows-1257'), { fileName: 'a.txt' })
  expect(format.id).toBe('srt')
  expect(model.text.split('\n\n')).toEqual([
    'Labdien, ministra kungs, un laipni lūdzam Maskavā!',
    'MUNTERS: Paldies jums, šeit ir ļoti jauki. Un pēc tukšas rindas.',
    '1940',
  ])
  expect(model.blocks[1]?.attrs).toEqual({ t: '3', until: '4', cue: '2', speaker: 'MUNTERS' })
  expect(model.anchors.map((anchor) => anchor.id)).toEqual(['t=1', 't=3', 't=65.9'])
  expect(model.meta).toMatchObject({ encoding: 'windows-1257', encodingFrom: 'detected' })
})

test('a file without times', async () => {
  const wrong = extractDocument(Buffer.from('1\nTeksts\n'), { fileName: 'a.srt', format: 'srt' })
  await expect(wrong).rejects.toMatchObject({ code: 'damaged' })
})
