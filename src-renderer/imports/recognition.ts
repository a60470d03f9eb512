/** Which languages of recognition are proposed, and which documents can be recognised. */
import {
  type DocumentSummary,
  recognisableFormats,
  type RecognitionLanguage,
  recognitionLanguages,
  recognitionLanguagesOf,
} from '#shared/contract'

/** Those of the documents; where none of these is known, that of the archive; else the first of all. */
export function suggestedLanguages(
  documents: readonly Pick<DocumentSummary, 'metadata'>[],
  archiveLanguage: string | undefined,
): RecognitionLanguage[] {
  const own = recognitionLanguagesOf(documents.flatMap(({ metadata }) => metadata.languages))
  if (own.length > 0) return own
  const around = recognitionLanguagesOf(archiveLanguage === undefined ? [] : [archiveLanguage])
  return around.length > 0 ? around : [recognitionLanguages[0]]
}

/** Its pages are pictures, or can be drawn as such. */
export const isRecognisable = ({ format }: Pick<DocumentSummary, 'format'>) => recognisableFormats.includes(format)
