import process from 'node:process';
import { runCommand } from './cli/run-command.ts';
import { readSoakArguments } from './soak/arguments.ts';
import { soakHelp } from './soak/help.ts';
import { soak } from './soak/soak.ts';

await runCommand(async (signal) => {
  const commandLine = readSoakArguments(process.argv.slice(2));
  if (!commandLine.help) return soak(commandLine, signal);
  process.stdout.write(soakHelp);
  return true;
});
