import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { RedisFlavour } from './launcher.ts';

/** A server's executable that has been seen to run on this machine. */
export interface ServerBinary {
  readonly path: string;
  /** The loader that it is started by, with the loader's arguments; empty: it starts by itself. */
  readonly loader: readonly string[];
  /** What its environment must hold on top of this process's. */
  readonly environment: Readonly<Record<string, string>>;
  readonly flavour: RedisFlavour;
  readonly version: string;
}

const run = promisify(execFile);

/**
 * Runs the executable with `--version`.
 *
 * @throws Error if it does not run, or does not name itself a Redis or Valkey server.
 */
export async function readServerBinary(
  path: string,
  environment: Readonly<Record<string, string>>,
  loader: readonly string[] = [],
): Promise<ServerBinary> {
  const [command, ...words] = [...loader, path, '--version'];
  const { stdout } = await run(command, words, {
    env: { ...process.env, ...environment },
    timeout: 5_000,
  });
  const [, name, version] = /^(Redis|Valkey) server v=([\d.]+)/.exec(stdout) ?? [];
  if (!name || !version) {
    throw new Error(`${path} --version says: ${stdout.trim() || 'nothing'}`);
  }
  return Object.freeze({
    path,
    loader,
    environment,
    flavour: name === 'Redis' ? 'redis' : 'valkey',
    version,
  });
}
