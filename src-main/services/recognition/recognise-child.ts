/** The program of the recogniser's child process. */
import * as v from 'valibot'
import { serve } from '../documents'
import { forbidNetwork } from './no-network'
import { taskSchema } from './protocol'
import { recogniseDocument } from './recognise'

forbidNetwork()
serve(({ bytes, hints, task, tell, alive }) =>
  recogniseDocument(bytes, hints, v.parse(taskSchema, task), { tell, alive }),
)
