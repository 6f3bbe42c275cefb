import { join } from 'node:path'
import { loadMappings } from '../../src/mapping/load-mappings.ts'
import { readSamples } from '../../src/mapping/samples.ts'

// How long mapping takes, as a multiple of parsing the same payload: JSON.parse is what every arrival costs anyway.
// Run it with `node test/bench/mapping.ts`. It judges nothing and is no part of the tests.
const folder = join(import.meta.dirname, '../../mappings')
const { mappings } = await loadMappings(folder)
const good = (await readSamples(folder)).filter(
  ({ expected }) => expected && 'complaint' in expected && JSON.stringify(expected).length < 4000,
)

for (const mapping of mappings.values()) {
  const payloads = good
    .filter(({ source, version }) => source === mapping.source && version === mapping.version)
    .map(({ payload }) => payload)
  const texts = payloads.map((payload) => JSON.stringify(payload))
  const parseNs = measureNs(() => texts.forEach((text) => void JSON.parse(text))) / texts.length
  const mapNs = measureNs(() => payloads.forEach((payload) => void mapping.map(payload))) / payloads.length
  console.log(
    `${mapping.ref.padEnd(26)} ${Math.round(1e9 / mapNs)
      .toLocaleString('en')
      .padStart(9)} payloads/s   ${(mapNs / parseNs).toFixed(1)} × JSON.parse`,
  )
}

function measureNs(round: () => void): number {
  for (let warm = 0; warm < 500; warm++) round()
  const rounds = 2000
  const start = process.hrtime.bigint()
  for (let done = 0; done < rounds; done++) round()
  return Number(process.hrtime.bigint() - start) / rounds
}
