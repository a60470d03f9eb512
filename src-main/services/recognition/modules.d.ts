/** What is used of libraries that have no types of their own. */
declare module 'tesseract.js-core/tesseract-core-simd-lstm.js' {
  /** The C++ class `tesseract::TessBaseAPI`; see its documentation. */
  interface TessBaseApi {
    Version(): string
    /** 0 when all languages were loaded; `mode` 1 is the neural engine alone. */
    Init(path: null, languages: string, mode: number): number
    SetVariable(name: string, value: string): boolean
    /** Reads `/input` of the file system in memory, turned as EXIF says; 1 when that is no picture. */
    SetImageFile(orientation: number, angle: number): number
    /** 0 when it was done. */
    Recognize(monitor: null): number
    /** Blocks, paragraphs, lines and words with boxes in pixels and confidence in percent. */
    GetJSONText(): string
    Clear(): void
    End(): void
  }
  export interface TesseractModule {
    TessBaseAPI: new () => TessBaseApi
    FS: { writeFile(path: string, bytes: Uint8Array): void; unlink(path: string): void }
  }
  export default function load(options: {
    wasmBinary: Uint8Array
    print(line: string): void
    printErr(line: string): void
    TesseractProgress(percent: number): void
  }): Promise<TesseractModule>
}

/** What PDFium's module is made of, which its types take from another package. */
interface EmscriptenModule {
  HEAPU8: Uint8Array
  wasmBinary: ArrayBuffer
  print(line: string): void
  printErr(line: string): void
}
