import type { Command, Option } from 'commander'
import { backupCommand, type BackupOptions } from './commands/backup'
import { checkCommand, type CheckOptions } from './commands/check'
import { restoreCommand, type RestoreOptions } from './commands/restore'
import { salvageCommand, type SalvageOptions } from './commands/salvage'
import type { CliContext } from './context'
import type { ExitCode } from './exit-code'

interface Shared {
  data(): Option
  json(words: string): Option
  end(code: ExitCode): void
}

/** What is done with a data folder as a whole. */
export function addStorageCommands(program: Command, context: CliContext, { data, json, end }: Shared): void {
  program
    .command('check')
    .description('Look at the whole database and at every artifact, and say what is damaged.')
    .addOption(data())
    .addOption(json('one JSON object with the findings'))
    .action(async (options: CheckOptions) => end(await checkCommand(context, options)))

  program
    .command('backup')
    .argument('<folder>', 'where to; nothing may be there yet')
    .description('Copy the data folder, while work goes on, and check the copy.')
    .option('--with-key', 'put in the key to the secrets: whoever has the backup can then read them')
    .addOption(data())
    .addOption(json('one JSON object about the backup'))
    .action(async (to: string, options: BackupOptions) => end(await backupCommand(context, to, options)))

  program
    .command('restore')
    .argument('<folder>', 'a backup')
    .description('Put a backup in the place of the data folder.')
    .option('--move-aside', 'keep what is there in a folder of its own')
    .option('--as-it-is', 'also a backup that is not what its backup.json says, or has none')
    .addOption(data())
    .addOption(json('one JSON object about what was done'))
    .action(async (from: string, options: RestoreOptions) => end(await restoreCommand(context, from, options)))

  program
    .command('salvage')
    .argument('<folder>', 'where to; nothing may be there yet')
    .description('Copy what can be read of a damaged data folder into a new one.')
    .addOption(data())
    .addOption(json('one JSON object about what was read'))
    .action(async (to: string, options: SalvageOptions) => end(await salvageCommand(context, to, options)))
}
