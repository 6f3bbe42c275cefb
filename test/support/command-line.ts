import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { runCommand } from '../../src/cli/main.ts'
import { childEnvironment } from './child-environment.ts'

const PROJECT = join(import.meta.dirname, '../..')

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** `npm run gateway -- …` with an environment that holds nothing but this, in this process: a new one takes a second to load the same code. */
export async function commandLine(env: Record<string, string>, ...args: string[]): Promise<Ran> {
  return commandLineReading('', env, ...args)
}

/** With something on its standard input. */
export async function commandLineReading(input: string, env: Record<string, string>, ...args: string[]): Promise<Ran> {
  const said = { out: [] as string[], err: [] as string[] }
  const code = await runCommand(args, {
    env,
    out: (text) => void said.out.push(text),
    err: (text) => void said.err.push(text),
    input: async () => input,
  })
  return { code, out: said.out.join(''), err: said.err.join('') }
}

/** As a process of its own. */
export function commandLineProcess(input: string, env: Record<string, string>, ...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(PROJECT, 'src/cli/main.ts'), ...args],
      { cwd: PROJECT, env: { ...childEnvironment(), ...env } },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err }),
    )
    child.stdin?.end(input)
  })
}
