/** Fetches long answers and parses them, so that the page only takes what came of it. */
import { type AnswerFound, type AnswerWanted, fetchAnswer, pack } from './answers'

self.onmessage = async ({ data: { id, headers, message } }: MessageEvent<AnswerWanted>) => {
  const found: AnswerFound = await fetchAnswer(message, headers).then(
    (answer) => ({ id, ...pack(answer) }),
    (error: unknown) => ({ id, failed: String(error) }),
  )
  self.postMessage(found)
}
