import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { readServerBinary } from '../server-binary.ts';
import { processLauncher } from '../server-process.ts';
import { WayClosedError } from '../way.ts';
import type { Way } from '../way.ts';

const names = ['redis-server', 'valkey-server'] as const;

/** The binary that REDIS_TESTING_SERVER names, or redis-server, or else valkey-server, on the PATH. */
export const pathWay: Way = {
  name: 'path',
  async prepare({ searchPath, serverBinary }) {
    const found = serverBinary ?? (await findOnPath(searchPath));
    if (found === undefined) throw new WayClosedError(`neither ${names.join(' nor ')} is on the PATH`);
    try {
      const binary = await readServerBinary(found, {});
      const where = serverBinary === undefined ? 'on the path' : 'named by REDIS_TESTING_SERVER';
      return processLauncher(binary, `${binary.flavour}-server ${binary.version} ${where} (${found})`);
    } catch (error) {
      throw new WayClosedError(`${found} does not run: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  },
};

/** The first of the names that is executable in one of the folders. */
export async function findOnPath(searchPath: string): Promise<string | undefined> {
  const folders = searchPath.split(delimiter).filter(Boolean);
  for (const candidate of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    const runs = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return candidate;
  }
  return undefined;
}
