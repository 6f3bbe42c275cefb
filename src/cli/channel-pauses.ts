import type { Command } from 'commander'
import { viewerOf } from './actor.ts'
import { addWho, type MakeCentral, type WhoOptions, withOperations } from './deciding.ts'
import type { Cli } from './parts.ts'

/** One channel is stopped and goes on: as the button on its page does. */
export function registerChannelPauses(channels: Command, cli: Cli, makeCentral: MakeCentral): Command {
  for (const [name, paused, description] of [
    ['pause', true, 'what is sent to it is refused and it is not read; what was accepted goes on'],
    ['resume', false, 'it takes reports again'],
  ] as const)
    addWho(channels.command(name).argument('<id>', 'the channel').description(description)).action(
      async (id: string, options: WhoOptions) => {
        await withOperations(cli, makeCentral, (operations) =>
          operations.channels.setPaused(viewerOf(options.by), id, paused, options.reason),
        )
        cli.print(`${id} is ${paused ? 'paused' : 'resumed'}; each gateway knows it within two seconds.`)
      },
    )
  return channels
}
