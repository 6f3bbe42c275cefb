import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent'
import { GatewayError } from '../contract/errors.ts'

export interface GuardedAgents {
  readonly http: RequestFilteringHttpAgent
  readonly https: RequestFilteringHttpsAgent
  /** To be called with a URL's host before it is used: an address that stands in the URL itself is never looked up. */
  admit(host: string): void
  destroy(): void
}

/**
 * Agents which check every address at the moment of connecting, so that a name that changes its address (DNS rebinding) does not pass. A name with one forbidden
 * address among its addresses is refused. Connections are kept by destination. `allow` comes from `readAllowed`.
 */
export function createGuardedAgents(allow: BlockList, options: { keepAlive: boolean }): GuardedAgents {
  // The filter warns on the console when it compares an IPv6 address with an IPv4 block, so it is given single addresses, as they turn up.
  const admitted: string[] = []
  const admit = (address: string) => {
    if (allow.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')) {
      if (!admitted.includes(address)) admitted.push(address)
    } else if (isIPv4Compatible(address)) throw new Error(`${address} ${REFUSAL} it is an IPv4-compatible address`)
  }
  const settings = { ...options, maxFreeSockets: 16, allowIPAddressList: admitted, lookup: createLookup(admit) }
  const http = new RequestFilteringHttpAgent(settings)
  const https = new RequestFilteringHttpsAgent(settings)
  return {
    http,
    https,
    admit: (host) => {
      if (isIP(host) !== 0) admit(host)
    },
    destroy: () => {
      http.destroy()
      https.destroy()
    },
  }
}

/** CIDR blocks, or single addresses, as one list. Throws `config_invalid`. */
export function readAllowed(blocks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const block of blocks) {
    const [address = '', bits] = block.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    const longest = family === 'ipv6' ? 128 : 32
    const prefix = bits === undefined ? longest : /^\d{1,3}$/.test(bits) ? Number(bits) : -1
    if (isIP(address) === 0 || prefix < 0 || prefix > longest) {
      throw new GatewayError('config_invalid', `allowAddresses: '${block}' is not a CIDR block; write e.g. 10.1.0.0/16 or ::1/128`)
    }
    list.addSubnet(address, prefix, family)
  }
  return list
}

/** True: the error is a refusal of an address. The filter has no class or code of its own for it, and axios would lose either on the way. */
export function isAddressRefusal(error: unknown): boolean {
  return error instanceof Error && error.message.includes(REFUSAL)
}

const REFUSAL = 'is not allowed. Because'

function createLookup(admit: (address: string) => void): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      try {
        for (const { address } of addresses) admit(address)
      } catch (refusal) {
        return callback(refusal instanceof Error ? refusal : new Error(`${hostname} ${REFUSAL} it cannot be checked`), [])
      }
      const [first] = addresses
      if (options.all) callback(null, addresses)
      else callback(null, first?.address ?? '', first?.family)
    })
  }
}

/** `::127.0.0.1`, deprecated: the filter takes it for a public address. */
const IPV4_COMPATIBLE = new BlockList()
IPV4_COMPATIBLE.addSubnet('::', 96, 'ipv6')

function isIPv4Compatible(address: string): boolean {
  return isIP(address) === 6 && IPV4_COMPATIBLE.check(address, 'ipv6')
}
