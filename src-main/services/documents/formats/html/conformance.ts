import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () =>
    Buffer.from(
      '<!DOCTYPE html><html lang="lv"><head><meta charset="utf-8"><title>Pakts</title></head><body><h1>Pakts</h1>' +
        '<p>Parakstīts <b>5. oktobrī</b>.</p><table><tr><th>Gads<td>1939</table></body></html>',
    ),
  text: 'Parakstīts 5. oktobrī.',
}
