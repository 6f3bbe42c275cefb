import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CLOCKS, region } from '../../test/http/gateway.ts'
import { eventually } from '../../test/support/eventually.ts'
import { newComplaint, openTestLedger } from '../ledger/test-ledger.ts'
import { openQuiet } from '../queue/quiet.ts'
import { openTextFilling } from './fill-texts.ts'
import { startFigures } from './keep-figures.ts'

const log = { info() {}, warn() {}, error() {} }

/** A process that is as busy as the test says. */
function openProcess() {
  const state = { busy: 1 }
  let looks = 0
  let met = { times: Number.POSITIVE_INFINITY, resolve: () => {} }
  const quiet = openQuiet(() => {
    looks += 1
    if (looks >= met.times) met.resolve()
    return state.busy
  })
  /** Resolves when a round has looked so often whether it may begin. */
  const looked = (times: number) =>
    new Promise<void>((resolve) => {
      met = { times: looks + times, resolve }
    })
  return { quiet, state, looked }
}

test('sums wait while the gateway is busy, and come when it is not', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  await ledger.complaints.insert(newComplaint('a'))
  const { quiet, state, looked } = openProcess()
  const settings = () => ({ clocks: CLOCKS, regions: new Map([['32', region]]), gateway: { warn: { workingDays: 1, share: 1 } } })
  const threeLooks = looked(3)
  const failed = Promise.withResolvers<never>()
  const tells = { ...log, warn: (data: object) => failed.reject(new Error(`a round failed: ${JSON.stringify(data)}`)) }
  const figures = startFigures({ ledger, settings, log: tells, holder: 'this', everyMs: 5, quiet })
  try {
    await Promise.race([threeLooks, failed.promise])
    assert.deepEqual(await sql('select accepted from figures'), [])
    state.busy = 0.2
    const [day] = await eventually('the sum of a day', async () => {
      const rows = await sql(`select accepted from figures where span = 'day'`)
      return rows.length > 0 ? rows : undefined
    })
    assert.deepEqual(day, { accepted: 1 })
  } finally {
    await figures.close()
  }
})

test('the words of a complaint wait while the gateway is busy, and are found when it is not', async (t) => {
  const { ledger } = await openTestLedger(t)
  const complaint = newComplaint('a')
  await ledger.complaints.insert(complaint)
  const { quiet, state } = openProcess()
  const texts = openTextFilling({ ledger, log, quiet })
  const found = async () => {
    texts.fill()
    await texts.idle()
    const { rows } = await ledger.search.find({ regions: null, by: { text: complaint.complaint?.title ?? '' } }, { after: null, limit: 5 })
    return rows.map(({ ticket }) => ticket)
  }
  assert.deepEqual(await found(), [])
  state.busy = 0.2
  assert.deepEqual(await found(), ['a'])
})
