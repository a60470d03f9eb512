/** The program of the child process that decodes pictures: what is in them is anyone's. */
import * as v from 'valibot'
import { parentOf } from '../children'
import { makePicture } from './make'
import { type pictureAnswerSchema, pictureRequestSchema } from './protocol'

const parent = parentOf()
parent.onMessage((message) => {
  const answer = (failure: string | null) =>
    parent.answer(JSON.stringify({ failure } satisfies v.InferOutput<typeof pictureAnswerSchema>))
  Promise.resolve()
    .then(() => makePicture(v.parse(pictureRequestSchema, message)))
    .then(
      () => answer(null),
      (error: unknown) => answer(error instanceof Error ? error.message : String(error)),
    )
})
