import process from 'node:process';
import { UsageError } from './usage-error.ts';

/** Does the work of a command. @returns Is everything as it should be? */
export type Command = (signal: AbortSignal) => Promise<boolean>;

/** Runs a command to its end: Ctrl-C and SIGTERM abort its signal, once; errors and the exit code are told. */
export async function runCommand(command: Command): Promise<void> {
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    if (!(await command(interrupted.signal))) process.exitCode = 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
  if (interrupted.signal.aborted) {
    process.stderr.write('\nInterrupted.\n');
    process.exitCode = 130;
  }
}
