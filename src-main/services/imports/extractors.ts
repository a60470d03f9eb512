/** Who reads the items of an import: the child that extracts, the one that recognises, or a reader who has written. */
import type { StartChild } from '../children'
import { createExtractor } from '../documents'
import { createRecogniser } from '../recognition'
import { createTranscriber } from '../transcription'
import type { ImportControl } from './run'

/** For `ImportControl`; `programs` is the folder of the built children. */
export function extractorsOf(programs: string, startChild: StartChild): ImportControl['createExtractor'] {
  return ({ recognise, transcribe }, onPage) => {
    if (recognise) return createRecogniser(programs, startChild, recognise, onPage)
    const extractor = createExtractor(programs, startChild)
    return transcribe === undefined ? extractor : createTranscriber(extractor, transcribe)
  }
}
