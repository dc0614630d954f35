import type { RedisServer } from './redis-server.ts';

/** How often the server ran each command since its statistics were reset, but for those that ask. */
export async function commandCounts(server: RedisServer): Promise<Readonly<Record<string, number>>> {
  const stats = String(await server.command('INFO', 'commandstats'));
  const counts = [...stats.matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm)].map(
    ([, command = '', calls]) => [command, Number(calls)] as const,
  );
  return Object.fromEntries(counts.filter(([command]) => !/^(?:info|config|client|hello|ping|select)\b/.test(command)));
}
