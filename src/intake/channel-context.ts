import type { Channel, Log, Probe } from '../contract/connector.ts'
import type { People } from '../contract/people.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import { createGuardedHttp } from '../outbound/guarded-http.ts'
import type { Desk } from './desk.ts'
import { NO_PEOPLE } from './people/no-people.ts'
import { openPeople } from './people/open-people.ts'
import { redactLog } from './redact-log.ts'

/**
 * The channel as a connector gets it: its own way out, its secrets, a log that names the channel and hides its secrets.
 * Cheap to call again: the way out (and its kept connections) is shared by all calls with the same settings object.
 * Without `people`, for a channel that is only probed, everything about people is refused.
 */
export function openChannel(
  settings: ChannelSettings,
  { log, signal, people = NO_PEOPLE }: { log: Log; signal: AbortSignal; people?: People },
): Channel {
  const { http, log: channelLog } = partsOf(settings, log)
  const { code, name, timezone } = settings.region
  return {
    id: settings.id,
    app: settings.app,
    region: { code, name, timezone },
    config: settings.config,
    secrets: settings.secrets,
    http,
    log: channelLog,
    now: () => new Date(),
    signal,
    people,
  }
}

/** With the hub behind it. */
export function openDeskChannel(desk: Desk, settings: ChannelSettings, signal: AbortSignal = desk.signal): Channel {
  return openChannel(settings, { log: desk.log, signal, people: openPeople(desk, settings, signal) })
}

/** When the certificates end that servers of this channel showed us, by host. */
export function certificatesOf(settings: ChannelSettings): ReadonlyMap<string, Date> {
  const parts = opened.get(settings)
  return new Map([...(parts?.http.certificates ?? []), ...(parts?.certificates ?? [])])
}

/** Those that a connector saw by itself, over another protocol than HTTP. */
export function noteCertificates(settings: ChannelSettings, seen: NonNullable<Probe['certificates']>): void {
  const parts = opened.get(settings)
  for (const { host, endsAt } of seen) parts?.certificates.set(host, endsAt)
}

interface Parts {
  readonly http: ReturnType<typeof createGuardedHttp>
  readonly log: Log
  readonly certificates: Map<string, Date>
}

const opened = new WeakMap<ChannelSettings, Parts>()

function partsOf(settings: ChannelSettings, log: Log): Parts {
  const known = opened.get(settings)
  if (known) return known
  const channelLog = redactLog(log, { channelId: settings.id }, [...Object.values(settings.secrets), ...settings.apiKeys])
  const parts = {
    http: createGuardedHttp({ allowAddresses: settings.allowAddresses, log: channelLog }),
    log: channelLog,
    certificates: new Map<string, Date>(),
  }
  opened.set(settings, parts)
  return parts
}
