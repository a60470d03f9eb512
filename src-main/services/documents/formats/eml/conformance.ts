import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () =>
    Buffer.from(
      [
        'From: =?windows-1257?Q?J=E2nis_B=E7rzi=F2=F0?= <janis@example.org>',
        'To: Anna <anna@example.org>',
        'Subject: =?UTF-8?B?UMSBcnJ1bmEgTWFza2F2xIE=?=',
        'Date: Thu, 5 Oct 1995 14:03:00 +0200',
        'Message-ID: <1@example.org>',
        'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary="x"',
        '',
        '--x',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        'Parakst=C4=ABts piektdien.',
        '--x',
        'Content-Type: text/plain; name="a.txt"',
        'Content-Disposition: attachment; filename="a.txt"',
        '',
        'Pielikums.',
        '--x--',
        '',
      ].join('\r\n'),
    ),
  text: 'Parakstīts piektdien.',
}
