import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () =>
    Buffer.from(
      '@book{pips1935,\n  author = {P{\\=\\i}ps, Ants},\n  title = {{\\=A}rpolitika},\n  address = {R\\={\\i}ga},\n  year = 1935\n}\n',
    ),
  text: 'Pīps, Ants. Ārpolitika. Rīga, 1935.',
}
