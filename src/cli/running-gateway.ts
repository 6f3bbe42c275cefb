import type { ChannelSettings, ConfigProblem } from '../contract/settings.ts'
import type { Installation } from './installation.ts'

/** What the running gateway has in force, as /admin/v1 tells it. */
export interface InForce {
  readonly regions: number
  /** Files of mappings begin with 'mappings/'. */
  readonly problems: readonly ConfigProblem[]
  readonly folders: { readonly config: string; readonly mappings: string } | null
  readonly centralUrl: string | null
  readonly channels: readonly RunningChannel[]
}

export interface RunningChannel {
  readonly id: string
  readonly app: string
  readonly region: { readonly code: string }
  readonly connector: string
  readonly mapping: string
  readonly state: ChannelSettings['state']
  readonly why: string | null
  readonly lastInAt: string | null
  /** By delivery. */
  readonly counts: Readonly<Record<string, number>>
}

/** `asked` null: it could not be asked. `note` is for people, in both cases. */
export interface AskedGateway {
  readonly asked: InForce | null
  readonly note: string
}

const LIMIT_MS = 5_000

/** Asks the gateway of this installation. Only the files and this shell's variables can be shown where it is down or its token is not known here. */
export async function askGateway({ port, running, adminToken }: Installation): Promise<AskedGateway> {
  const instead = "shown are the files and this shell's variables"
  if (adminToken === null)
    return {
      asked: null,
      note: running
        ? `the gateway's admin token is not known here, set GATEWAY_ADMIN_TOKEN to ask it; ${instead}`
        : `no gateway is known here, or it is down; ${instead}`,
    }
  const ask = async (path: string): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { authorization: `Bearer ${adminToken}` },
      signal: AbortSignal.timeout(LIMIT_MS),
    })
    if (answer.ok) return answer.json()
    await answer.body?.cancel()
    throw new Refused(answer.status)
  }
  try {
    const [config, channels] = await Promise.all([ask('/admin/v1/config'), ask('/admin/v1/channels')])
    return { asked: readInForce(config, channels), note: `shown is what the gateway on port ${port} has in force` }
  } catch (error) {
    if (!(error instanceof Refused)) return { asked: null, note: `the gateway on port ${port} is down; ${instead}` }
    return {
      asked: null,
      note:
        error.status === 401
          ? `what answers on port ${port} refuses the admin token, set GATEWAY_ADMIN_TOKEN to the gateway's own; ${instead}`
          : `the gateway on port ${port} answers ${error.status}; ${instead}`,
    }
  }
}

class Refused extends Error {
  readonly status: number

  constructor(status: number) {
    super(`HTTP ${status}`)
    this.status = status
  }
}

/** Both answers have been checked against their schemas by the gateway that sent them. */
function readInForce(config: unknown, channels: unknown): InForce {
  const { regions, problems, folders, centralUrl } = config as InForce
  const { items } = channels as { items: RunningChannel[] }
  return { regions, problems, folders: folders ?? null, centralUrl: centralUrl ?? null, channels: items }
}
