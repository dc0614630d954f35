import process from 'node:process';
import { readArguments } from './cli/arguments.ts';
import { help } from './cli/help.ts';
import { run } from './cli/run.ts';
import { runCommand } from './cli/run-command.ts';

await runCommand(async (signal) => {
  const commandLine = readArguments(process.argv.slice(2));
  if (!commandLine.help) return run(commandLine, signal);
  process.stdout.write(help);
  return true;
});
