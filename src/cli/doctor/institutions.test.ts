import assert from 'node:assert/strict'
import { test } from 'node:test'
import { channel, region } from '../../../test/http/gateway.ts'
import type { RegionSettings } from '../../contract/settings.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { checkInstitutions } from './institutions.ts'

test('doctor: a dispositionId that LAPOR! does not list is shown, once, where it is written', async () => {
  const wrong: RegionSettings = { ...region, filing: { ...region.filing, identity: { dispositionId: 3273 } } }
  const right: RegionSettings = { ...region, code: '33', filing: { ...region.filing, identity: { dispositionId: 151273 } } }
  const settings = {
    regions: new Map([wrong, right].map((one) => [one.code, one])),
    channels: new Map(
      [
        channel('same', { region: wrong, filing: wrong.filing }),
        channel('own', { region: right, filing: { ...right.filing, identity: { dispositionId: 99 } } }),
      ].map((one) => [one.id, one]),
    ),
  }
  const findings = await checkInstitutions(listing(['9', '151273']), settings)
  assert.deepEqual(
    findings.map(({ name, detail, todo }) => [name, detail, todo]),
    [
      [
        'filing of region 32',
        'its dispositionId is 3273; LAPOR! lists 2 institutions, and not this one',
        'correct filing.identity.dispositionId in regions/32.yaml',
      ],
      [
        'filing of channel own',
        'its dispositionId is 99; LAPOR! lists 2 institutions, and not this one',
        'correct filing.identity.dispositionId in channels/own.yaml',
      ],
    ],
  )
})

test('doctor: as long as LAPOR! has listed nothing, no institution is called wrong', async () => {
  assert.deepEqual(await checkInstitutions(listing([]), { regions: new Map([[region.code, region]]), channels: new Map() }), [])
})

function listing(ids: readonly string[]): Pick<Ledger, 'masters'> {
  return { masters: { all: async () => ids.map((id) => ({ id, name: `Institution ${id}` })), replace: async () => undefined } }
}
