import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

export interface ImapPeer {
  readonly url: string
  /** Puts a mail into INBOX; who waits is told. Returns its UID. */
  add(mail: string | Uint8Array): number
  /** What is in INBOX. */
  readonly mails: { readonly uid: number; readonly bytes: Buffer; readonly flags: Set<string> }[]
  readonly open: () => number
  /** Another numbering, as after a restored backup. */
  renumber(): void
  /** Commands that came, without what stands behind them. */
  readonly commands: string[]
}

export const IMAP_PASSWORD = 'sandi-surat-yang-rahasia'

/** So much of IMAP4rev1, IDLE and UIDPLUS as a reader of one folder needs, where Dovecot is not there; with it: email.peer.test.ts. */
export async function openImap(t: TestContext, user = 'aduan@jabar.example'): Promise<ImapPeer> {
  const sockets = new Map<Socket, { idling: string | null; known: number }>()
  let validity = 1_700_000_000
  let next = 1
  const mails: { uid: number; bytes: Buffer; flags: Set<string> }[] = []
  const commands: string[] = []

  const server = createServer((socket) => {
    const session: { idling: string | null; known: number } = { idling: null, known: 0 }
    sockets.set(socket, session)
    let buffered = ''
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.write('* OK [CAPABILITY IMAP4rev1 IDLE UIDPLUS] ready\r\n')
    socket.on('data', (chunk) => {
      buffered += chunk.toString('latin1')
      for (let end = buffered.indexOf('\r\n'); end >= 0; end = buffered.indexOf('\r\n')) {
        const line = buffered.slice(0, end)
        buffered = buffered.slice(end + 2)
        answer(line)
      }
    })

    function answer(line: string): void {
      if (session.idling !== null) {
        if (!/^DONE$/i.test(line)) return
        socket.write(`${session.idling} OK idle ended\r\n`)
        session.idling = null
        return
      }
      const [, tag = '*', command = '', rest = ''] = /^(\S+) (UID \S+|\S+) ?(.*)$/i.exec(line) ?? []
      commands.push(command.toUpperCase())
      const say = (...lines: string[]) => void socket.write(lines.map((each) => `${each}\r\n`).join(''))
      const ok = (...lines: string[]) => say(...lines, `${tag} OK done`)
      const uid = Number(/^\d+/.exec(rest)?.[0])
      const answers: Readonly<Record<string, () => void>> = {
        CAPABILITY: () => ok('* CAPABILITY IMAP4rev1 IDLE UIDPLUS'),
        LOGIN: () => (rest.includes(user) && rest.includes(IMAP_PASSWORD) ? ok() : say(`${tag} NO [AUTHENTICATIONFAILED] wrong`)),
        LIST: () => ok('* LIST (\\HasNoChildren) "/" INBOX'),
        LSUB: () => ok('* LSUB (\\HasNoChildren) "/" INBOX'),
        STATUS: () => ok(`* STATUS INBOX (MESSAGES ${mails.length} UNSEEN ${mails.filter(({ flags }) => !flags.has('\\Seen')).length})`),
        SELECT: () => {
          session.known = mails.length
          const sizes = [`* ${mails.length} EXISTS`, '* 0 RECENT', `* OK [UIDVALIDITY ${validity}] x`, `* OK [UIDNEXT ${next}] x`]
          ok('* FLAGS (\\Seen)', '* OK [PERMANENTFLAGS (\\Seen \\*)] x', ...sizes)
        },
        'UID SEARCH': () => {
          const from = Number(/UID (\d+):\*/i.exec(rest)?.[1] ?? 0)
          const unmarked = /UNKEYWORD (\S+)/i.exec(rest)?.[1]
          const found = mails.filter((mail) => mail.uid >= from && (unmarked === undefined || !mail.flags.has(unmarked)))
          ok(`* SEARCH ${found.map((mail) => mail.uid).join(' ')}`)
        },
        'UID FETCH': () => {
          const index = mails.findIndex((mail) => mail.uid === uid)
          const mail = mails[index]
          if (mail) fetch(index + 1, mail, rest)
          ok()
        },
        'UID STORE': () => {
          const flags = /\(([^()]*)\)/.exec(rest)?.[1]?.split(' ') ?? []
          for (const flag of flags) mails.find((mail) => mail.uid === uid)?.flags.add(flag)
          ok()
        },
        IDLE: () => {
          session.idling = tag
          say('+ idling')
          tell(socket, session)
        },
        NOOP: () => {
          tell(socket, session)
          ok()
        },
        LOGOUT: () => void socket.end(`* BYE\r\n${tag} OK\r\n`),
      }
      const known = answers[command.toUpperCase()]
      if (known) known()
      else say(`${tag} BAD unknown`)
    }

    function fetch(sequence: number, mail: { uid: number; bytes: Buffer }, query: string): void {
      const partial = /BODY\.PEEK\[\](?:<(\d+)\.(\d+)>)?/i.exec(query)
      const facts = `UID ${mail.uid} RFC822.SIZE ${mail.bytes.length} INTERNALDATE "20-Nov-2026 03:02:11 +0000"`
      if (!partial) {
        socket.write(`* ${sequence} FETCH (${facts})\r\n`)
        return
      }
      const start = Number(partial[1] ?? 0)
      const bytes = partial[2] === undefined ? mail.bytes : mail.bytes.subarray(start, start + Number(partial[2]))
      const origin = partial[2] === undefined ? '' : `<${start}>`
      socket.write(`* ${sequence} FETCH (${facts} BODY[]${origin} {${bytes.length}}\r\n`)
      socket.write(bytes)
      socket.write(')\r\n')
    }
  })
  const tell = (socket: Socket, session: { known: number }) => {
    if (session.known === mails.length) return
    session.known = mails.length
    socket.write(`* ${mails.length} EXISTS\r\n`)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets.keys()) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `imap://${encodeURIComponent(user)}:${encodeURIComponent(IMAP_PASSWORD)}@127.0.0.1:${port}/INBOX`,
    mails,
    commands,
    open: () => sockets.size,
    add(mail) {
      const uid = next++
      mails.push({ uid, bytes: Buffer.from(mail), flags: new Set() })
      for (const [socket, session] of sockets) if (session.idling !== null) tell(socket, session)
      return uid
    },
    renumber() {
      validity += 1
      for (const mail of mails) mail.uid = next++
    },
  }
}
