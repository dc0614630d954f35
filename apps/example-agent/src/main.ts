#!/usr/bin/env node
import { readArguments, UsageError } from './cli/arguments.ts';
import { help } from './cli/help.ts';
import { run } from './cli/run.ts';
import { processTerminal } from './cli/terminal.ts';

const interrupted = new AbortController();
// Once: a second Ctrl-C ends the process the hard way.
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());
// Whoever read the output has gone, as in `npm start | head`.
process.stdout.on('error', () => interrupted.abort());

try {
  const commandLine = readArguments(process.argv.slice(2));
  if (commandLine.help) {
    process.stdout.write(help);
  } else {
    await run(commandLine, process.env, processTerminal, interrupted.signal);
  }
} catch (error) {
  if (interrupted.signal.aborted) {
    process.stderr.write('\nInterrupted.\n');
    process.exitCode = 130;
  } else {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
