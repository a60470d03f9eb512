import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () =>
    Buffer.from(
      "{\\rtf1\\ansi\\ansicpg1257{\\fonttbl{\\f0\\fcharset186 Times;}}\\f0 P\\'e2rruna ar {\\b Maskavu}.\\par}",
      'latin1',
    ),
  text: 'Pārruna ar Maskavu.',
}
