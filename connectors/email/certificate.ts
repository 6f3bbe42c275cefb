import { TLSSocket } from 'node:tls'
import type { Probe } from '../../src/contract/connector.ts'

type Certificate = NonNullable<Probe['certificates']>[number]

/** What the server showed on this connection, as the libraries hold it; none without TLS. */
export function certificateOf(socket: unknown, { host, port }: { readonly host: string; readonly port: number }): readonly Certificate[] {
  if (!(socket instanceof TLSSocket)) return []
  const endsAt = socket.getPeerX509Certificate()?.validToDate
  return endsAt === undefined || Number.isNaN(endsAt.getTime()) ? [] : [{ host: `${host}:${port}`, endsAt }]
}
