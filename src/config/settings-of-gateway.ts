import { isIP } from 'node:net'
import type { HealthSettings } from '../contract/alert-settings.ts'
import type { ConfigProblem, GatewaySettings, Goals, PeopleSettings } from '../contract/settings.ts'
import type { GatewayFile } from './gateway-schema.ts'
import type { Prepared } from './prepare-file.ts'
import { alertProblems, alertSettings } from './settings-of-alerts.ts'
import { consoleProblems, consoleSettings } from './settings-of-console.ts'
import { toBytes, toMs } from './units.ts'

/** What gateway.yaml says, in milliseconds and bytes. The schema has been checked. */
export function gatewaySettings(file: GatewayFile): GatewaySettings {
  const { http, central, forward, follow, reply, attachments } = file
  const backoff = (written: { first: string; max: string }) => ({ firstMs: toMs(written.first), maxMs: toMs(written.max) })
  return {
    demo: file.demo,
    http: {
      maxBodyBytes: toBytes(http.maxBody),
      maxMultipartBytes: toBytes(http.maxMultipart),
      requestTimeoutMs: toMs(http.requestTimeout),
      drainDelayMs: toMs(http.drainDelay ?? '0s'),
      requestsPerMinute: http.requestsPerMinute,
      trustProxy: http.trustProxy ?? [],
    },
    central: {
      url: central.url.replace(/\/+$/, ''),
      authorization: central.authorization,
      token: central.token,
      connectTimeoutMs: toMs(central.connectTimeout),
      timeoutMs: toMs(central.timeout),
      limits: {
        titleChars: central.limits.titleChars,
        contentChars: central.limits.contentChars,
        followupChars: central.limits.followupChars,
        followupFileBytes: toBytes(central.limits.followupFile),
        photos: central.limits.photos,
      },
      createNotDoneOn: central.createNotDoneOn,
      statuses: central.statuses,
      timezone: central.timezone,
      mastersEveryMs: toMs(central.mastersEvery),
      requestsPerSecond: central.requestsPerSecond,
      followupTemplate: central.followupTemplate,
      allowAddresses: central.allowAddresses ?? [],
    },
    forward: { concurrency: forward.concurrency, attempts: forward.attempts, ...backoff(forward) },
    follow: {
      schedule: follow.schedule.map((row) => ({ untilAgeMs: row.until === undefined ? null : toMs(row.until), everyMs: toMs(row.every) })),
      endStatuses: follow.endStatuses,
    },
    reply: { ...backoff(reply), giveUpAfterMs: toMs(reply.giveUpAfter) },
    attachments: {
      attempts: attachments.attempts,
      ...backoff(attachments),
      maxBytes: toBytes(attachments.maxFile),
      mediaTypes: attachments.mediaTypes,
      timeoutMs: toMs(attachments.timeout),
    },
    console: consoleSettings(file.console),
    people: { ...PEOPLE, ...peopleSettings(file.people) },
    goals: { ...GOALS, ...file.goals },
    warn: { workingDays: file.clocks?.warnWorkingDays ?? 1, share: file.clocks?.warnShare ?? 1 },
    health: healthSettings(file.health),
    alerts: alertSettings(file.alerts),
  }
}

const GOALS: Goals = { institutions: 623, followedUp: 0.5 }

/** The defaults that the schema names. */
const PEOPLE: PeopleSettings = { sameWordsMs: 600_000, perHour: 60, perDay: 200 }

/** Only what is written. */
export function peopleSettings({ sameWords, ...limits }: NonNullable<GatewayFile['people']> = {}): Partial<PeopleSettings> {
  return { ...limits, ...(sameWords === undefined ? {} : { sameWordsMs: toMs(sameWords) }) }
}

function healthSettings(written: GatewayFile['health'] = {}): HealthSettings {
  return {
    probeEveryMs: toMs(written.probeEvery ?? '5m'),
    keepProbesMs: toMs(written.keepProbes ?? '3d'),
    silenceFrom: written.silenceFrom ?? 10,
    waitingTooLongMs: toMs(written.waitingTooLong ?? '30m'),
    slowMs: toMs(written.slow ?? '15m'),
    expiresSoonMs: toMs(written.expiresSoon ?? '14d'),
  }
}

/** What a schema cannot say about gateway.yaml. */
export function gatewayProblems(file: GatewayFile, prepared: Prepared): ConfigProblem[] {
  const problems = [
    ...addressProblems(file.central.allowAddresses, '/central/allowAddresses', prepared),
    ...addressProblems(file.alerts?.allowAddresses, '/alerts/allowAddresses', prepared),
    ...alertProblems(file.alerts, prepared),
    ...addressProblems(file.http.trustProxy, '/http/trustProxy', prepared),
    ...addressProblems(file.console?.oidc?.allowAddresses, '/console/oidc/allowAddresses', prepared),
    ...consoleProblems(file.console, prepared),
  ]
  if (!isHttpUrl(file.central.url))
    problems.push(
      prepared.problem(
        '/central/url',
        'write an address that begins with http:// or https://, such as https://splp.example.go.id/lapor/3.0.0',
      ),
    )
  const { schedule } = file.follow
  let age = 0
  schedule.forEach((row, index) => {
    const at = `/follow/schedule/${index}`
    const last = index === schedule.length - 1
    if (last && row.until !== undefined)
      problems.push(prepared.problem(at, 'the last row must hold for ever; remove its until, or add a row with only every'))
    if (!last && row.until === undefined) problems.push(prepared.problem(at, 'only the last row may leave out until; add until here'))
    if (!last && row.until !== undefined && toMs(row.until) <= age)
      problems.push(prepared.problem(`${at}/until`, 'rows go from young to old; write a longer until than in the row above'))
    if (row.until !== undefined) age = toMs(row.until)
    if (toMs(row.every) < 1000) problems.push(prepared.problem(`${at}/every`, 'write 1s or more'))
  })
  for (const part of ['forward', 'reply', 'attachments'] as const) {
    if (toMs(file[part].max) < toMs(file[part].first)) problems.push(prepared.problem(`/${part}/max`, 'max must not be shorter than first'))
  }
  return problems
}

export function addressProblems(blocks: readonly string[] | undefined, at: string, prepared: Prepared): ConfigProblem[] {
  return (blocks ?? []).flatMap((block, index) => {
    const [address = '', bits = ''] = block.split('/')
    const family = isIP(address)
    const fits = family !== 0 && Number(bits) <= (family === 4 ? 32 : 128)
    return fits ? [] : [prepared.problem(`${at}/${index}`, 'write a CIDR block such as 10.20.0.0/16 or fd00::/8')]
  })
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}
