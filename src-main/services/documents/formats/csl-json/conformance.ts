import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () => Buffer.from(JSON.stringify([{ id: 'pips', type: 'book', title: 'Ārpolitika', publisher: 'Avots' }])),
  text: 'Ārpolitika',
}
