import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () => Buffer.from('Pirmā rindkopa.\n\nOtrā rindkopa.\n'),
  text: 'Otrā rindkopa.',
  toldByName: true,
}
