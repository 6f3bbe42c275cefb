import { Command } from 'commander'
import { connectors } from '../../connectors/index.ts'
import { createLaporStore } from '../../connectors/lapor/index.ts'
import { GatewayError } from '../contract/errors.ts'
import { sandboxAddresses } from '../setup/launch-plan.ts'
import { registerBalance } from './balance.ts'
import { registerChannels } from './channels.ts'
import { registerDoctor } from './doctor.ts'
import { registerForwarding } from './forwarding.ts'
import { registerHealth } from './health.ts'
import { findInstallation } from './installation.ts'
import { registerKeys } from './keys.ts'
import { registerMappingCommands } from './mapping.ts'
import { registerParked } from './parked.ts'
import type { Cli } from './parts.ts'
import { registerPrivacy } from './privacy.ts'
import { registerReplay } from './replay.ts'
import { registerTrace } from './trace.ts'
import { registerUnknown } from './unknown.ts'

/** `npm run gateway -- <command>`: one line and exit code 1 when something is wrong. */
async function main(): Promise<void> {
  process.stdout.on('error', (error) => process.exit(Reflect.get(error, 'code') === 'EPIPE' ? 0 : 1))
  const cli: Cli = {
    installation: findInstallation(process.env, sandboxAddresses),
    connectors: new Map(connectors.map((connector) => [connector.kind, connector])),
    print: (text) => void process.stdout.write(`${text}\n`),
  }
  const program = new Command('gateway')
    .description('Looks into and works on an installation of lapor-gateway')
    .option('--debug', 'show where an error comes from')
    .showHelpAfterError()
  registerChannels(program, cli)
  registerHealth(program, cli)
  registerMappingCommands(program)
  registerTrace(program, cli)
  registerBalance(program, cli, createLaporStore)
  registerUnknown(program, cli, createLaporStore)
  registerParked(program, cli, createLaporStore)
  registerReplay(program, cli, createLaporStore)
  registerForwarding(program, cli)
  registerKeys(program, cli)
  registerPrivacy(program, cli)
  registerDoctor(program, cli, createLaporStore)
  await program.parseAsync()
}

main().catch((error: unknown) => {
  if (process.argv.includes('--debug')) console.error(error)
  else if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: lineOf(error), ...codeOf(error) })}\n`)
  else process.stderr.write(`${lineOf(error)}\n`)
  process.exit(1)
})

function lineOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const line = error instanceof GatewayError ? message : `this is a fault of the gateway (${message}); run it again with --debug`
  return line.trim().replaceAll(/\n+/g, ' ')
}

function codeOf(error: unknown): { code?: string } {
  return error instanceof GatewayError ? { code: error.code } : {}
}
