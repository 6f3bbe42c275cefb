import { ChildProcess } from 'node:child_process'

/** A process that the bench started. */
interface Started {
  kill(): unknown
}

const started: Started[] = []

/** What is started is noted here, so that it ends with the run, however that ends. */
export function noteStarted(process: ChildProcess | Started): void {
  started.push(process)
}

/** Ends by force what still runs. Whatever ended before is not touched: its number may be another process by now. */
export async function endStarted(): Promise<void> {
  await Promise.all(started.splice(0).map((one) => (one instanceof ChildProcess ? one.kill('SIGKILL') : one.kill())))
}
