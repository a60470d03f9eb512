/** Fetches long answers, so that the page only takes what came of it. */
import { type AnswerFound, type AnswerWanted, fetchParcel } from './answers'

self.onmessage = async ({ data: { id, headers, message } }: MessageEvent<AnswerWanted>) => {
  const say = (found: AnswerFound) => self.postMessage(found)
  try {
    say({ id, ...(await fetchParcel(message, headers, (piece) => say({ id, piece }))) })
  } catch (error) {
    // Whoever waits must hear of it.
    say({ id, failed: String(error) })
  }
}
