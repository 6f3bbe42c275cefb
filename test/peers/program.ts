import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import type { TestContext } from 'node:test'

/** A program of somebody else, which runs for one test and is ended with it. */
export interface Program {
  readonly name: string
  /** All that it has said, on both outputs. */
  said(): string
  /** Waits until it has said this, after the first `from` characters of what it said. */
  says(pattern: RegExp, from?: number): Promise<RegExpExecArray>
  /** A line to its standard input. */
  write(line: string): void
  /** Ends it at once. */
  end(): Promise<void>
}

export function startProgram(t: Pick<TestContext, 'after'>, name: string, program: string, args: readonly string[], cwd: string): Program {
  const child = spawn(program, args, {
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
  })
  const heard = new EventEmitter()
  let text = ''
  let over = false
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (part: string) => {
      text += part
      heard.emit('more')
    })
  }
  child.stdin.on('error', () => undefined)
  const gone = once(child, 'close').then(
    () => 'it ended',
    (error: Error) => error.message,
  )
  void gone.then((why) => {
    over = true
    text += `\n${name}: ${why}\n`
    heard.emit('more')
  })
  t.after(() => endProgram(child, gone))
  return {
    name,
    said: () => text,
    async says(pattern, from = 0) {
      for (;;) {
        const found = pattern.exec(text.slice(from))
        if (found) return found
        if (over) throw new Error(`${name} ended and has not said ${pattern}: ${text.slice(-1_500)}`)
        await once(heard, 'more')
      }
    },
    write: (line) => void child.stdin.write(`${line}\n`),
    end: () => endProgram(child, gone),
  }
}

async function endProgram(child: ChildProcess, gone: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  await gone
}
