import { GatewayError } from '../contract/errors.ts'

/** Runs a program's main function: what the person at the keyboard must mend is one line, and the exit code is 1. A bug keeps its stack. */
export async function endWithLine(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main()
  } catch (error) {
    console.error(error instanceof GatewayError ? error.message : error)
    process.exitCode = 1
  }
}

/** Something that only the person at the keyboard can mend: `line` says what was seen and what to do. */
export function mend(line: string, cause?: unknown): GatewayError {
  return new GatewayError('config_invalid', line, { cause })
}
