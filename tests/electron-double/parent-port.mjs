/** `process.parentPort` as a utility process of Electron has it, over the channel of `child_process.fork`. */
import { EventEmitter } from 'node:events'

const channel = process.send.bind(process)
const port = new EventEmitter()
port.postMessage = (message) => channel(message)
// As in Electron, what comes before there is a listener waits for it.
port.once('newListener', (event) => {
  if (event === 'message') process.on('message', (data) => port.emit('message', { data, ports: [] }))
})
process.on('disconnect', () => process.exit(0))
// A utility process has no channel of Node's own.
process.send = undefined
process.parentPort = port
