/** The program's own files for exports, as the build lays them out, without a build. */
import { copyFileSync, cpSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)
const root = join(import.meta.dirname, '../..')

/** Fills `folder` like `out/resources`. */
export function layOutResources(folder: string): string {
  cpSync(join(root, 'resources/typst'), join(folder, 'typst'), { recursive: true })
  const compiler = dirname(require.resolve('@myriaddreamin/typst-ts-web-compiler'))
  const wasm = 'typst_ts_web_compiler_bg.wasm'
  copyFileSync(join(compiler, wasm), join(folder, 'typst', wasm))
  mkdirSync(join(folder, 'fonts'), { recursive: true })
  const fonts = dirname(require.resolve('@expo-google-fonts/source-serif-4/package.json'))
  for (const style of ['400Regular', '400Regular_Italic', '700Bold', '700Bold_Italic']) {
    const name = `SourceSerif4_${style}.ttf`
    copyFileSync(join(fonts, style, name), join(folder, 'fonts', name))
  }
  return folder
}
