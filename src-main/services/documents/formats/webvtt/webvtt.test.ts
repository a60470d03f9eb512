import { expect, test } from 'vitest'
import { extractDocument } from '../../index'

const read = async (text: string) => (await extractDocument(Buffer.from(text), { fileName: 'a.vtt' })).model

test('cues, voices, marks, times', async () => {
  const model = await read(
    [
      'WEBVTT - Sarunas Maskavā',
      'Kind: captions',
      'Language: lv',
      '',
      'STYLE',
      '::cue { color: red }',
      '',
      'NOTE nav teksts',
      '',
      'ievads',
      '00:01.500 --> 00:04.000 align:start position:0%',
      '<v.loud Vilhelms Munters>Mēs <b>ne<i>kad</i></b> tā',
      'neteicām &amp; neteiksim.</v>',
      '',
      '01:00:04.000 --> 01:00:06.250',
      '<v Vilhelms Munters>Vēl viens.<v В. Молотов>Да.',
      '',
      '01:00:07.000 --> 01:00:09.000',
      '- Pirmais.',
      '- <c.x>Otrais</c> <00:08.000>šeit.',
    ].join('\r\n'),
  )
  expect(model.text.split('\n\n')).toEqual([
    'Vilhelms Munters: Mēs nekad tā neteicām & neteiksim.',
    'Vēl viens.',
    'В. Молотов: Да.',
    '- Pirmais.\n- Otrais šeit.',
  ])
  expect(model.blocks[0]?.attrs).toEqual({ t: '1.5', until: '4', cue: 'ievads', speaker: 'Vilhelms Munters' })
  expect(model.blocks[2]?.attrs).toMatchObject({ t: '3604', speaker: 'В. Молотов' })
  expect(model.marks.map((mark) => [mark.kind, model.text.slice(mark.start, mark.end)])).toEqual([
    ['person', 'Vilhelms Munters'],
    ['bold', 'nekad'],
    ['italic', 'kad'],
    ['person', 'В. Молотов'],
  ])
  expect(model.anchors.map((anchor) => anchor.id)).toEqual(['t=1.5', 't=3604', 't=3604', 't=3607'])
  expect(model.meta).toMatchObject({ title: 'Sarunas Maskavā', cues: '3', duration: '3609' })
  expect(model.lang).toBe('lv')
})

test('broken cues stay as text and say so', async () => {
  const model = await read('WEBVTT\n00:01.000 --> 00:02.000\nUzreiz.\n\nxx --> yy\nKad?\n\nbez laika\n')
  expect(model.text.split('\n\n')).toEqual(['Uzreiz.', 'Kad?', 'bez laika'])
  expect(model.warnings.map((warning) => warning.code)).toEqual(['cue-without-time'])
  await expect(read('WEBVTT\n\nNOTE nekā\n')).rejects.toMatchObject({ code: 'empty' })
  const wrong = extractDocument(Buffer.from('Teksts'), { fileName: 'a.vtt', format: 'webvtt' })
  await expect(wrong).rejects.toMatchObject({ code: 'damaged' })
})
