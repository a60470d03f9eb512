import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () =>
    Buffer.from(
      [
        'From: <Saved by Blink>',
        'Snapshot-Content-Location: https://example.org/lapa',
        'Subject: =?utf-8?Q?P=C4=81rruna?=',
        'Date: Thu, 5 Oct 2023 14:03:00 -0000',
        'MIME-Version: 1.0',
        'Content-Type: multipart/related; type="text/html"; boundary="----b"',
        '',
        '------b',
        'Content-Type: text/html',
        'Content-Transfer-Encoding: quoted-printable',
        'Content-Location: https://example.org/lapa',
        '',
        '<!DOCTYPE html><html lang=3D"lv"><body><p>Parakst=C4=ABts piektdien.</p></body></html>',
        '------b--',
        '',
      ].join('\r\n'),
    ),
  text: 'Parakstīts piektdien.',
}
