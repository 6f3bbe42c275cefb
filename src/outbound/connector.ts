import { lookup } from 'node:dns'
import { type BlockList, isIP, type LookupFunction } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { buildConnector as Undici } from 'undici'
import { AddressRefused, checkAddress } from './addresses.ts'
import { buildConnector } from './undici.ts'

export type Connector = Undici.connector

/**
 * Makes connections, by TCP or TLS. Every address is checked at the moment of connecting, so that a name that changes its address (DNS rebinding) does not pass. A name with one forbidden
 * address among its addresses is refused. Fails with AddressRefused.
 */
export function createConnector(allow: BlockList, onCertificate: (host: string, endsAt: Date) => void): Connector {
  // No time limit of undici's own: each call has one.
  const connect = buildConnector({ timeout: 0, lookup: createLookup(allow) })
  return (options, callback) => {
    // An address that stands in the URL itself is never looked up.
    if (isIP(options.hostname) !== 0) checkAddress(options.hostname, allow)
    return connect(options, (...made: Parameters<Undici.Callback>) => {
      const [, socket] = made
      if (socket instanceof TLSSocket) {
        const endsAt = new Date(socket.getPeerCertificate().valid_to)
        if (!Number.isNaN(endsAt.getTime())) onCertificate(options.host ?? options.hostname, endsAt)
      }
      callback(...made)
    })
  }
}

function createLookup(allow: BlockList): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      try {
        for (const { address } of addresses) checkAddress(address, allow)
      } catch (refusal) {
        return callback(refusal instanceof Error ? refusal : new AddressRefused(`${hostname} cannot be checked`), [])
      }
      const [first] = addresses
      if (options.all) callback(null, addresses)
      else callback(null, first?.address ?? '', first?.family)
    })
  }
}
