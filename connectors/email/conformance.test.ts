import { describeConnector, type PeerMessage } from '../../test/conformance/describe-connector.ts'
import { FEEDBACK } from '../../test/peers/channel.ts'
import { connector } from './index.ts'
import { IMAP_PASSWORD, type ImapPeer, openImap } from './test-imap.ts'
import { writeMail } from './test-mailbox.ts'
import { openSmtp, SMTP_PASSWORD } from './test-smtp.ts'

const CONFIG = { authentication: { dns: false }, timeoutMs: 3000 }
const PERSON = 'siti.nurhaliza@warga.example'
const WORDS = 'Jembatan gantung di Cikajang putus'

function message(imap: ImapPeer, mail: string): PeerMessage {
  const uids: number[] = []
  return {
    send: () => void uids.push(imap.add(mail)),
    acknowledged: () => uids.length > 0 && imap.mails.every(({ uid, flags }) => !uids.includes(uid) || flags.has('LaporGateway')),
  }
}

describeConnector({
  connector,
  config: () => CONFIG,
  secrets: { imapUrl: `imap://a:${IMAP_PASSWORD}@127.0.0.1`, smtpUrl: `smtp://a:${SMTP_PASSWORD}@127.0.0.1` },
  badConfigs: [
    { name: 'a size that is none', config: { maxMessage: 'besar' }, says: /maxMessage/ },
    { name: 'an address that is none', config: { address: 'aduan' }, says: /address/ },
    { name: 'a keyword that is none', config: { keyword: 'dua kata' }, says: /keyword/ },
    { name: 'a day that is none', config: { since: 'kemarin' }, says: /since/ },
  ],
  reply: { feedback: FEEDBACK },
  people: {
    peer: async (t) => {
      const [imap, smtp] = await Promise.all([openImap(t), openSmtp(t)])
      const write = (id: string, headers: readonly string[] = [], text = WORDS) =>
        message(imap, writeMail({ from: `Siti Nurhaliza <${PERSON}>`, id, subject: WORDS, text, headers }))
      return {
        config: CONFIG,
        secrets: { imapUrl: imap.url, smtpUrl: smtp.url },
        person: PERSON,
        personal: ['Siti Nurhaliza', WORDS],
        conversation: [write('satu-1@warga.example')],
        unknown: [
          write('auto-1@warga.example', ['Auto-Submitted: auto-replied']),
          write('milis-1@warga.example', ['List-Id: <warga.milis.example>']),
          message(imap, '\r\n'),
          message(imap, 'bukan surat sama sekali'),
        ],
        open: imap.open,
        replyTo: (language) => ({ address: PERSON, subject: WORDS, messageId: 'satu-1@warga.example', references: [], language }),
        told: () => smtp.mails.map(({ to, text, header }) => ({ to, text: `${header('Subject')}\n${text}` })),
        gone: () => {
          smtp.refuse.to = { status: 550, text: '5.1.1 No such user' }
        },
        throttle: () => {
          smtp.refuse.from = { status: 451, text: '4.7.1 Too many messages' }
        },
      }
    },
    at: (port) => ({
      config: CONFIG,
      secrets: {
        imapUrl: `imap://a%40b.example:${IMAP_PASSWORD}@127.0.0.1:${port}/INBOX`,
        smtpUrl: `smtp://a%40b.example:${SMTP_PASSWORD}@127.0.0.1:${port}`,
      },
    }),
  },
})
