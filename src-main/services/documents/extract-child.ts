/** The program of the extractor's child process. */
import { serve } from './child-program'
import { extractDocument } from './extract'

serve(({ bytes, hints, alive }) => extractDocument(bytes, hints, alive))
