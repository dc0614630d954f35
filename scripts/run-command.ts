import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds the whole repository. */
export const root: string = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/**
 * Runs a command to its end in the terminal of this one.
 *
 * @param environment Added to this process's own; undefined removes a variable.
 * @returns Did it succeed?
 */
export function runCommand(
  command: string,
  commandArguments: readonly string[],
  folder: string = root,
  environment: NodeJS.ProcessEnv = {},
): boolean {
  const { error, status } = spawnSync(command, commandArguments, {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: 'inherit',
  });
  if (error !== undefined) throw error;
  return status === 0;
}
