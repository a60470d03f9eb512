/** What every source format holds to. A format takes part by `conformance.ts` in its folder (see format.ts). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '#shared/contract'
import { assertModel, extractDocument, sniffFormat } from './extract'
import { type FormatSample, formats, probeOf } from './format'

const modules = import.meta.glob<{ sample: FormatSample }>('./formats/*/conformance.ts', { eager: true })
const sampleOf = (id: string) => modules[`./formats/${id}/conformance.ts`]?.sample
const suite = formats.flatMap((format) => {
  const sample = sampleOf(format.id)
  return sample ? [{ id: format.id, format, sample }] : []
})

/** 'model' or the code of the refusal; anything else that is thrown fails the test. */
async function outcome(bytes: Uint8Array, format?: string): Promise<string> {
  try {
    const { model } = await extractDocument(bytes, { fileName: 'a.bin', ...(format === undefined ? {} : { format }) })
    assertModel(model, 'a.bin')
    return 'model'
  } catch (error) {
    if (error instanceof AppError) {
      expect(error.message).toMatch(/a\.bin/)
      return error.code
    }
    throw error
  }
}

test('every format is in the folder of its name and has a sample', () => {
  const folders = Object.keys(import.meta.glob('./formats/*/index.ts')).map((path) => path.split('/')[2])
  expect(formats.map((format) => format.id)).toEqual(folders.sort())
  expect(formats.filter((format) => !sampleOf(format.id)).map((format) => format.id)).toEqual([])
})

describe.each(suite)('$id', ({ format, sample }) => {
  test('its description is whole', () => {
    expect(format.version).toBeGreaterThan(0)
    expect(format.extensions.length).toBeGreaterThan(0)
    for (const extension of format.extensions) expect(extension).toMatch(/^[a-z0-9.]+$/)
    expect(format.storedExtension).toMatch(/^[a-z0-9]+$/)
    expect(format.mediaType).toMatch(/^[a-z]+\/[\w.+-]+$/)
  })

  test('it is told by content, whatever the name', async () => {
    const bytes = await sample.build()
    const names = sample.toldByName ? [] : ['', 'txt', 'md', 'xml', 'html', 'json', 'pdf', 'zip', 'bin']
    for (const extension of [...format.extensions, ...names]) {
      expect([extension, sniffFormat(bytes, `a.${extension}`)?.id]).toEqual([extension, format.id])
    }
  })

  test('the same bytes give the same model, with the text in it', async () => {
    const bytes = await sample.build()
    const first = await extractDocument(bytes, { fileName: 'a.bin', format: format.id })
    const second = await extractDocument(Uint8Array.from(bytes), { fileName: 'a.bin', format: format.id })
    expect(JSON.stringify(second.model)).toBe(JSON.stringify(first.model))
    expect(second.children.map((child) => child.fileName)).toEqual(first.children.map((child) => child.fileName))
    expect(first.model.text).toContain(sample.text)
    expect(first.model.textSha256).toBe(second.model.textSha256)
    // What the child sends is JSON.
    const sent: unknown = JSON.parse(JSON.stringify(first.model))
    assertModel(sent, 'a.bin')
  })

  test('nothing, and part of a file, give a model or a code', async () => {
    const bytes = await sample.build()
    expect(await outcome(new Uint8Array(), format.id)).toBe('empty')
    for (const share of [0.01, 0.25, 0.5, 0.75, 0.9]) {
      await outcome(bytes.subarray(0, Math.ceil(bytes.length * share)), format.id)
    }
    await outcome(bytes.subarray(0, bytes.length - 1), format.id)
    await outcome(bytes.subarray(1), format.id)
  })

  test('damaged files and any bytes give a model or a code', async () => {
    const bytes = await sample.build()
    const damage = fc.record({ at: fc.nat({ max: bytes.length - 1 }), with: fc.uint8Array({ maxLength: 8 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (places) => {
        const broken = Buffer.from(bytes)
        for (const place of places) broken.set(place.with.subarray(0, broken.length - place.at), place.at)
        await outcome(broken, format.id)
      }),
      { numRuns: 40 },
    )
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 2000 }), async (any) => {
        await outcome(any, format.id)
      }),
      { numRuns: 40 },
    )
  })

  test('sniffing never throws and stays between 0 and 1', async () => {
    const bytes = await sample.build()
    const extension = fc.constantFrom('', 'bin', ...format.extensions)
    const tail = fc.uint8Array({ maxLength: 300 })
    fc.assert(
      fc.property(fc.nat({ max: bytes.length }), tail, extension, (length, any, name) => {
        for (const input of [any, Buffer.concat([bytes.subarray(0, length), any])]) {
          const sure = format.sniff(probeOf(input, name))
          expect(sure).toBeGreaterThanOrEqual(0)
          expect(sure).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 100 },
    )
  })
})
