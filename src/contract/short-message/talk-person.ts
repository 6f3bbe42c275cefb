import type { People } from '../people.ts'
import type { TalkMemory } from './talk.ts'

/** Under which what is known of a sender is remembered (memory hashes it). Kept for good: who said STOP must not hear from us after a year. */
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

/** Whether this person said STOP and has not written a complaint since. */
export async function hasStopped(people: Pick<People, 'memory'>, sender: string): Promise<boolean> {
  return readTalkMemory((await people.memory.read(talkKey(sender)))?.value)?.stopped === true
}

export async function endStop(people: Pick<People, 'memory'>, sender: string): Promise<void> {
  const key = talkKey(sender)
  for (;;) {
    const remembered = await people.memory.read(key)
    const memory = readTalkMemory(remembered?.value)
    if (remembered === null || memory?.stopped !== true) return
    if ((await people.memory.write(key, { ...memory, stopped: false }, { version: remembered.version })) !== null) return
  }
}
