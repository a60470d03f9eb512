/** Which child process reads the items of an import: the one that extracts, or the one that recognises. */
import type { StartChild } from '../children'
import { createExtractor } from '../documents'
import { createRecogniser } from '../recognition'
import type { ImportControl } from './run'

/** For `ImportControl`; `programs` is the folder of the built children. */
export function extractorsOf(programs: string, startChild: StartChild): ImportControl['createExtractor'] {
  return ({ recognise }, onPage) =>
    recognise ? createRecogniser(programs, startChild, recognise, onPage) : createExtractor(programs, startChild)
}
