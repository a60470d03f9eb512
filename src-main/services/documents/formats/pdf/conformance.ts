import type { FormatSample } from '../../format'
import { pdfOf, write, writeLines } from './sample'

export const sample: FormatSample = {
  build: () =>
    pdfOf(
      [
        {
          content:
            write(72, 760, 'Pakts', 20) + writeLines(72, 700, ['Abas puses apņēmās sniegt palī-', 'dzību. Договор.']),
        },
        { content: write(72, 700, 'Otrā lapa') },
      ],
      { info: '/Title (Pakts)' },
    ),
  text: 'palīdzību. Договор.',
}
