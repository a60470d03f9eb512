import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () => Buffer.from('# Virsraksts\n\nTeksts ar **treknu**.\n\n- viens\n- divi\n'),
  text: 'Teksts ar treknu.',
  toldByName: true,
}
