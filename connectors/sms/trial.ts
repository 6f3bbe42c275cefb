import { randomUUID } from 'node:crypto'
import type { TestMessage } from '../../src/contract/connector.ts'
import { readStaffPhone } from '../../src/contract/short-message/staff-phone.ts'
import { testWords } from '../../src/contract/trial-words.ts'
import type { Config, Secret } from './config.ts'
import { sendText } from './send-text.ts'

/** One short message, to the phone of somebody on the staff. */
export const testMessage: TestMessage<Config, Secret> = {
  goesTo: () => 'phone',
  async send(to, channel) {
    const phone = readStaffPhone(to)
    const { reference } = await sendText({ to: phone, from: '', text: testWords(channel), reference: `test-${randomUUID()}` }, channel)
    return { sent: 'a short message', answered: `the aggregator took it as ${reference}` }
  },
}
