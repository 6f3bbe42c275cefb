import { BlockList, isIP } from 'node:net'
import { GatewayError } from '../contract/errors.ts'

/** An address that is private or special, and not allowed. */
export class AddressRefused extends Error {}

/** Throws AddressRefused unless the address is a public one, or stands in `allow` (from `readAllowed`). */
export function checkAddress(address: string, allow: BlockList): void {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  if (!isPublic(address) && !allow.check(address, family)) throw new AddressRefused(`${address} is private or special`)
}

/**
 * Whether the whole internet means the same machine by this address: after the registries of special addresses of IANA (RFC 6890), and stricter. An IPv6 address that carries an IPv4 one
 * in it (mapped, compatible, NAT64, 6to4, Teredo) is special, whatever it carries.
 */
export function isPublic(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !SPECIAL_IPV4.check(address, 'ipv4')
  // With its interface (%eth0) an address is none of the whole internet.
  return version === 6 && !address.includes('%') && GLOBAL_UNICAST.check(address, 'ipv6') && !SPECIAL_IPV6.check(address, 'ipv6')
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

// A list for each family: Node compares an IPv4 address with IPv6 blocks as ::ffff:a.b.c.d, and every IPv4 address lies in ::/3.
const SPECIAL_IPV4 = listOf('ipv4', {
  '0.0.0.0': 8, // this network
  '10.0.0.0': 8, // private
  '100.64.0.0': 10, // behind a carrier's NAT
  '127.0.0.0': 8, // loopback
  '169.254.0.0': 16, // link-local, and the metadata of clouds
  '172.16.0.0': 12, // private
  '192.0.0.0': 24, // IETF protocols
  '192.0.2.0': 24, // documentation
  '192.31.196.0': 24, // AS112
  '192.52.193.0': 24, // AMT
  '192.88.99.0': 24, // relays of 6to4
  '192.168.0.0': 16, // private
  '192.175.48.0': 24, // AS112
  '198.18.0.0': 15, // benchmarks
  '198.51.100.0': 24, // documentation
  '203.0.113.0': 24, // documentation
  '224.0.0.0': 4, // multicast
  '240.0.0.0': 4, // reserved, broadcast
})

/** All that IANA has given out to machines. Loopback, mapped, NAT64, unique local, link-local and multicast lie outside. */
const GLOBAL_UNICAST = listOf('ipv6', { '2000::': 3 })

const SPECIAL_IPV6 = listOf('ipv6', {
  '2001::': 23, // IETF protocols: Teredo, benchmarks, AMT, ORCHID
  '2001:db8::': 32, // documentation
  '2002::': 16, // 6to4
  '2620:4f:8000::': 48, // AS112
  '3fff::': 20, // documentation
})

function listOf(family: 'ipv4' | 'ipv6', blocks: Readonly<Record<string, number>>): BlockList {
  const list = new BlockList()
  for (const [network, prefix] of Object.entries(blocks)) list.addSubnet(network, prefix, family)
  return list
}
