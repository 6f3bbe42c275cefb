import type { TestContext } from 'node:test'
import { startProgram } from './program.ts'

/** One message as a phone got it from Kannel. */
export interface PhoneMessage {
  readonly from: string
  readonly to: string
  /** The user data header; null when there is none. */
  readonly udh: Uint8Array | null
  /** A text in the GSM alphabet; null where it is binary or UCS-2. */
  readonly text: string | null
  /** UTF-8 of the text, else the octets as they are (UCS-2 is big-endian). */
  readonly bytes: Uint8Array
}

/** The phones behind Kannel. */
export interface Phones {
  /** A phone writes. One line, in UTF-8; `to` is 1708 unless told. */
  write(from: string, text: string, to?: string): void
  /** A phone writes in UCS-2. */
  writeUcs2(from: string, text: string, to?: string): void
  /** A phone sends one part of a long text in the GSM alphabet. */
  writePart(from: string, udh: Uint8Array, text: string, to?: string): void
  /** What the phones have got, oldest first. */
  received(): readonly PhoneMessage[]
  /** Waits until `count` messages have come. */
  receive(count: number): Promise<readonly PhoneMessage[]>
}

/** Kannel's own fakesmsc, in interactive mode. */
export function startPhones(t: Pick<TestContext, 'after'>, program: string, port: number): Phones {
  const fakesmsc = startProgram(t, 'fakesmsc', program, ['-H', '127.0.0.1', '-r', String(port), '-i', '0.01', '-m', '1000000'], '/')
  let written = 0
  let turn: Promise<unknown> = Promise.resolve()
  // It leaves a second line that comes along with a first one lying until there is a third.
  const write = (line: string): void => {
    written += 1
    const count = written
    turn = turn.then(() => {
      fakesmsc.write(line)
      return fakesmsc.says(new RegExp(`sent message ${count}\\b`))
    })
    turn.catch(() => undefined)
  }
  const received = () => [...fakesmsc.said().matchAll(GOT)].map(([, line = '']) => readMessage(line))
  return {
    write: (from, text, to = '1708') => write(`${from} ${to} text ${text}`),
    writeUcs2: (from, text, to = '1708') => write(`${from} ${to} ucs2 ${escaped(Buffer.from(text, 'utf16le').swap16())}`),
    writePart: (from, udh, text, to = '1708') => write(`${from} ${to} udh-text ${escaped(udh)} ${text}`),
    received,
    async receive(count) {
      await fakesmsc.says(new RegExp(`Got message ${count}: <.*?>\\n(?=\\d{4}-|$)`, 's'))
      return received()
    },
  }
}

const GOT = /Got message \d+: <(.*?)>\n(?=\d{4}-|$)/gs

function readMessage(line: string): PhoneMessage {
  const [, from = '', to = '', kind = '', rest = ''] = /^(\S+) (\S+) (\S+) (.*)$/s.exec(line) ?? []
  if (kind === 'text') return { from, to, udh: null, text: rest, bytes: Buffer.from(rest) }
  const [header, data = ''] = kind === 'udh' ? rest.split(' data ') : [undefined, rest]
  return { from, to, udh: header === undefined ? null : octets(header), text: null, bytes: octets(data) }
}

function octets(text: string): Uint8Array {
  return Buffer.from(
    text.replaceAll('+', ' ').replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}

const escaped = (bytes: Uint8Array): string => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
