import { Worker } from 'node:worker_threads'
import { LIMITS, type Mail, UnreadableMail } from './mail.ts'

/**
 * Reads one mail in a thread of its own, so that no mail, however it was made, holds up the gateway: the thread has its own memory, and is ended when it takes too long.
 * Throws UnreadableMail.
 */
export async function readMail(raw: Uint8Array, limits: { readonly readMs: number } = LIMITS): Promise<Mail> {
  const turn = last.then(() => readInThread(raw, limits.readMs))
  last = turn.catch(() => undefined)
  return turn
}

/** One mail at a time: what a hostile one takes is then taken once. */
let last: Promise<unknown> = Promise.resolve()
/** Kept between mails, as loading it takes longer than reading most of them; it never keeps the process alive. */
let thread: Worker | null = null
let count = 0

function readInThread(raw: Uint8Array, readMs: number): Promise<Mail> {
  const worker = thread ?? openThread()
  thread = worker
  const id = ++count
  worker.ref()
  return new Promise<Mail>((resolve, reject) => {
    const finish = (act: () => void) => {
      clearTimeout(timer)
      worker.off('message', take)
      worker.off('error', fail)
      worker.off('exit', leave)
      worker.unref()
      act()
    }
    const drop = (why: string) =>
      finish(() => {
        thread = null
        worker.on('error', () => undefined)
        void worker.terminate()
        reject(new UnreadableMail(why))
      })
    const take = (answer: { id: number; mail?: Mail; unreadable?: string }) => {
      if (answer.id !== id) return
      finish(() => (answer.mail ? resolve(answer.mail) : reject(new UnreadableMail(answer.unreadable ?? 'it cannot be read'))))
    }
    const fail = () => drop(`reading it takes more than ${LIMITS.memoryMiB} MiB of memory, or ends in a fault`)
    const leave = () => drop('reading it ended too early')
    const timer = setTimeout(() => drop(`reading it takes longer than ${readMs} ms`), readMs)
    worker.on('message', take)
    worker.on('error', fail)
    worker.on('exit', leave)
    worker.postMessage({ id, raw })
  })
}

function openThread(): Worker {
  return new Worker(new URL('./mail-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: LIMITS.memoryMiB, stackSizeMb: 4 },
    stdout: true,
    stderr: true,
  })
}
