import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () =>
    Buffer.from(
      'From janis@example.org Thu Oct  5 14:03:00 1995\nFrom: janis@example.org\nTo: a@example.org\n' +
        'Subject: =?utf-8?B?UMSBcnJ1bmE=?=\nDate: Thu, 5 Oct 1995 14:03:00 +0200\n\nPirmais.\n\n' +
        'From - Fri Oct  6 14:03:00 1995\nFrom: anna@example.org\nSubject: Atbilde\n\nOtrais.\n\n',
    ),
  text: '1995-10-05 · janis@example.org · Pārruna',
}
