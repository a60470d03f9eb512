/** Exports as readers get them: the pacts of the starter archive and hostile strings, by both compilers. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallContext, Citation, ComparisonInput, Report } from '#shared/contract'
import { compareEditions } from '#shared/domain/alignment'
import { createReports, type Reports } from '#main/services/reports'
import { comparable, type PdfFacts, readPdf } from '../support/pdf-facts'
import { layOutResources } from '../support/report-resources'
import { createReader, makeDocument, type OpenedDocument, noFinding } from '../support/report-sources'
import { threePacts } from '../support/three-pacts'

const folder = mkdtempSync(join(tmpdir(), 'avots-reports-'))
const context: CallContext = { signal: new AbortController().signal, progress: () => undefined }
let resources = ''
const opened: Reports[] = []

beforeAll(() => {
  resources = layOutResources(join(folder, 'resources'))
})
afterAll(async () => {
  await Promise.all(opened.map((reports) => reports.close()))
  rmSync(folder, { recursive: true, force: true })
})

interface Given {
  documents: OpenedDocument[]
  citations?: Citation[]
}

/** A service whose compiler is the one named; without built programs it works in this process. */
function open(compiler: 'native' | 'wasm', { documents, citations = [] }: Given): Reports {
  process.env['AVOTS_TYPST'] = compiler
  const reports = createReports({
    host: { dataFolder: join(folder, `data-${compiler}`), resources, programs: join(folder, 'none'), version: '0.1.0' },
    readEdition: createReader(documents),
    align: ({ kind, panes }) =>
      Promise.resolve(
        compareEditions({
          kind,
          panes: panes.map(({ documentId }) => {
            const found = documents.find(({ summary }) => summary.id === documentId)
            if (!found) throw new Error(documentId)
            return { model: found.model, lang: found.model.lang ?? '' }
          }),
        }),
      ),
    records: () => new Map(),
    registersOf: () => ({ persons: [], places: [], citations }),
    anchoring: noFinding,
    today: () => '2026-11-23',
  })
  opened.push(reports)
  return reports
}

async function make(reports: Reports, comparison: ComparisonInput): Promise<{ report: Report; bytes: Uint8Array }> {
  const report = await reports.make({ comparison, format: 'pdf' }, context)
  const file = reports.locateFile(report.sha256)
  if (!file) throw new Error('the report is gone')
  return { report, bytes: readFileSync(file.path) }
}

const holds = ({ texts }: PdfFacts, words: string) => texts.some((text) => text.includes(comparable(words)))

describe('the three pacts', () => {
  const pacts = threePacts()

  it('have the same bytes from both compilers, twice', async () => {
    const native = await make(open('native', pacts), pacts.comparison)
    const wasm = open('wasm', pacts)
    const first = await make(wasm, pacts.comparison)
    const second = await make(wasm, pacts.comparison)
    expect(native.report.compiler).toBe('native')
    expect(first.report.compiler).toBe('wasm')
    expect(first.report.sha256).toBe(second.report.sha256)
    expect(first.report.sha256).toBe(native.report.sha256)
    expect(first.report.pages).toBe(native.report.pages)
  })

  it('print every word of every cell and every note; tagged, with an outline, fonts embedded', async () => {
    const { report, bytes } = await make(open('native', pacts), {
      ...pacts.comparison,
      options: { ...pacts.comparison.options, scope: 'all' },
    })
    const facts = await readPdf(bytes)
    expect(report.warnings).toEqual([])
    expect(facts.pages).toBe(report.pages)
    expect(facts.tagged).toBe(true)
    expect(facts.title).toBe('Trīs 1939. gada pakti')
    expect(facts.language).toBe('lv')
    expect(facts.fonts.named).toBeGreaterThan(0)
    expect(facts.fonts.embedded).toBe(facts.fonts.named)
    expect([...facts.roles]).toEqual(expect.arrayContaining(['Table', 'TH', 'TD', 'TR', 'H1', 'Link']))
    expect(facts.outline).toEqual(
      expect.arrayContaining(['Salīdzinājums', 'I pants / II pants', 'Literatūra', 'Birku rādītājs']),
    )
    // Signs and letters part the words of a cell: every stretch between two of them is looked for.
    const all = facts.texts.join('')
    for (const { model } of pacts.documents) {
      const lost = model.text
        .split(/\s+/u)
        .filter((word) => /^\p{L}{3,}$/u.test(word) && !all.includes(comparable(word)))
      expect(lost).toEqual([])
    }
    for (const { note = '' } of pacts.comparison.annotations ?? []) {
      expect(holds(facts, note.replaceAll('**', ''))).toBe(true)
    }
    for (const { note = '' } of pacts.comparison.rows ?? []) expect(holds(facts, note)).toBe(true)
    for (const { edition } of pacts.documents) expect(holds(facts, edition.sha256)).toBe(true)
  })

  it('print every entry of the bibliography in every style and both languages', async () => {
    const reports = open('native', pacts)
    for (const style of ['iso-690', 'chicago-notes', 'mla'] as const) {
      for (const language of ['lv', 'en'] as const) {
        const options = { ...pacts.comparison.options, style, language, legend: false }
        const { bytes } = await make(reports, { ...pacts.comparison, options })
        const facts = await readPdf(bytes)
        const page = facts.texts[facts.pages - 1] ?? ''
        for (const { summary } of pacts.documents) expect(page).toContain(comparable(summary.metadata.title.text))
        expect(page.split(comparable('Igaunijas un PSRS savstarpējās palīdzības pakts'))).toHaveLength(3)
      }
    }
  })

  it('follow paper, language and switches', async () => {
    const reports = open('native', pacts)
    const options = {
      scope: 'rows' as const,
      language: 'en' as const,
      paper: 'letter-portrait' as const,
      notes: false,
      highlights: false,
      differences: false,
      legend: false,
      tagIndex: false,
      bibliography: false,
      date: '2026-11-23',
    }
    const { bytes } = await make(reports, { ...pacts.comparison, options })
    const facts = await readPdf(bytes)
    expect(facts.outline).toContain('Comparison')
    for (const absent of ['Notes', 'Bibliography', 'Signs', 'Index of tags'])
      expect(facts.outline).not.toContain(absent)
    expect(holds(facts, 'Latvijai un Lietuvai – vēl desmit.')).toBe(false)
  })

  it('are accepted as PDF/UA-1 and PDF/A-2a by the compiler that enforces them, and only by it', async () => {
    for (const standard of ['pdf-ua-1', 'pdf-a-2a'] as const) {
      const comparison = { ...pacts.comparison, options: { ...pacts.comparison.options, standard } }
      const native = await make(open('native', pacts), comparison)
      expect(native.report.standard).toBe(standard)
      expect(native.report.warnings).toEqual([])
      const wasm = await make(open('wasm', pacts), comparison)
      expect(wasm.report.standard).toBe('pdf')
      expect(wasm.report.warnings.map(({ code }) => code)).toEqual(['standard-unavailable'])
    }
  })
})

describe('strings of people', () => {
  const hostile = '# $ * _ @ < > \\ [ ] // {x} `y` #panic("no") $x^2$ "q" \' ~ -- /* c */ = h'
  const made = (id: string, lang: string, words: string) =>
    makeDocument({ id, title: `${words} ${id}`, lang, creators: [words], date: '1939-09-28' }, [
      { kind: 'heading', text: `${words} heading`, level: 1 },
      { kind: 'para', text: `${words} paragraph of ${id}` },
    ])
  const documents = [made('one', 'lv', hostile), made('two', 'en', hostile)]

  it('are text in every field', async () => {
    const citations: Citation[] = [
      {
        id: 'c',
        type: 'book',
        title: `Title ${hostile}`,
        author: [{ family: hostile, given: hostile }],
        note: hostile,
      },
    ]
    for (const { summary } of documents) summary.metadata.sources = ['c']
    const [first] = documents
    const length = first?.model.text.length ?? 0
    const reports = open('wasm', { documents, citations })
    const { report, bytes } = await make(reports, {
      title: `T ${hostile}`,
      author: `A ${hostile}`,
      description: `D ${hostile}`,
      kind: 'versions',
      panes: [
        { documentId: 'one', siglum: '#$*_@<>' },
        { documentId: 'two', siglum: '\\[]//' },
      ],
      rows: [{ cells: [[0, length], null], title: `R ${hostile}`, note: `\`${'N # $ @'}\``, tags: [`Tag ${hostile}`] }],
      annotations: [{ documentId: 'one', start: 0, end: 8, colour: 'A', note: 'M # $ @ < > //', tags: [hostile] }],
      colourNames: { A: `C ${hostile}` },
      options: { tagIndex: true, date: '2026-11-23', language: 'lv' },
    })
    const facts = await readPdf(bytes)
    expect(report.warnings).toEqual([])
    expect(facts.title).toBe(`T ${hostile}`)
    for (const words of [
      `D ${hostile}`,
      `A ${hostile}`,
      `R ${hostile}`,
      `Tag ${hostile}`,
      'N # $ @',
      'M # $ @ < > //',
    ]) {
      expect(holds(facts, words), words).toBe(true)
    }
    // Typographic quotation marks and dashes are the style's own in a bibliography; the rest is as given.
    expect(holds(facts, '# $ * _ @ < > \\ [ ] // {x} `y` #panic(')).toBe(true)
    expect(holds(facts, `C ${hostile}`)).toBe(true)
  })

  it('in Cyrillic, Estonian and Lithuanian come out right', async () => {
    const words = [
      ['ru', 'Правительство СССР обязуется оказывать помощь'],
      ['et', 'Mõlemad pooled kohustuvad osutama üksteisele abi'],
      ['lt', 'Šalys įsipareigoja teikti viena kitai visokeriopą pagalbą'],
      ['lv', 'Puses apņemas palīdzēt viena otrai ķieģeļu šķūņos'],
    ] as const
    const four = words.map(([lang, text]) => makeDocument({ id: lang, title: text, lang }, [{ kind: 'para', text }]))
    const { report, bytes } = await make(open('native', { documents: four }), {
      title: 'Четыре',
      kind: 'translation',
      panes: words.map(([lang], n) => ({ documentId: lang, siglum: 'ABCD'.charAt(n) })),
      rows: [{ cells: four.map(({ model }) => [0, model.text.length] as [number, number]) }],
      options: { date: '2026-11-23' },
    })
    const facts = await readPdf(bytes)
    expect(report.warnings).toEqual([])
    for (const [, text] of words) expect(holds(facts, text)).toBe(true)
  })

  it('with letters that no font has are named before, and refused as PDF/A', async () => {
    const documents = ['one', 'two'].map((id) =>
      makeDocument({ id, title: id, lang: 'zh' }, [{ kind: 'para', text: '条约' }]),
    )
    const comparison: ComparisonInput = {
      title: 'T',
      kind: 'versions',
      panes: [
        { documentId: 'one', siglum: 'A' },
        { documentId: 'two', siglum: 'B' },
      ],
      rows: [{ cells: [[0, 2], null] }],
      options: { date: '2026-11-23', standard: 'pdf-a-2a' },
    }
    const { report } = await make(open('native', { documents }), comparison)
    expect(report.standard).toBe('pdf')
    expect(report.warnings.map(({ code }) => code)).toEqual(['glyphs-missing', 'standard-glyphs'])
    expect(report.warnings[0]?.message).toContain('条 (U+6761, row 1)')
  })

  it('with letters that only fonts of the system have are the same on every computer', async () => {
    const documents = ['one', 'two'].map((id) =>
      makeDocument({ id, title: id, lang: 'ka' }, [{ kind: 'para', text: 'საქართველო ☂ 条约' }]),
    )
    const comparison: ComparisonInput = {
      title: 'T',
      kind: 'versions',
      panes: [
        { documentId: 'one', siglum: 'A' },
        { documentId: 'two', siglum: 'B' },
      ],
      rows: [{ cells: [[0, 10], null] }, { cells: [null, [11, 15]] }],
      options: { date: '2026-11-23' },
    }
    const native = await make(open('native', { documents }), comparison)
    const wasm = await make(open('wasm', { documents }), comparison)
    expect(native.report.compiler).toBe('native')
    expect(native.report.sha256).toBe(wasm.report.sha256)
    expect((await readPdf(native.bytes)).fonts.names.filter((name) => !name.includes('SourceSerif4'))).toEqual([])
  })
})

describe('a row that is longer than a page', () => {
  it('goes on over pages with its number in the head, and loses no word', async () => {
    const text = Array.from({ length: 900 }, (_, n) => `vārds${n}`).join(' ')
    const documents = ['one', 'two'].map((id) => makeDocument({ id, title: id, lang: 'lv' }, [{ kind: 'para', text }]))
    const { bytes } = await make(open('native', { documents }), {
      title: 'T',
      kind: 'versions',
      panes: [
        { documentId: 'one', siglum: 'A' },
        { documentId: 'two', siglum: 'B' },
      ],
      rows: [{ cells: documents.map(({ model }) => [0, model.text.length] as [number, number]) }],
      options: { date: '2026-11-23', language: 'lv', hyphenate: false },
    })
    const facts = await readPdf(bytes)
    expect(facts.pages).toBeGreaterThan(3)
    expect(facts.texts[2]).toContain(comparable('· rinda 1 (turpinājums)'))
    for (const word of ['vārds0', 'vārds450', 'vārds899']) expect(holds(facts, word)).toBe(true)
  })
})
