import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () => Buffer.from('WEBVTT\n\n00:01.000 --> 00:04.000\n<v Munters>Mēs parakstījām.\n'),
  text: 'Munters: Mēs parakstījām.',
}
