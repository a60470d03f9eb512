import { openNative, openWasm, readTypstFiles, type TypstCompiler } from './compilers'

/** The native compiler where it loads, else WebAssembly. `AVOTS_TYPST=wasm` takes WebAssembly always. */
export async function openCompiler(resources: string): Promise<TypstCompiler> {
  const files = readTypstFiles(resources)
  const native = process.env['AVOTS_TYPST'] === 'wasm' ? null : openNative(files)
  return native ?? (await openWasm(files))
}
