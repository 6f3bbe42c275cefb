import type { SettingsStore } from '../config/open-settings.ts'
import type { Connector, Log } from '../contract/connector.ts'
import type { ChannelSettings, Settings } from '../contract/settings.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { describeChannel } from './channel-document.ts'

export interface KeepConfigsParts {
  readonly ledger: Pick<Ledger, 'channelConfigs'>
  readonly settings: Pick<SettingsStore, 'current' | 'onChange'>
  readonly connectors: ReadonlyMap<string, Connector>
  readonly log: Log
}

const TRY_AGAIN_MS = 30_000

/** Keeps each state of each channel's file, from now on, as far as it is in force. */
export function keepChannelConfigs({ ledger, settings, connectors, log }: KeepConfigsParts): { close(): Promise<void> } {
  let before: Settings | null = null
  let timer: NodeJS.Timeout | null = null
  let working = Promise.resolve()

  function look(): void {
    const now = settings.current
    working = working.then(async () => {
      try {
        const gone = (await ledger.channelConfigs.known()).filter((id) => !now.channels.has(id))
        await ledger.channelConfigs.record([
          ...[...now.channels.values()].map((channel) => ({
            channel: channel.id,
            document: describeChannel(channel, connectors.get(channel.connector)?.secrets ?? []),
            rotated: rotatedSecrets(before?.channels.get(channel.id), channel),
          })),
          ...gone.map((channel) => ({ channel, document: null, rotated: [] })),
        ])
        before = now
      } catch (error) {
        log.warn({ error: error instanceof Error ? error.message : String(error) }, 'the state of the channels was not kept; tried again')
        timer ??= setTimeout(() => {
          timer = null
          look()
        }, TRY_AGAIN_MS)
      }
    })
  }

  look()
  const stop = settings.onChange(look)
  return {
    async close() {
      stop()
      if (timer) clearTimeout(timer)
      await working
    },
  }
}

/** Secrets that had a value and have another one now. */
function rotatedSecrets(before: ChannelSettings | undefined, { secrets, apiKeys }: ChannelSettings): string[] {
  if (before === undefined) return []
  const names = Object.keys(secrets).filter((name) => before.secrets[name] && secrets[name] && before.secrets[name] !== secrets[name])
  return before.apiKeys.length === apiKeys.length && before.apiKeys.some((key, index) => key !== apiKeys[index])
    ? [...names, 'apiKeys']
    : names
}
