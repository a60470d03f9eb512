/** The build: programs and interface by electron-vite, then what cannot be bundled, then the sealed starter archive. */
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { checkNode, fail, root, run, say } from './steps.mjs'

checkNode()
const require = createRequire(import.meta.url)
const out = (...parts) => join(root, 'out', ...parts)

const step = async (name, command, args) => {
  const { status } = await run(command, args)
  if (status !== 0) fail(`The step "${name}" of the build failed.`)
}

for (const folder of ['main', 'preload', 'renderer', 'resources']) rmSync(out(folder), { recursive: true, force: true })
await step('bundle', process.execPath, [
  join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'),
  'build',
])

mkdirSync(out('resources'), { recursive: true })
const copy = (from, ...to) => {
  if (!existsSync(from)) fail(`The build needs "${from}", which is not there. Run npm ci.`)
  cpSync(from, out('resources', ...to), { recursive: true })
}
for (const name of ['typst', 'icons'])
  if (existsSync(join(root, 'resources', name))) copy(join(root, 'resources', name), name)

// The WASM compiler is loaded as a file; the fonts are full TTF, as Typst needs them.
const compiler = dirname(require.resolve('@myriaddreamin/typst-ts-web-compiler/package.json'))
copy(join(compiler, 'pkg', 'typst_ts_web_compiler_bg.wasm'), 'typst', 'typst_ts_web_compiler_bg.wasm')
const fonts = dirname(require.resolve('@expo-google-fonts/source-serif-4/package.json'))
for (const style of ['400Regular', '400Regular_Italic', '700Bold', '700Bold_Italic']) {
  copy(join(fonts, style, `SourceSerif4_${style}.ttf`), 'fonts', `SourceSerif4_${style}.ttf`)
}
copy(join(fonts, 'LICENSE_FONT'), 'fonts', 'LICENSE-Source-Serif-4.txt')

// What PDF.js reads beside its code: encodings of East Asian fonts, the standard fonts, decoders of images.
const pdfjs = dirname(require.resolve('pdfjs-dist/package.json'))
for (const name of ['cmaps', 'standard_fonts', 'wasm']) copy(join(pdfjs, name), 'pdfjs', name)
copy(join(pdfjs, 'LICENSE'), 'pdfjs', 'LICENSE')
// The same beside the interface, which draws pages.
for (const name of ['cmaps', 'standard_fonts', 'wasm', 'iccs']) {
  cpSync(join(pdfjs, name), out('renderer', 'pdfjs', name), { recursive: true })
}
cpSync(join(pdfjs, 'LICENSE'), out('renderer', 'pdfjs', 'LICENSE'))

// Character recognition: engine, page renderer and the data of its languages, all read from the disk.
const engine = dirname(require.resolve('tesseract.js-core/package.json'))
copy(join(engine, 'tesseract-core-simd-lstm.wasm'), 'ocr', 'tesseract-core-simd-lstm.wasm')
copy(join(engine, 'LICENSE'), 'ocr', 'LICENSE-tesseract.txt')
const pdfium = dirname(dirname(require.resolve('@embedpdf/pdfium')))
copy(join(pdfium, 'dist', 'pdfium.wasm'), 'ocr', 'pdfium.wasm')
copy(join(pdfium, 'LICENSE.pdfium'), 'ocr', 'LICENSE-pdfium.txt')
for (const language of ['lav', 'eng', 'est', 'lit', 'deu']) {
  const data = dirname(require.resolve(`@tesseract.js-data/${language}/package.json`))
  copy(join(data, '4.0.0_best_int', `${language}.traineddata.gz`), 'ocr', `${language}.traineddata.gz`)
}
copy(join(root, 'resources', 'ocr'), 'ocr')

await step('seal the starter archive', process.execPath, [
  out('main', 'seal-starter.js'),
  join(root, 'resources', 'starter'),
  out('resources', 'starter.avots.zip'),
])
say('Built into out/.')
