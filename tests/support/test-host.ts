/** A host for tests of the services: nothing is shown, opened or logged. */
import type { HostPort } from '#main/services'
import { startNodeChild } from '#main/services'

/** What a test does not say is that of a program without a built child, in Latvian. */
export function testHost(own: Pick<HostPort, 'dataFolder'> & Partial<HostPort>): HostPort {
  return {
    kind: 'cli',
    version: '0.1.0',
    resources: '',
    programs: 'nowhere',
    locale: 'lv',
    filesBase: '/files/',
    startChild: startNodeChild,
    openExternal: () => Promise.resolve(),
    showFolder: () => Promise.resolve(false),
    log: () => undefined,
    ...own,
  }
}
