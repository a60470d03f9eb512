import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () => Buffer.from('1\r\n00:00:01,000 --> 00:00:04,000\r\nMēs <i>parakstījām</i>.\r\n\r\n'),
  text: 'Mēs parakstījām.',
}
