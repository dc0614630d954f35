import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { findLauncher } from '../find-launcher.ts';
import { makeGroupFolder } from '../group-folder.ts';
import { withFreePorts } from '../launch-at-free-port.ts';
import type { Launcher, RunningServer } from '../launcher.ts';
import { redisServer, type RedisServer } from '../redis-server.ts';
import { startAll } from '../start-all.ts';
import { redisSentinel, type RedisSentinel } from './redis-sentinel.ts';
import { writeSentinelFile, type SentinelFileSettings } from './sentinel-file.ts';
import { startData } from './start-data.ts';

export interface StartSentinelOptions {
  /** How many replicas the master has. Default: 1. */
  readonly replicas?: number;
  /** How many Sentinels watch; more than half of them must hold the master for down. Default: 3. */
  readonly sentinels?: number;
  /** Default: `mymaster`. */
  readonly masterName?: string;
  /** What clients must log in with at the data servers. Default: none. */
  readonly password?: string;
  /** What clients must log in with at the Sentinels. Default: none. */
  readonly sentinelPassword?: string;
  /** After how many milliseconds without an answer a Sentinel holds the master for down. Default: 500. */
  readonly downAfter?: number;
  /** Further command-line arguments of every data server. */
  readonly args?: readonly string[];
}

/**
 * Starts a real master with replicas, and Sentinels that watch them, for a test; resolves when all agree.
 *
 * The servers come by the same way as startRedis's, listen on loopback and tell clients 127.0.0.1. What is never stopped
 * ends with the process.
 *
 * @throws NoRedisServerError if no way is open; RangeError for numbers that can't be; RedisStartError, with the end of the
 * server's log, if a server does not get ready; Error that says what is missing if they do not agree within 30 seconds.
 */
export async function startSentinel(options: StartSentinelOptions = {}): Promise<RedisSentinel> {
  const { replicas = 1, sentinels: count = 3, masterName = 'mymaster', downAfter = 500, args = [] } = options;
  const { password, sentinelPassword } = options;
  if (!Number.isInteger(replicas) || replicas < 0 || !Number.isInteger(count) || count < 1) {
    throw new RangeError(
      `${replicas} replicas with ${count} Sentinels can't be: give whole numbers, 1 Sentinel or more.`,
    );
  }
  const launcher = await findLauncher();
  const folder = await makeGroupFolder();
  const started: AsyncDisposable[] = [folder];
  try {
    const data = await startData(launcher, { folder: folder.path, replicas, password, args });
    started.push(...data);
    const [masterPort = 0, ...replicaPorts] = data.map(({ port }) => port);
    const quorum = Math.floor(count / 2) + 1;
    const settings = { masterName, masterPort, replicaPorts, password, sentinelPassword, downAfter, quorum };
    const sentinels = await startSentinels(launcher, { ...settings, folder: folder.path }, count);
    started.push(...sentinels);
    const group = redisSentinel({ masterName, sentinels, data, password, sentinelPassword, folder });
    await group.waitUntilAgreed();
    return group;
  } catch (error) {
    for (const each of started.toReversed()) await each[Symbol.asyncDispose]();
    throw error;
  }
}

async function startSentinels(
  launcher: Launcher,
  settings: SentinelFileSettings,
  count: number,
): Promise<readonly RedisServer[]> {
  return await withFreePorts(count, async (ports) => {
    const identities = ports.map((port) => ({ port, id: randomBytes(20).toString('hex') }));
    return await startAll(
      identities.map(async (own) => {
        const { port } = own;
        const sentinelFile = join(settings.folder, `sentinel-${port}.conf`);
        const others = identities.filter((identity) => identity !== own);
        await writeSentinelFile(sentinelFile, settings, own, others);
        const password = settings.sentinelPassword;
        const group = { folder: settings.folder, sentinelFile };
        const launch = (): Promise<RunningServer> => launcher.launch({ port, password, args: [], group });
        return redisServer(await launch(), { port, password, tls: undefined }, launch);
      }),
    );
  });
}
