import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () =>
    Buffer.from(
      '<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="ocr-system" content="tesseract 5"></head><body><div class="ocr_page" title="image &quot;1.png&quot;; bbox 0 0 800 1000; ppageno 0"><p class="ocr_par" lang="lav" title="bbox 1 2 300 40"><span class="ocr_line" title="bbox 1 2 300 20"><span class="ocrx_word" title="bbox 1 2 90 20; x_wconf 93">Latvijas</span> <span class="ocrx_word" title="bbox 95 2 180 20; x_wconf 60"><strong>valdība</strong></span></span></p></div></body></html>',
    ),
  text: 'Latvijas valdība',
}
