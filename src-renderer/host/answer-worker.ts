/** Fetches long answers, so that the page only takes what came of it. */
import { type AnswerFound, type AnswerWanted, fetchParcel } from './answers'

self.onmessage = async ({ data: { id, headers, message } }: MessageEvent<AnswerWanted>) => {
  const said: AnswerFound = await fetchParcel(message, headers).then(
    (found) => ({ id, ...found }),
    (error: unknown) => ({ id, failed: String(error) }),
  )
  try {
    self.postMessage(said)
  } catch (error) {
    // Whoever waits must hear of it.
    self.postMessage({ id, failed: String(error) } satisfies AnswerFound)
  }
}
