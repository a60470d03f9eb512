/**
 * An answer that holds a long text, on its way over HTTP: the letters apart from the JSON of all else. They are neither
 * escaped nor parsed, and what is left is short. In the body the bytes of the JSON stand first, then the text in UTF-8.
 */
export interface Parcel {
  readonly json: string
  /** `result.model.text`, which is empty in `json`; null where the answer has none. */
  readonly text: string | null
}

/** Header of a call that takes parcels, and of an answer that is one: how many bytes of its body are JSON. */
export const parcelHeader = 'x-avots-json'

interface WithText {
  readonly result: { readonly model: { readonly text: string } }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function hasText(body: unknown): body is WithText {
  if (!isObject(body) || !('result' in body) || !isObject(body.result) || !('model' in body.result)) return false
  const { model } = body.result
  return isObject(model) && 'text' in model && typeof model.text === 'string'
}

export function packAnswer(body: unknown): Parcel {
  // UTF-8 has no form for half a pair of surrogates; JSON escapes it.
  if (!hasText(body) || !body.result.model.text.isWellFormed()) return { json: JSON.stringify(body), text: null }
  const { model } = body.result
  const rest = { ...body, result: { ...body.result, model: { ...model, text: '' } } }
  return { json: JSON.stringify(rest), text: model.text }
}

/** Puts the text of a parcel into the body that its JSON said. */
export function withText(body: unknown, text: string): unknown {
  if (hasText(body)) Object.assign(body.result.model, { text })
  return body
}
