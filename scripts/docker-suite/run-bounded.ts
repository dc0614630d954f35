import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface BoundedRun {
  readonly command: string;
  readonly words: readonly string[];
  readonly folder: string;
  /** On top of this process's. */
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds, after which it is ended. */
  readonly limit: number;
  /** Ends it at once. */
  readonly signal: AbortSignal;
}

/**
 * Runs a command in the terminal of this one, ended at its limit.
 *
 * @returns Did it succeed in time?
 * @throws Error if it does not start, or is ended by the signal.
 */
export async function runBounded(run: BoundedRun): Promise<boolean> {
  const { command, words, folder, environment, limit, signal } = run;
  const env = { ...process.env, ...environment };
  const child = spawn(command, words, { cwd: folder, env, stdio: 'inherit', timeout: limit, signal });
  const [code] = await once(child, 'exit');
  return code === 0;
}
