import { type BlockList, isIPv6 } from 'node:net'
import { readAllowed } from '../outbound/addresses.ts'

const lists = new WeakMap<readonly string[], BlockList>()

/** Whether this address is of a proxy that is believed. The blocks are those of the configuration in force. */
export function isTrustedProxy(blocks: readonly string[], address: string): boolean {
  if (blocks.length === 0) return false
  const list = lists.get(blocks) ?? readAllowed(blocks)
  lists.set(blocks, list)
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
}
