/** Entry of the thread: places the notes of one job after another. Built to out/main/anchoring-worker.js. */
import { serveThread } from '../threads'
import { runJob } from './run-job'

serveThread(runJob)
