import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () =>
    Buffer.from(
      JSON.stringify({
        '@context': 'http://iiif.io/api/presentation/3/context.json',
        id: 'https://example.org/manifest',
        type: 'Manifest',
        label: { lv: ['Grāmata'] },
        items: [{ id: 'https://example.org/c1', type: 'Canvas', label: { none: ['1r'] }, width: 800, height: 1000 }],
      }),
    ),
  text: 'Grāmata\n\n1r',
}
