import { parentPort } from 'node:worker_threads'
import { UnreadableMail } from './mail.ts'
import { parseMail } from './parse-mail.ts'

/** Reads mails, one after the other, in a thread of its own: see read-mail.ts. */
parentPort?.on('message', async ({ id, raw }: { id: number; raw: Uint8Array }) => {
  try {
    parentPort?.postMessage({ id, mail: await parseMail(raw) })
  } catch (error) {
    // Anything else than what is known to be unreadable is a fault of a library with this very mail: no reason to lose the next ones.
    parentPort?.postMessage({ id, unreadable: error instanceof UnreadableMail ? error.message : 'the mail library failed on it' })
  }
})
