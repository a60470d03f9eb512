import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () =>
    Buffer.from(
      '<?xml version="1.0"?><mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>Ārpolitika</title></titleInfo><name><namePart>Pīps, Ants</namePart></name></mods>',
    ),
  text: 'Creator: Pīps, Ants',
}
