import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import type { WayName } from './launcher.ts';

/** What the environment says, read once and complete. */
export interface Settings {
  /** The only way that may be taken; undefined: the first that is open. */
  readonly forcedWay: WayName | undefined;
  readonly image: string;
  /** A server binary that the path way takes in place of the PATH's. */
  readonly serverBinary: string | undefined;
  readonly cacheFolder: string;
  readonly searchPath: string;
}

const wayNames: readonly WayName[] = ['docker', 'path', 'debian'];

/**
 * Reads REDIS_TESTING, REDIS_TESTING_IMAGE, REDIS_TESTING_SERVER, REDIS_TESTING_CACHE and PATH.
 *
 * @throws TypeError if REDIS_TESTING is none of the ways, or contradicts REDIS_TESTING_SERVER.
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const serverBinary = environment['REDIS_TESTING_SERVER'] || undefined;
  return Object.freeze({
    forcedWay: readForcedWay(environment['REDIS_TESTING'] || undefined, serverBinary),
    image: environment['REDIS_TESTING_IMAGE'] || 'redis:8-alpine',
    serverBinary: serverBinary && resolve(serverBinary),
    cacheFolder: resolve(environment['REDIS_TESTING_CACHE'] || defaultCacheFolder()),
    searchPath: environment['PATH'] ?? '',
  });
}

function readForcedWay(value: string | undefined, serverBinary: string | undefined): WayName | undefined {
  const way = wayNames.find((name) => name === value);
  if (value !== undefined && way === undefined) {
    throw new TypeError(
      `REDIS_TESTING is '${value}', but must be one of ${wayNames.join(', ')}, or unset to take the first that works.`,
    );
  }
  if (serverBinary !== undefined && way !== undefined && way !== 'path') {
    throw new TypeError(
      `REDIS_TESTING is '${way}', but REDIS_TESTING_SERVER names a binary, which only 'path' can start: unset one of them.`,
    );
  }
  return serverBinary === undefined ? way : 'path';
}

/** `.cache/redis-testing` at the root of the workspace that this package stands in. */
function defaultCacheFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'pnpm-workspace.yaml'))) {
    const parent = dirname(folder);
    if (parent === folder) return resolve('.cache/redis-testing');
    folder = parent;
  }
  return join(folder, '.cache/redis-testing');
}
