import type { Channel } from '../connector.ts'
import type { People } from '../people.ts'
import type { TalkMemory } from './talk.ts'

/** Under which what is known of a sender is remembered (memory hashes it); erasing finds the sender between the colons. */
export function talkKey(sender: string): string {
  return `talk:${sender}`
}

/** What was remembered, whatever an older release wrote. */
export function readTalkMemory(value: unknown): TalkMemory | null {
  if (typeof value !== 'object' || value === null) return null
  const { stopped, helped, language } = value as Record<string, unknown>
  const { day, messageId } = (typeof helped === 'object' && helped !== null ? helped : {}) as Record<string, unknown>
  return {
    ...(stopped === true ? { stopped } : {}),
    ...(typeof day === 'string' && typeof messageId === 'string' ? { helped: { day, messageId } } : {}),
    ...(language === 'id' || language === 'en' ? { language } : {}),
  }
}

/** When it may be forgotten: who said STOP must not hear from us after years, what else there is matters for one. */
export function expiryOf({ stopped }: TalkMemory, now: Date): { readonly expiresAt?: Date } {
  return stopped === true ? {} : { expiresAt: new Date(now.getTime() + 400 * 86_400_000) }
}

/** Whether this person said STOP and has not written a complaint since. */
export async function hasStopped(people: Pick<People, 'memory'>, sender: string): Promise<boolean> {
  return readTalkMemory((await people.memory.read(talkKey(sender)))?.value)?.stopped === true
}

export async function endStop({ people, now }: Pick<Channel, 'people' | 'now'>, sender: string): Promise<void> {
  const key = talkKey(sender)
  for (;;) {
    const remembered = await people.memory.read(key)
    const memory = readTalkMemory(remembered?.value)
    if (remembered === null || memory?.stopped !== true) return
    const next = { ...memory, stopped: false }
    if ((await people.memory.write(key, next, { version: remembered.version, ...expiryOf(next, now()) })) !== null) return
  }
}
