import { existsSync } from 'node:fs'
import { endWithLine } from './end-with-line.ts'
import { type Installable, installServers } from './install.ts'
import { runTests } from './run-tests.ts'

/** By what files it is seen that a peer is there. */
const PEERS: Readonly<Record<'Dovecot' | 'Exim' | 'Kannel' | 'Chromium' | 'Prometheus' | 'Alertmanager', readonly string[]>> = {
  Dovecot: ['/usr/sbin/dovecot', '/usr/lib/dovecot/imap', '/usr/lib/dovecot/lmtp'],
  Exim: ['/usr/sbin/exim4'],
  Kannel: ['/usr/sbin/bearerbox', '/usr/sbin/smsbox', '/usr/lib/kannel/test/fakesmsc'],
  Chromium: ['/usr/bin/chromium', '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'],
  Prometheus: ['/usr/bin/prometheus', '/usr/bin/promtool'],
  Alertmanager: ['/usr/bin/prometheus-alertmanager'],
}

/** Few: a browser that draws pages keeps a core busy, and more of them at once only make each test last longer. */
const GROUPS_AT_ONCE = 3

/**
 * `npm run test:peers [-- words of file names]`: the files *.peer.test.ts, against servers that we did not write. Installs them where they are missing; each test starts its own
 * and ends it by its process id.
 */
await endWithLine(async () => {
  const missing = Object.entries(PEERS).flatMap(([name, files]) => (files.every((file) => existsSync(file)) ? [] : [name as Installable]))
  await installServers(missing, console.log)
  console.log(`${Object.keys(PEERS).join(', ')} are there; each test starts its own and stops it`)
  return runTests(process.argv.slice(2), { takes: (file) => file.endsWith('.peer.test.ts'), groupsAtOnce: GROUPS_AT_ONCE })
})
