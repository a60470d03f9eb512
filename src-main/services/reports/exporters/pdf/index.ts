/** PDF by Typst: tagged, with an outline, the fonts embedded; same content and date, same bytes. */
import { readFileSync } from 'node:fs'
import { freemem } from 'node:os'
import { join } from 'node:path'
import { AppError, type CallContext } from '#shared/contract'
import type { ReportContent, Warning } from '../../content'
import type { Exporter, MadeFile, OpenExporter } from '../../exporter'
import { fontPaths, incomplete, type Standard } from '../../typst/compilers'
import { createTypesetter } from '../../typst/typesetter'
import { hasNotesColumn, templateData } from './data'
import { commonCharacters, glyphWarnings, missingGlyphs } from './glyphs'
import { estimatePages, sheetOf } from './layout'

/** Measured (pdf.md section 7): 1.5 GB for 362 pages. */
const BYTES_PER_PAGE = 4.5e6
const BYTES_AT_LEAST = 120e6

export const exporter = {
  format: 'pdf',
  mediaType: 'application/pdf',
  extension: 'pdf',
  open({ resources, programs }): OpenExporter {
    const typesetter = createTypesetter(resources, programs)
    let characters: Set<number> | null = null
    let csl: string | null = null

    async function make(content: ReportContent, context: CallContext): Promise<MadeFile> {
      refuseTooLarge(content)
      const own = readOwn()
      const { characters: drawn } = own
      const missing = missingGlyphs(content, drawn)
      const warnings = glyphWarnings(missing)
      const wanted = content.choices.standard
      const { standard, reason } = await possibleStandard(wanted, missing.size > 0)
      if (reason) warnings.push(reason)
      const compile = (as: Standard) =>
        typesetter.compile(
          {
            data: JSON.stringify(templateData(content, as, own.csl)),
            standard: as,
            timestamp: Date.parse(`${content.choices.date}T00:00:00Z`) / 1000,
          },
          context,
        )
      try {
        return finished(await compile(standard), standard, warnings)
      } catch (error) {
        if (standard === 'pdf' || !(error instanceof AppError) || error.code !== 'export-failed') throw error
        const refused: Warning = {
          code: 'standard-refused',
          message: `The compiler does not accept these pages as ${names[standard]}: ${error.message} They are a plain tagged PDF instead.`,
          details: { standard: names[standard], reason: error.message },
        }
        return finished(await compile('pdf'), 'pdf', [...warnings, refused])
      }
    }

    /** The program's own files, read once. Throws AppError `export-failed` when the program is incomplete. */
    function readOwn() {
      try {
        characters ??= commonCharacters(fontPaths(resources))
        csl ??= readFileSync(join(resources, 'typst', 'iso-690.csl'), 'utf8')
        return { characters, csl }
      } catch (cause) {
        throw incomplete(resources, cause)
      }
    }

    /** What can be enforced here, with the reason where it is less than what was asked for. */
    async function possibleStandard(
      wanted: Standard,
      glyphsMissing: boolean,
    ): Promise<{ standard: Standard; reason?: Warning }> {
      if (wanted === 'pdf') return { standard: wanted }
      if ((await typesetter.compiler()) === 'wasm') {
        return {
          standard: 'pdf',
          reason: {
            code: 'standard-unavailable',
            message: `${names[wanted]} cannot be enforced on this computer: the native compiler is not installed. The file is a plain tagged PDF instead.`,
            details: { standard: names[wanted] },
          },
        }
      }
      if (wanted === 'pdf-a-2a' && glyphsMissing) {
        return {
          standard: 'pdf',
          reason: {
            code: 'standard-glyphs',
            message: `${names[wanted]} allows no missing characters. The file is a plain tagged PDF instead.`,
            details: { standard: names[wanted] },
          },
        }
      }
      return { standard: wanted }
    }

    return { make, close: () => typesetter.close() }
  },
} satisfies Exporter

const names: Record<Standard, string> = { pdf: 'PDF 1.7', 'pdf-ua-1': 'PDF/UA-1', 'pdf-a-2a': 'PDF/A-2a' }

function finished(
  compiled: { pdf: Uint8Array; pages: number; compiler: 'native' | 'wasm' },
  standard: Standard,
  warnings: Warning[],
): MadeFile {
  const { pdf, pages, compiler } = compiled
  return { bytes: pdf, pages, compiler, standard, warnings }
}

/** Better a sentence before than a computer without memory after. */
function refuseTooLarge(content: ReportContent): void {
  const pages = estimatePages(content, sheetOf(content, hasNotesColumn(content)))
  const needed = BYTES_AT_LEAST + pages * BYTES_PER_PAGE
  if (needed <= freemem()) return
  throw new AppError(
    'out-of-memory',
    `"${content.title}" would have about ${pages} pages, and typesetting them needs more memory than is free now. Close other programs, or export the kept rows only.`,
    { pages, needed: Math.round(needed), free: freemem() },
  )
}
