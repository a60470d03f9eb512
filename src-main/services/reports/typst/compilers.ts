/** The two compilers of Typst: native where its optional package loads, WebAssembly everywhere. Both block their thread. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { initSync, TypstCompilerBuilder } from '@myriaddreamin/typst-ts-web-compiler'
import { AppError } from '#shared/contract'

export type Standard = 'pdf' | 'pdf-ua-1' | 'pdf-a-2a'

export interface CompileJob {
  /** JSON for the template. */
  data: string
  standard: Standard
  /** Seconds since 1970: the file's date of creation. */
  timestamp: number
}

export interface Compiled {
  pdf: Uint8Array
  pages: number
  compiler: 'native' | 'wasm'
  /** What the compiler remarked. */
  remarks: string[]
}

export interface TypstFiles {
  /** Source of the template. */
  template: string
  fonts: Uint8Array[]
  /** Path of `typst_ts_web_compiler_bg.wasm`. */
  wasm: string
}

export interface TypstCompiler {
  readonly name: 'native' | 'wasm'
  /** Throws AppError `export-failed` with what the compiler said. */
  compile(job: CompileJob): Compiled
}

const fontNames = ['400Regular', '400Regular_Italic', '700Bold', '700Bold_Italic'].map(
  (style) => `SourceSerif4_${style}.ttf`,
)

/** Paths of the fonts under the resources of the program. */
export const fontPaths = (resources: string): string[] => fontNames.map((name) => join(resources, 'fonts', name))

export const incomplete = (resources: string, cause: unknown) =>
  new AppError(
    'export-failed',
    `The program's own files for PDF are missing under "${resources}". Build or install it again.`,
    { path: resources },
    { cause },
  )

/** Reads what both compilers need from `out/resources`. Throws AppError `export-failed` when the program is incomplete. */
export function readTypstFiles(resources: string): TypstFiles {
  try {
    return {
      template: readFileSync(join(resources, 'typst', 'comparison.typ'), 'utf8'),
      fonts: fontPaths(resources).map((path) => readFileSync(path)),
      wasm: join(resources, 'typst', 'typst_ts_web_compiler_bg.wasm'),
    }
  } catch (cause) {
    throw incomplete(resources, cause)
  }
}

/** What is used of the native package; it may be absent, so its types are not imported as values. */
interface NativeModule {
  NodeCompiler: { create(args: { workspace: string; fontArgs: { fontBlobs: Buffer[] }[] }): NativeCompiler }
}
interface NativeCompiler {
  addSource(path: string, source: string): void
  mapShadow(path: string, content: Buffer): void
  compile(options: { mainFilePath: string; resetRead?: boolean }): NativeResult
  pdf(document: NativeDocument, options: { pdfStandard?: string; creationTimestamp: number }): Buffer
  evictCache(maxAge: number): void
  fetchDiagnostics(error: object): unknown[]
}
interface NativeDocument {
  readonly numOfPages: number
}
interface NativeResult {
  readonly result: NativeDocument | null
  takeWarnings(): object | null
  takeError(): object | null
}

/** Results of more compilations than this are forgotten: previews differ little from one to the next. */
const CACHE_AGE = 10

const standards: Record<Standard, string | null> = { pdf: null, 'pdf-ua-1': 'ua-1', 'pdf-a-2a': 'a-2a' }

const failed = (what: string) =>
  new AppError('export-failed', `The pages could not be typeset: ${what || 'the compiler gave no reason'}.`, { what })

function messages(diagnostics: readonly unknown[], severity?: string | number): string[] {
  return diagnostics.flatMap((one) => {
    if (typeof one !== 'object' || one === null || !('message' in one)) return []
    const kind: unknown = 'severity' in one ? one.severity : undefined
    return severity === undefined || kind === severity ? [String(one.message)] : []
  })
}

/** Null where the package or its binary for this system is absent. */
export function openNative(files: TypstFiles): TypstCompiler | null {
  let native: NativeModule
  try {
    native = createRequire(import.meta.url)('@myriaddreamin/typst-ts-node-compiler') as NativeModule
  } catch {
    return null
  }
  // A folder that does not exist: the compiler can read no file but those that it is given.
  const workspace = join(tmpdir(), 'avots-typst-has-no-files')
  const main = join(workspace, 'main.typ')
  const compiler = native.NodeCompiler.create({
    workspace,
    fontArgs: [{ fontBlobs: files.fonts.map((font) => Buffer.from(font)) }],
  })
  compiler.addSource(main, files.template)
  return {
    name: 'native',
    compile({ data, standard, timestamp }) {
      compiler.mapShadow(join(workspace, 'comparison.json'), Buffer.from(data))
      const outcome = compiler.compile({ mainFilePath: main, resetRead: true })
      const { result } = outcome
      if (!result) {
        const error = outcome.takeError()
        throw failed(error ? messages(compiler.fetchDiagnostics(error)).join('; ') : '')
      }
      const warnings = outcome.takeWarnings()
      const pdfStandard = standards[standard]
      try {
        const pdf = compiler.pdf(result, {
          creationTimestamp: timestamp,
          ...(pdfStandard === null ? {} : { pdfStandard }),
        })
        const remarks = warnings ? messages(compiler.fetchDiagnostics(warnings)) : []
        return { pdf, pages: result.numOfPages, compiler: 'native', remarks }
      } catch (error) {
        throw failed(reasonOf(error))
      } finally {
        compiler.evictCache(CACHE_AGE)
      }
    },
  }
}

const reasonOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error)
  const found = [...text.matchAll(/message: "((?:[^"\\]|\\.)*)"/g)].map(([, message]) => message ?? '')
  return found.length > 0 ? found.join('; ') : text
}

/** Kinds of artifacts and forms of diagnostics, by number, of the package's `CompileFormatEnum` and `DiagnosticsFormat`. */
const PDF = 1
const PAGED = 0
const FULL = 3

/** The module is initialised once in a thread. */
export async function openWasm(files: TypstFiles): Promise<TypstCompiler> {
  initSync({ module: readFileSync(files.wasm) })
  const builder = new TypstCompilerBuilder()
  builder.set_dummy_access_model()
  for (const font of files.fonts) await builder.add_raw_font(font)
  const compiler = await builder.build()
  compiler.add_source('/main.typ', files.template)
  return {
    name: 'wasm',
    compile({ data, standard }) {
      if (standard !== 'pdf') throw failed(`this compiler cannot enforce ${standard}`)
      compiler.map_shadow('/comparison.json', new TextEncoder().encode(data))
      const world = compiler.snapshot(undefined, '/main.typ', undefined)
      try {
        const outcome = diagnosed(world.compile(PAGED, FULL))
        if (outcome.hasError) throw failed(messages(outcome.diagnostics, 'error').join('; '))
        const [pages = 0] = JSON.parse(world.query(PAGED, '<page-count>', 'value')) as number[]
        const artifact: unknown = world.get_artifact(PDF, FULL)
        const pdf = typeof artifact === 'object' && artifact !== null && 'result' in artifact ? artifact.result : null
        if (!(pdf instanceof Uint8Array)) throw failed(messages(diagnosed(artifact).diagnostics).join('; '))
        return { pdf, pages, compiler: 'wasm', remarks: messages(outcome.diagnostics, 'warning') }
      } finally {
        world.free()
      }
    },
  }
}

function diagnosed(outcome: unknown): { hasError: boolean; diagnostics: unknown[] } {
  if (typeof outcome !== 'object' || outcome === null) return { hasError: false, diagnostics: [] }
  const diagnostics = 'diagnostics' in outcome && Array.isArray(outcome.diagnostics) ? outcome.diagnostics : []
  return { hasError: 'hasError' in outcome && outcome.hasError === true, diagnostics }
}
