import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import type { WayName } from './launcher.ts';
import { serverReleaseNames, type ServerRelease } from './ways/server-release.ts';

/** What the environment says, read once and complete. */
export interface Settings {
  /** The only way that may be taken; undefined: the first that is open. */
  readonly forcedWay: WayName | undefined;
  readonly image: string;
  /** A server binary that the path way takes in place of the PATH's. */
  readonly serverBinary: string | undefined;
  /** The server that the debian way takes in place of the machine's own release's. */
  readonly release: ServerRelease | undefined;
  readonly cacheFolder: string;
  readonly searchPath: string;
}

const wayNames: readonly WayName[] = ['docker', 'path', 'debian'];

/**
 * Reads REDIS_TESTING, REDIS_TESTING_IMAGE, REDIS_TESTING_SERVER, REDIS_TESTING_RELEASE, REDIS_TESTING_CACHE and PATH.
 *
 * @throws TypeError if REDIS_TESTING is none of the ways, REDIS_TESTING_RELEASE none of the releases, or two of the
 * variables need different ways.
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const serverBinary = environment['REDIS_TESTING_SERVER'] || undefined;
  const release = readOneOf('REDIS_TESTING_RELEASE', environment, serverReleaseNames, "the system's own server");
  return Object.freeze({
    forcedWay: forcedWay([
      ['REDIS_TESTING', readOneOf('REDIS_TESTING', environment, wayNames, 'the first that works')],
      ['REDIS_TESTING_SERVER', serverBinary && 'path'],
      ['REDIS_TESTING_RELEASE', release && 'debian'],
    ]),
    image: environment['REDIS_TESTING_IMAGE'] || 'redis:8-alpine',
    serverBinary: serverBinary && resolve(serverBinary),
    release,
    cacheFolder: resolve(environment['REDIS_TESTING_CACHE'] || defaultCacheFolder()),
    searchPath: environment['PATH'] ?? '',
  });
}

function readOneOf<T extends string>(
  variable: string,
  environment: NodeJS.ProcessEnv,
  allowed: readonly T[],
  otherwise: string,
): T | undefined {
  const value = environment[variable] || undefined;
  const found = allowed.find((name) => name === value);
  if (value !== undefined && found === undefined) {
    throw new TypeError(
      `${variable} is '${value}', but must be one of ${allowed.join(', ')}, or unset to take ${otherwise}.`,
    );
  }
  return found;
}

/** The way that the variables need that are set. */
function forcedWay(
  needs: readonly (readonly [variable: string, way: WayName | '' | undefined])[],
): WayName | undefined {
  const [first, ...others] = needs.flatMap(([variable, way]) => (way ? [{ variable, way }] : []));
  const other = others.find(({ way }) => way !== first?.way);
  if (first !== undefined && other !== undefined) {
    throw new TypeError(
      `${first.variable} needs the way '${first.way}', but ${other.variable} needs '${other.way}': unset one of them.`,
    );
  }
  return first?.way;
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
