/** Messages between the services and the thread that typesets. */
import type { CompileJob, Compiled } from './compilers'

export interface WorkerData {
  resources: string
}

export interface Request {
  id: number
  job: CompileJob
}

export type Reply =
  | { type: 'ready'; compiler: 'native' | 'wasm' }
  | { type: 'failed-to-start'; message: string }
  | { type: 'stage'; id: number; stage: 'typeset' | 'write' }
  | { type: 'done'; id: number; compiled: Compiled }
  | { type: 'failed'; id: number; message: string }
