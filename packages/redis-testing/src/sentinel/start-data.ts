import { launchAtFreePort } from '../launch-at-free-port.ts';
import type { Launcher, RunningServer } from '../launcher.ts';
import { redisServer, type RedisServer } from '../redis-server.ts';
import { startAll } from '../start-all.ts';
import { until } from '../until.ts';
import { dataViews } from './sentinel-view.ts';

export interface DataSettings {
  readonly folder: string;
  readonly replicas: number;
  readonly password: string | undefined;
  readonly args: readonly string[];
}

/** Milliseconds. */
const followLimit = 15_000;

/** Starts a master and its replicas; resolves with the master first, when all replicas follow it. */
export async function startData(launcher: Launcher, settings: DataSettings): Promise<readonly RedisServer[]> {
  const master = await startOne(launcher, settings, []);
  try {
    const follow = ['--replicaof', master.host, String(master.port)];
    const replicas = await startAll(
      Array.from({ length: settings.replicas }, () => startOne(launcher, settings, follow)),
    );
    await until('Following the master', () => findStray(replicas), followLimit).catch(async (error: unknown) => {
      await Promise.all(replicas.map((replica) => replica.kill()));
      throw error;
    });
    return [master, ...replicas];
  } catch (error) {
    await master.kill();
    throw error;
  }
}

async function findStray(replicas: readonly RedisServer[]): Promise<string | undefined> {
  const following = (await dataViews(replicas)).filter(({ isConnected }) => isConnected);
  const stray = replicas.find((replica) => !following.some(({ server }) => server === replica));
  return stray && `the replica at port ${stray.port} does not follow`;
}

async function startOne(launcher: Launcher, settings: DataSettings, role: readonly string[]): Promise<RedisServer> {
  const { folder, password, args } = settings;
  // A replica would otherwise wait five seconds for others that want the same data.
  const soon = ['--repl-diskless-sync-delay', '0'];
  // Each may become a replica.
  const login = password === undefined ? [] : ['--masterauth', password];
  const launchAt = (port: number): Promise<RunningServer> =>
    launcher.launch({ port, password, args: [...soon, ...args, ...login, ...role], group: { folder } });
  const { port, running } = await launchAtFreePort(launchAt);
  return redisServer(running, { port, password, tls: undefined }, () => launchAt(port));
}
