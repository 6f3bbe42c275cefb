import { text } from 'node:stream/consumers'
import { inspect } from 'node:util'
import { Command, CommanderError } from 'commander'
import { connectors } from '../../connectors/index.ts'
import { createLaporStore } from '../../connectors/lapor/index.ts'
import { GatewayError } from '../contract/errors.ts'
import { sandboxAddresses } from '../setup/launch-plan.ts'
import { registerAccounts } from './accounts.ts'
import { registerAlerts } from './alerts.ts'
import { registerAudit } from './audit.ts'
import { registerBalance } from './balance.ts'
import { registerChannelPages } from './channel-pages.ts'
import { registerChannelPauses } from './channel-pauses.ts'
import { registerChannels } from './channels.ts'
import { registerClocks } from './clocks.ts'
import { registerDoctor } from './doctor.ts'
import { registerFind } from './find.ts'
import { registerForwarding } from './forwarding.ts'
import { registerHealth } from './health.ts'
import { findInstallation } from './installation.ts'
import { registerKeys } from './keys.ts'
import { registerMappingCommands } from './mapping.ts'
import { registerMappingCompare } from './mapping-compare.ts'
import { registerNow } from './now.ts'
import { registerParked } from './parked.ts'
import type { Cli } from './parts.ts'
import { registerPrivacy } from './privacy.ts'
import { registerRegions } from './regions.ts'
import { registerReplay } from './replay.ts'
import { registerTrace } from './trace.ts'
import { registerUnknown } from './unknown.ts'

/** Where a command runs: its environment, and what it says and reads. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv
  out(text: string): void
  err(text: string): void
  input(): Promise<string>
}

/** Runs one command and gives its exit code: 1 and one line when something is wrong. */
export async function runCommand(args: readonly string[], { env, out, err, input }: Terminal): Promise<number> {
  let exitCode = 0
  const cli: Cli = {
    installation: findInstallation(env, sandboxAddresses),
    connectors: new Map(connectors.map((connector) => [connector.kind, connector])),
    print: (text) => out(`${text}\n`),
    warn: (text) => err(`${text}\n`),
    fail: () => {
      exitCode = 1
    },
    input,
  }
  try {
    await commands(cli, { out, err }).parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode
    if (args.includes('--debug')) cli.warn(inspect(error))
    else if (args.includes('--json')) cli.print(JSON.stringify({ error: lineOf(error), ...codeOf(error) }))
    else cli.warn(lineOf(error))
    return 1
  }
}

function commands(cli: Cli, { out, err }: Pick<Terminal, 'out' | 'err'>): Command {
  const program = new Command('gateway')
    .description('Looks into and works on an installation of lapor-gateway')
    .option('--debug', 'show where an error comes from')
    .showHelpAfterError()
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: err })
  registerNow(program, cli, createLaporStore)
  registerChannelPages(registerChannelPauses(registerChannels(program, cli), cli, createLaporStore), cli, createLaporStore)
  registerHealth(program, cli)
  registerAlerts(program, cli)
  registerMappingCompare(registerMappingCommands(program, cli), cli, createLaporStore)
  registerFind(program, cli, createLaporStore)
  registerTrace(program, cli)
  registerBalance(program, cli, createLaporStore)
  registerRegions(program, cli)
  registerClocks(program, cli)
  registerUnknown(program, cli, createLaporStore)
  registerParked(program, cli, createLaporStore)
  registerReplay(program, cli, createLaporStore)
  registerForwarding(program, cli)
  registerAccounts(program, cli)
  registerAudit(program, cli)
  registerKeys(program, cli)
  registerPrivacy(program, cli)
  registerDoctor(program, cli, createLaporStore)
  return program
}

function lineOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const line = error instanceof GatewayError ? message : `this is a fault of the gateway (${message}); run it again with --debug`
  return line.trim().replaceAll(/\n+/g, ' ')
}

function codeOf(error: unknown): { code?: string } {
  return error instanceof GatewayError ? { code: error.code } : {}
}

/** `npm run gateway -- <command>` */
if (import.meta.main) {
  process.stdout.on('error', (error) => process.exit(Reflect.get(error, 'code') === 'EPIPE' ? 0 : 1))
  const code = await runCommand(process.argv.slice(2), {
    env: process.env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    input: () => text(process.stdin),
  })
  // Behind what was said, and without waiting for a server that went silent.
  if (code !== 0) process.stdout.write('', () => process.exit(code))
}
