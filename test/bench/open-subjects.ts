import type { Bench } from './bench.ts'
import { APART, type GatewayOptions, type GatewaySubject, openGateway } from './subjects/gateway.ts'
import { installNodeRed, openNodeRed } from './subjects/node-red.ts'
import type { Subject } from './subjects/subject.ts'

/** Opens who is measured. Where a run only looks whether everything arrives, rows share one gateway: its `stop` does nothing then. */
export interface Subjects {
  gateway(options?: Wanted): Promise<GatewaySubject>
  /** Installs Node-RED where it is not there yet. */
  prepareNodeRed(): Promise<void>
  /** A text: why there is none. */
  nodeRed(): Promise<Subject | string>
  close(): Promise<void>
}

interface Wanted extends Pick<GatewayOptions, 'channels' | 'processes'> {
  /** Not the shared one of a quick run. */
  readonly own?: boolean
  /** Taking and sending each in a process of its own; the shared one of a quick run does both in one. */
  readonly apart?: boolean
}

/** Channels of the shared gateway beside its first one. */
export const SHARED_CHANNELS = 20

export function openSubjects(parts: Pick<Bench, 'servers' | 'centre' | 'folder' | 'size' | 'signal' | 'say'>): Subjects {
  let shared: Promise<GatewaySubject> | null = null
  let open: GatewaySubject | null = null
  let installed: Promise<string | null> | null = null

  function install(): Promise<string | null> {
    installed ??= installNodeRed(parts.say, parts.signal)
    return installed
  }

  return {
    async gateway({ own = false, apart = false, ...options } = {}) {
      const processes = apart ? { processes: APART } : {}
      if (!parts.size.quick || own || options.processes) return openGateway({ ...parts, ...processes, ...options })
      shared ??= openGateway({ ...parts, channels: SHARED_CHANNELS })
      open = await shared
      return keepOpen(open)
    },
    async prepareNodeRed() {
      await install()
    },
    async nodeRed() {
      return (await install()) ?? openNodeRed(parts.centre)
    },
    async close() {
      // One that never came up ends with us.
      await open?.stop()
    },
  }
}

function keepOpen(gateway: GatewaySubject): GatewaySubject {
  return Object.create(gateway, { stop: { value: async () => undefined } }) as GatewaySubject
}
