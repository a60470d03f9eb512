import { expect, it } from 'vitest'
import { createQueue } from './queue'

const turn = () => new Promise((resolve) => setTimeout(resolve))

it('does what is most urgent first, one after the other, and leaves out what nobody waits for', async () => {
  const queue = createQueue()
  const done: string[] = []
  let together = 0
  const job = (key: string, rank: number | null) => ({
    key,
    rank: () => rank,
    async run() {
      together += 1
      expect(together).toBe(1)
      await turn()
      together -= 1
      done.push(key)
    },
  })
  queue.add(job('near', 2))
  queue.add(job('seen', 0))
  queue.add(job('gone', null))
  queue.add(job('thumbnail', 3))
  while (done.length < 3) await turn()
  expect(done).toEqual(['seen', 'near', 'thumbnail'])
})

it('stops a job that another one takes the place of, and goes on after a failure', async () => {
  const queue = createQueue()
  const said: string[] = []
  const waits = (name: string) => ({
    key: 'page 1',
    rank: () => 0,
    run: (signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        said.push(`${name} begins`)
        signal.addEventListener('abort', () => {
          said.push(`${name} stopped`)
          reject(new Error('stopped'))
        })
        if (name === 'second') resolve()
      }),
  })
  queue.add(waits('first'))
  await turn()
  queue.add(waits('second'))
  await turn()
  queue.add({ key: 'page 2', rank: () => 0, run: () => Promise.resolve(void said.push('other')) })
  await turn()
  expect(said).toEqual(['first begins', 'first stopped', 'second begins', 'other'])
  queue.add(waits('third'))
  await turn()
  queue.drop('page 1')
  expect(said.at(-1)).toBe('third stopped')
})
