import type { ChannelSettings, ConfigProblem, RegionSettings } from '../contract/settings.ts'

/** A channel whose file has never been good: it is shown, with the reason, and nothing goes in or out. */
export function brokenChannel(
  id: string,
  written: unknown,
  regions: ReadonlyMap<string, RegionSettings>,
  problems: readonly ConfigProblem[],
): ChannelSettings {
  const problem = problems.find(({ file }) => file === `channels/${id}.yaml`)
  const text = (key: string): string => {
    const value: unknown = typeof written === 'object' && written !== null ? Reflect.get(written, key) : undefined
    return typeof value === 'string' ? value.slice(0, 200) : ''
  }
  const region = regions.get(text('region')) ?? UNKNOWN_REGION
  return {
    id,
    region,
    app: text('app') || id,
    connector: text('connector'),
    state: 'not_configured',
    broken: true,
    why: problem ? `${problem.file}:${problem.line}:${problem.column} ${problem.message}` : 'its file cannot be read',
    mapping: text('mapping'),
    config: {},
    secrets: {},
    apiKeys: [],
    pollEveryMs: 60_000,
    requestsPerMinute: 1,
    allowAddresses: [],
    filing: region.filing,
  }
}

const UNKNOWN_REGION: RegionSettings = {
  code: '00',
  name: 'unknown',
  level: 'province',
  province: 'unknown',
  timezone: 'Asia/Jakarta',
  retention: { days: 36_500, legalHold: true },
  filing: {
    identity: {},
    classificationId: { complaint: 0, aspiration: 0, information: 0 },
    categoryId: 0,
    locationId: 0,
    reporterAsNewUser: false,
  },
  handOn: [],
  contacts: [],
}
