import { expect, test } from 'vitest'
import { extractDocument } from '../../index'

const read = async (text: string) => (await extractDocument(Buffer.from(text), { fileName: 'a.ris', lang: 'en' })).model

test('records become references', async () => {
  const model = await read(
    '\ufeffTY  - BOOK\r\nAU  - Pīps, Ants\r\nAU  - Бērziņš, Jānis\r\nTI  - Ārpolitika\r\nPY  - 1935///\r\nPB  - Valters\r\nCY  - Rīga\r\nLA  - Latvian\r\nER  - \r\n\r\n' +
      'TY  - JOUR\r\nA1  - Doe, J\r\nT1  - Two\r\nJO  - Journal\r\nY1  - 1999/05/03/\r\nUR  - http://a.example/\r\nER  - \r\n',
  )
  expect(model.extractor).toBe('ris@3')
  expect(model.text.split('\n\n')).toEqual([
    'Pīps, Ants; Бērziņš, Jānis. Ārpolitika. Rīga: Valters, 1935.',
    'Doe, J. Two. In: Journal. 3 May 1999. http://a.example/',
  ])
  expect(model.blocks[0]).toMatchObject({ lang: 'lv', attrs: { citation: 'record-1' } })
})

test('lines outside records, one space before the hyphen, no ER', async () => {
  const model = await read('TY - BOOK\nTI - Viens\nER - \nAU - nobody\nTY - BOOK\nTI - Divi\nAB - garš\nteksts\n')
  expect(model.text.split('\n\n')).toEqual(['Viens.', 'Divi.'])
})

test('editors of a book, dates that come twice, spaces and hyphens inside a value, codes of languages', async () => {
  const model = await read(
    'TY  - BOOK\nED  - Pīps, Ants\nED  - Redakcija\nTI  - Krājums  - otrais      izdevums\nPY  - 1935\nLA  - lav\nER  -\n' +
      'TY  - JOUR\nTI  - Raksts\nPY  - 2013/04/18\nPY  - 2013/02/15/received\nER  -\n' +
      'TY  - JOUR\nTI  - Bez gada\nPY  - in press\nER  -\n',
  )
  expect(model.text.split('\n\n')).toEqual([
    'Pīps, Ants; Redakcija (ed.). Krājums - otrais izdevums. 1935.',
    'Raksts. 18 April 2013.',
    'Bez gada. in press.',
  ])
  expect(model.blocks[0]?.lang).toBe('lv')
  expect(model.warnings).toEqual([])
})

test('a file that is none', async () => {
  const wrong = extractDocument(Buffer.from('Teksts'), { fileName: 'a.ris', format: 'ris' })
  await expect(wrong).rejects.toMatchObject({ code: 'damaged' })
})
