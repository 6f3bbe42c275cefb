import { randomUUID } from 'node:crypto'
import type { TestMessage } from '../../src/contract/connector.ts'
import { readStaffPhone } from '../../src/contract/short-message/staff-phone.ts'
import { testWords } from '../../src/contract/trial-words.ts'
import type { Config, Secret } from './config.ts'
import { sendParts } from './outgoing.ts'
import { withSession } from './sessions.ts'

/** One short message, to the phone of somebody on the staff. Without `source` in the configuration the SMSC must know our number. */
export const testMessage: TestMessage<Config, Secret> = {
  goesTo: () => 'phone',
  async send(to, channel) {
    const outgoing = { to: readStaffPhone(to), from: '', text: testWords(channel), id: `test-${randomUUID()}`, receipt: false }
    let taken = ''
    await withSession(channel, (connection) =>
      sendParts(connection, channel, outgoing, 0, (_part, id) => {
        taken = id
      }),
    )
    return { sent: 'a short message', answered: `the SMSC took it as ${taken || '(without an id)'}` }
  },
}
