import { setTimeout as pause } from 'node:timers/promises'
import { describeConnector, type PeerMessage } from '../../test/conformance/describe-connector.ts'
import { FEEDBACK } from '../../test/peers/channel.ts'
import { connector } from './index.ts'
import { CITIZEN, openTestSmsc, PASSWORD, septets } from './test-smsc.ts'

const recipient = { sender: CITIZEN, replyTo: { language: 'id', to: '1708' }, reference: '7K2QD-90PXA', title: 'Jembatan putus' }
const server = (port: number) => ({ server: `smpp://lapor:${PASSWORD}@127.0.0.1:${port}` })
const QUICK = { reconnectMs: 20, answerTimeoutMs: 2000, idleSeconds: 1, messagesPerSecond: 1000 }

describeConnector({
  connector,
  config: () => ({ quietHours: { from: '21:00', to: '06:00' }, source: { address: '1708' } }),
  secrets: server(2775),
  badConfigs: [
    { name: 'a window of nothing', config: { window: 0 }, says: /\/window/ },
    { name: 'an alphabet that is none', config: { defaultAlphabet: 'ebcdic' }, says: /\/defaultAlphabet .*gsm7/ },
    { name: 'a session that is none', config: { session: 'transmitter' }, says: /\/session .*receiver/ },
    { name: 'quiet hours without an end', config: { quietHours: { from: '21:00' } }, says: /\/quietHours .*'to'/ },
    { name: 'quiet hours that are none', config: { quietHours: { from: '25:00', to: '6' } }, says: /\/quietHours\/from/ },
    { name: 'a tag of the standard for the id', config: { messageIdTag: 0x1e }, says: /\/messageIdTag/ },
    { name: 'a sender without an address', config: { source: { ton: 5 } }, says: /\/source .*'address'/ },
  ],
  reply: { feedback: { ...FEEDBACK, recipient } },
  people: {
    at: (port) => ({ config: { ...QUICK, answerTimeoutMs: 300 }, secrets: server(port) }),
    peer: async (t) => {
      const smsc = await openTestSmsc(t)
      let over = false
      t.after(() => {
        over = true
      })
      /** As an SMSC does: again until it is taken. */
      const message = (fields: object): PeerMessage => {
        let taken = false
        const deliver = async () => {
          while (!taken && !over) {
            taken = (await smsc.deliver(fields).catch(() => null)) === 0
            if (!taken) await pause(20)
          }
        }
        return {
          send: () => {
            taken = false
            void deliver()
          },
          acknowledged: () => taken,
        }
      }
      return {
        config: QUICK,
        secrets: server(smsc.port),
        person: CITIZEN,
        personal: ['Cikajang', CITIZEN.slice(2)],
        conversation: [message({ short_message: septets('LAPOR jembatan putus di Cikajang') })],
        unknown: [
          message({ data_coding: 4, short_message: Buffer.from([0, 1, 2]) }),
          message({ esm_class: 0x40, short_message: Buffer.from('0605040b8423f0414243', 'hex') }),
          message({ esm_class: 0x04, short_message: septets('id:nobody stat:DELIVRD') }),
          message({ esm_class: 0x10, short_message: septets('manual acknowledgement') }),
          message({ short_message: Buffer.alloc(0) }),
        ],
        unfinished: [
          message({ esm_class: 0x40, short_message: Buffer.concat([Buffer.of(5, 0, 3, 7, 2, 1), septets('LAPOR jembatan putus di ')]) }),
        ],
        open: () => smsc.bound.length,
        replyTo: (language) => ({ language, to: '1708' }),
        told: () => smsc.told(),
        gone: () => {
          smsc.onSubmit = () => 0x0b
        },
        throttle: () => {
          smsc.onSubmit = () => 0x58
        },
      }
    },
  },
})
