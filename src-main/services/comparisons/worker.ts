/** Entry of the thread: runs the engines on one job after another. Built to out/main/comparison-worker.js. */
import { compareEditions } from '#shared/domain/alignment'
import { serveThread } from '../threads'

serveThread(compareEditions)
