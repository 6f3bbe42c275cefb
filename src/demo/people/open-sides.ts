import { mkdir } from 'node:fs/promises'
import { emailFolder, openEmailSide } from './email-side.ts'
import type { Side } from './side.ts'
import { openSmppSide } from './smpp-side.ts'
import { openSmsSide } from './sms-side.ts'
import { openTelegramSide } from './telegram-side.ts'

/** The people of the demo, and for a channel that cannot be shown here a line that says why. */
export async function openSides(folder: string): Promise<{ sides: readonly Side[]; notes: readonly string[] }> {
  await mkdir(emailFolder(folder), { mode: 0o711 })
  const email = await openEmailSide(emailFolder(folder))
  const others = await Promise.all([openTelegramSide(), openSmsSide(), openSmppSide()])
  return typeof email === 'string' ? { sides: others, notes: [email] } : { sides: [...others, email], notes: [] }
}
