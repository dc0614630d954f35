import { announce } from './announce.ts';
import type { Launcher } from './launcher.ts';
import type { Settings } from './settings.ts';
import { WayClosedError } from './way.ts';
import type { Way } from './way.ts';
import { debianWay } from './ways/debian.ts';
import { dockerWay } from './ways/docker.ts';
import { pathWay } from './ways/path.ts';

/** No way to a server is open on this machine, or not the one that a variable forces; the message gives the reasons. */
export class NoRedisServerError extends Error {
  override readonly name = 'NoRedisServerError';
}

const ways: readonly Way[] = [dockerWay, pathWay, debianWay];

/**
 * The first way that is open, in the order Docker, PATH, Debian's packages, or the forced one; says which on stderr.
 *
 * @throws NoRedisServerError if none is.
 */
export async function chooseLauncher(settings: Settings): Promise<Launcher> {
  const reasons: string[] = [];
  for (const way of ways) {
    if (settings.forcedWay !== undefined && settings.forcedWay !== way.name) continue;
    try {
      const launcher = await way.prepare(settings);
      announce(launcher.description);
      return launcher;
    } catch (error) {
      if (!(error instanceof WayClosedError)) throw error;
      reasons.push(`  ${way.name}: ${error.message}`);
    }
  }
  throw new NoRedisServerError(
    [
      settings.forcedWay === undefined
        ? 'No Redis server can be started on this machine: start Docker, or install redis-server.'
        : `${forcingVariable(settings)} forces '${settings.forcedWay}', which this machine can't do: make it work, or unset the variable.`,
      ...reasons,
    ].join('\n'),
  );
}

function forcingVariable({ serverBinary, release }: Settings): string {
  if (serverBinary !== undefined) return 'REDIS_TESTING_SERVER';
  return release === undefined ? 'REDIS_TESTING' : 'REDIS_TESTING_RELEASE';
}
