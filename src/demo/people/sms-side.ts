import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { closeServer, listenOnLoopback } from './loopback.ts'
import type { Side } from './side.ts'

const PHONE = '+6281234567801'

/** A phone behind an SMS aggregator that speaks as Kannel does: sms-service calls the gateway, sendsms is called. */
export async function openSmsSide(): Promise<Side> {
  const told: string[] = []
  const secret = randomUUID()
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://kannel')
    request.resume()
    const text = readText(request.url ?? '', searchParams)
    if (searchParams.get('to') === PHONE && text !== '') told.push(text)
    response.writeHead(202, { 'content-type': 'text/plain' }).end('0: Accepted for delivery')
  })
  const port = await listenOnLoopback(server)
  return {
    channel: 'sms-1708',
    person: 'Asep, to 1708',
    env: { SMS_SEND_URL: `http://127.0.0.1:${port}/cgi-bin/sendsms`, SMS_SECRET: secret },
    script: ['LAPOR jembatan gantung di Cikajang Garut putus, warga tidak bisa menyeberang'],
    async write(text, gateway) {
      const query = new URLSearchParams({
        from: PHONE,
        to: '1708',
        text,
        id: randomUUID(),
        smsc: 'telco-a',
        coding: '0',
        charset: 'UTF-8',
        secret,
      })
      const answer = await fetch(`${gateway}/in/sms-1708?${query}`)
      if (!answer.ok) throw new Error(`the gateway answered the message with ${answer.status}`)
    },
    told,
    close: () => closeServer(server),
  }
}

/** The octets of `text`, in the charset that is named. */
function readText(url: string, query: URLSearchParams): string {
  const [, encoded = ''] = /[?&]text=([^&]*)/.exec(url) ?? []
  const octets = encoded.replaceAll('+', ' ').replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return new TextDecoder(query.get('charset') ?? 'utf-8').decode(Buffer.from(octets, 'latin1'))
}
