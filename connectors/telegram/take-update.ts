import type { TelegramChannel } from './config.ts'
import { handleUpdate } from './converse.ts'
import { isPassing, nameFault } from './faults.ts'
import { readInteger, readObject } from './json-parts.ts'

const TRIES = 3
const REMEMBER_MS = 7 * 24 * 3_600_000

/**
 * Handles one update. What may go better later is thrown, so that the update comes again. A fault of ours in one update must not hold up all that are behind it: after three
 * tries it is let go, with an error in the log.
 */
export async function takeUpdate(update: unknown, channel: TelegramChannel): Promise<void> {
  try {
    await handleUpdate(update, channel)
  } catch (error) {
    if (channel.signal.aborted || isPassing(error)) throw error
    const tries = await countTry(readInteger(readObject(update)?.['update_id']) ?? 0, channel)
    channel.log.error(
      { channelId: channel.id, ...nameFault(error), tries },
      tries < TRIES ? 'an update failed' : 'an update failed and was let go',
    )
    if (tries < TRIES) throw error
  }
}

async function countTry(id: number, channel: TelegramChannel): Promise<number> {
  const key = `fault:${id}`
  const { memory } = channel.people
  const remembered = await memory.read(key)
  const tries = (Number(remembered?.value) || 0) + 1
  await memory.write(key, tries, { version: remembered?.version ?? 0, expiresAt: new Date(channel.now().getTime() + REMEMBER_MS) })
  return tries
}
