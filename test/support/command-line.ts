import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { childEnvironment } from './child-environment.ts'

const PROJECT = join(import.meta.dirname, '../..')

/** `npm run gateway -- …` as its own process, with an environment that holds nothing but this. */
export function commandLine(env: Record<string, string>, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(PROJECT, 'src/cli/main.ts'), ...args],
      { cwd: PROJECT, env: { ...childEnvironment(), ...env }, timeout: 60_000 },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err }),
    )
  })
}
