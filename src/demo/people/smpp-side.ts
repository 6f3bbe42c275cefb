import smpp, { type PackagePdu, type PackageSession } from 'smpp'
import { listenOnLoopback } from './loopback.ts'
import type { Side } from './side.ts'

const PHONE = '6281234567802'

/** A phone behind an SMSC: the gateway binds to it as a transceiver. */
export async function openSmppSide(): Promise<Side> {
  const told: string[] = []
  const sessions = new Set<PackageSession>()
  const bound = Promise.withResolvers<PackageSession>()
  let count = 0
  const server = smpp.createServer((session) => {
    sessions.add(session)
    session.on('error', () => session.destroy())
    session.on('close', () => sessions.delete(session))
    for (const bind of ['bind_transceiver', 'bind_receiver', 'bind_transmitter']) {
      session.on(bind, (pdu: PackagePdu) => {
        session.send(pdu.response({ system_id: 'demo' }))
        if (bind !== 'bind_transmitter') bound.resolve(session)
      })
    }
    session.on('enquire_link', (pdu: PackagePdu) => void session.send(pdu.response()))
    session.on('unbind', (pdu: PackagePdu) => {
      session.send(pdu.response())
      session.close()
    })
    session.on('submit_sm', (pdu: PackagePdu) => {
      count += 1
      session.send(pdu.response({ message_id: `demo-${count}` }))
      const { udh, message } = Object(pdu['short_message'])
      // Parts come in their order here.
      const isNext = told.length > 0 && Number(udh?.[0]?.[4] ?? 1) > 1
      if (isNext) told.push(`${told.pop()}${message}`)
      else told.push(String(message))
    })
  })
  const port = await listenOnLoopback(server)
  return {
    channel: 'smpp-jateng',
    person: 'Wati, to the short code of Jawa Tengah',
    env: { SMPP_URL: `smpp://lapor:demo-1708@127.0.0.1:${port}` },
    script: ['LAPOR banjir di Genuk Semarang sudah dua hari, belum ada bantuan'],
    async write(text) {
      const session = await bound.promise
      const from = { source_addr_ton: 1, source_addr_npi: 1, source_addr: PHONE, dest_addr_ton: 3, destination_addr: '1708' }
      const status = await new Promise<number>((resolve) => {
        session.deliver_sm({ ...from, data_coding: 0, short_message: Buffer.from(text) }, ({ command_status }) => resolve(command_status))
      })
      if (status !== 0) throw new Error(`the gateway answered deliver_sm with ${status}`)
    },
    told,
    async close() {
      for (const session of sessions) session.destroy()
      await new Promise<void>((resolve) => void server.close(() => resolve()))
    },
  }
}
