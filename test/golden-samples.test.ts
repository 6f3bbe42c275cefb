import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { STATUSES } from '../src/contract/complaint.ts'
import { loadMappings } from '../src/mapping/load-mappings.ts'
import { mapSample, readSamples } from '../src/mapping/samples.ts'

const folder = join(import.meta.dirname, '../mappings')
const { mappings, problems } = await loadMappings(folder)
const samples = await readSamples(folder)

const PEOPLE = new Set(['telegram', 'email', 'sms'])

test('every mapping loads without fault', () => {
  assert.deepEqual(problems, [])
  assert.ok(mappings.size >= 7, `${mappings.size} mappings`)
})

for (const sample of samples) {
  test(`sample ${sample.name}`, () => {
    const mapping = mappings.get(`${sample.source}/${sample.version}`)
    assert.ok(mapping)
    assert.notEqual(sample.expected, null, 'write <name>.out.json or <name>.error.json beside it')
    assert.deepEqual(mapSample(mapping, sample), sample.expected)
  })
}

test('each fault of a bad sample is told in Indonesian beside the English message', () => {
  const faults = samples.flatMap((sample) => {
    const mapping = mappings.get(`${sample.source}/${sample.version}`)
    const mapped = mapping?.map(sample.payload)
    return mapped?.outcome === 'failed' ? mapped.errors : []
  })
  assert.ok(faults.length > 0)
  for (const { message, words } of faults) {
    assert.equal(words?.en, message)
    assert.notEqual(words?.id, message)
  }
})

test('every mapping has samples of good and of bad input', () => {
  for (const { source, version } of mappings.values()) {
    const own = samples.filter((sample) => sample.source === source && sample.version === version)
    assert.ok(
      own.some(({ expected }) => expected && 'complaint' in expected),
      `${source}: none is good`,
    )
    assert.ok(
      own.some(({ expected }) => expected && 'errors' in expected),
      `${source}: none is bad`,
    )
  }
})

test('no two good samples of a source share a ticket, so that all can be sent through one channel', () => {
  const tickets = samples.flatMap(({ source, expected }) =>
    expected && 'complaint' in expected && 'ticket' in expected ? [`${source} ${expected.ticket}`] : [],
  )
  assert.deepEqual(
    tickets.filter((ticket, index) => tickets.indexOf(ticket) !== index),
    [],
  )
})

test('the mapping of every app has a word for each status, and reads that word back', () => {
  for (const mapping of mappings.values()) {
    // People are told in sentences and send no status.
    if (PEOPLE.has(mapping.source)) continue
    for (const status of STATUSES) {
      const word = mapping.feedbackWord(status)
      assert.ok(word, `${mapping.ref} has no word for ${status}`)
      assert.ok(mapping.originStatus?.(word), `${mapping.ref} says ${word} and does not know it when it comes back`)
    }
  }
})
