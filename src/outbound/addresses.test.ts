import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AddressRefused, checkAddress, isPublic, readAllowed } from './addresses.ts'

/** First and last address of each block, and their neighbours that are public (or `-` where the neighbour is special too). */
const BLOCKS: readonly (readonly [what: string, before: string, first: string, last: string, after: string])[] = [
  ['this network', '-', '0.0.0.0', '0.255.255.255', '1.0.0.0'],
  ['private, class A', '9.255.255.255', '10.0.0.0', '10.255.255.255', '11.0.0.0'],
  ["a carrier's NAT", '100.63.255.255', '100.64.0.0', '100.127.255.255', '100.128.0.0'],
  ['loopback', '126.255.255.255', '127.0.0.0', '127.255.255.255', '128.0.0.0'],
  ['link-local', '169.253.255.255', '169.254.0.0', '169.254.255.255', '169.255.0.0'],
  ['private, class B', '172.15.255.255', '172.16.0.0', '172.31.255.255', '172.32.0.0'],
  ['IETF protocols', '191.255.255.255', '192.0.0.0', '192.0.0.255', '192.0.1.0'],
  ['documentation 1', '192.0.1.255', '192.0.2.0', '192.0.2.255', '192.0.3.0'],
  ['AS112', '192.31.195.255', '192.31.196.0', '192.31.196.255', '192.31.197.0'],
  ['AMT', '192.52.192.255', '192.52.193.0', '192.52.193.255', '192.52.194.0'],
  ['relays of 6to4', '192.88.98.255', '192.88.99.0', '192.88.99.255', '192.88.100.0'],
  ['private, class C', '192.167.255.255', '192.168.0.0', '192.168.255.255', '192.169.0.0'],
  ['AS112, the other', '192.175.47.255', '192.175.48.0', '192.175.48.255', '192.175.49.0'],
  ['benchmarks', '198.17.255.255', '198.18.0.0', '198.19.255.255', '198.20.0.0'],
  ['documentation 2', '198.51.99.255', '198.51.100.0', '198.51.100.255', '198.51.101.0'],
  ['documentation 3', '203.0.112.255', '203.0.113.0', '203.0.113.255', '203.0.114.0'],
  ['multicast', '223.255.255.255', '224.0.0.0', '239.255.255.255', '-'],
  ['reserved and broadcast', '-', '240.0.0.0', '255.255.255.255', '-'],
  ['unspecified to all before global unicast', '-', '::', '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2000::'],
  ['IETF protocols, IPv6', '2000:ffff::', '2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff', '2001:200::'],
  ['documentation, IPv6', '2001:db7:ffff::', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db9::'],
  ['6to4', '2001:ffff::', '2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2003::'],
  ['AS112, IPv6', '2620:4f:7fff::', '2620:4f:8000::', '2620:4f:8000:ffff:ffff:ffff:ffff:ffff', '2620:4f:8001::'],
  ['documentation 2, IPv6', '3ffe:ffff::', '3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff', '3fff:1000::'],
  ['all behind global unicast', '3fff:ffff:ffff::', '4000::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '-'],
]
for (const [what, before, first, last, after] of BLOCKS) {
  test(`${first} to ${last} is not public (${what}), its neighbours are`, () => {
    assert.deepEqual([first, last].map(isPublic), [false, false])
    for (const neighbour of [before, after]) if (neighbour !== '-') assert.equal(isPublic(neighbour), true, neighbour)
  })
}

for (const [address, what] of [
  ['169.254.169.254', "a cloud's metadata"],
  ['fd00:ec2::254', "a cloud's metadata, IPv6"],
  ['::1', 'loopback'],
  ['::ffff:127.0.0.1', 'mapped loopback'],
  ['::ffff:8.8.8.8', 'mapped, though what it maps is public'],
  ['::ffff:7f00:1', 'mapped, written in hexadecimal'],
  ['::ffff:0:7f00:1', 'translated (RFC 6145)'],
  ['::127.0.0.1', 'compatible'],
  ['::8.8.8.8', 'compatible'],
  ['64:ff9b::7f00:1', 'NAT64'],
  ['64:ff9b::808:808', 'NAT64'],
  ['64:ff9b:1::a00:1', 'NAT64 of a network of its own'],
  ['2002:7f00:1::', '6to4 of loopback'],
  ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'Teredo'],
  ['2001:20::1', 'ORCHID'],
  ['100::1', 'discard'],
  ['5f00::1', 'segment routing'],
  ['fc00::1', 'unique local'],
  ['fdff:ffff::1', 'unique local'],
  ['fe80::1', 'link-local'],
  ['fe80::1%lo', 'link-local with its interface'],
  ['2606:4700::1%lo', 'an interface where none belongs'],
  ['fec0::1', 'site-local'],
  ['ff02::1', 'multicast'],
  ['bukan alamat', 'no address'],
  ['', 'nothing'],
] as const) {
  test(`'${address}' is not public: ${what}`, () => {
    assert.throws(() => checkAddress(address, readAllowed([])), AddressRefused)
  })
}

for (const address of ['8.8.8.8', '1.1.1.1', '36.91.24.1', '103.10.2.3', '2001:4860:4860::8888', '2606:4700:4700::1111', '2400:9800::1']) {
  test(`${address} is public`, () => assert.doesNotThrow(() => checkAddress(address, readAllowed([]))))
}

test('what is allowed is let through, and nothing beside it', () => {
  const allow = readAllowed(['10.1.0.0/16', '127.0.0.1', 'fd12::/16', '::1/128'])
  for (const address of ['10.1.0.0', '10.1.255.255', '::ffff:10.1.2.3', '127.0.0.1', 'fd12::9', '::1'])
    assert.doesNotThrow(() => checkAddress(address, allow), address)
  for (const address of ['10.0.255.255', '10.2.0.0', '127.0.0.2', '::10.1.2.3', '64:ff9b::a01:203', 'fd13::1', '::2'])
    assert.throws(() => checkAddress(address, allow), AddressRefused, address)
})
