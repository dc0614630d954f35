import type { GroupFolder } from '../group-folder.ts';
import type { RedisServer } from '../redis-server.ts';
import { until } from '../until.ts';
import { dataViews, findMasterTrouble, findReplicaTrouble, sentinelViews } from './sentinel-view.ts';

/** A master with replicas, watched by Sentinels: all real, and a test's own. */
export interface RedisSentinel extends AsyncDisposable {
  /** What clients ask the Sentinels for. */
  readonly masterName: string;
  /** `restart()` brings a Sentinel back with what it knew. */
  readonly sentinels: readonly RedisServer[];
  /** The Sentinels'. */
  readonly addresses: readonly { readonly host: string; readonly port: number }[];
  /**
   * The servers that hold data: first the one that began as the master. `restart()` brings one back in the role that it
   * began in, without data; the Sentinels then give it its place, which takes them some ten seconds.
   */
  readonly data: readonly RedisServer[];
  /** The data servers'. */
  readonly password: string | undefined;
  readonly sentinelPassword: string | undefined;
  /**
   * The master by what the first Sentinel that answers says.
   *
   * @throws Error if none answers.
   */
  currentMaster(): Promise<RedisServer>;
  /**
   * Has the Sentinels make a replica the master; resolves with it when all of them name it. The old master takes itself
   * for one for some ten seconds more, until they make it a replica: `waitUntilAgreed()` waits for that too.
   *
   * @throws Error with a Sentinel's words if it refuses; Error that tells what is missing after 30 seconds.
   */
  failover(): Promise<RedisServer>;
  /**
   * Resolves when all Sentinels that run name one master, which answers as one, and all other data servers that run
   * follow it: so after a master was killed, when a replica has taken over.
   *
   * @param limit milliseconds; default: 30000.
   * @throws Error that tells what is missing, at the limit.
   */
  waitUntilAgreed(limit?: number): Promise<void>;
  /** Shuts everything down in good order, for good, and removes all files. */
  stop(): Promise<void>;
  /** Ends everything with SIGKILL, for good, and removes all files; disposing does the same. */
  kill(): Promise<void>;
}

export interface SentinelGroup {
  readonly masterName: string;
  readonly sentinels: readonly RedisServer[];
  readonly data: readonly RedisServer[];
  readonly password: string | undefined;
  readonly sentinelPassword: string | undefined;
  readonly folder: GroupFolder;
}

/** Milliseconds. */
const agreeLimit = 30_000;

/** The handle of servers that have been started. */
export function redisSentinel(group: SentinelGroup): RedisSentinel {
  const { masterName, sentinels, data, password, sentinelPassword, folder } = group;

  async function currentMaster(): Promise<RedisServer> {
    const [view] = await sentinelViews(sentinels, masterName);
    if (view === undefined) throw new Error('No Sentinel answers: restart() one.');
    const master = data.find(({ port }) => port === view.masterPort);
    if (master === undefined)
      throw new Error(`The Sentinels name a master at port ${view.masterPort} that is none of theirs.`);
    return master;
  }

  async function failover(): Promise<RedisServer> {
    const old = await currentMaster();
    const [view] = await sentinelViews(sentinels, masterName);
    await view?.sentinel.command('SENTINEL', 'FAILOVER', masterName);
    const findMissing = async (): Promise<string | undefined> => {
      const views = await sentinelViews(sentinels, masterName);
      if (views.some(({ masterPort }) => masterPort === old.port)) return 'a Sentinel names the old master still';
      return findMasterTrouble(views, await dataViews(data));
    };
    await until('The failover', findMissing, agreeLimit);
    return await currentMaster();
  }

  async function findDisagreement(): Promise<string | undefined> {
    const [views, states] = await Promise.all([sentinelViews(sentinels, masterName), dataViews(data)]);
    const lonely = views.find(({ others }) => others < sentinels.length - 1);
    if (lonely !== undefined) return `the Sentinel at port ${lonely.sentinel.port} does not know all others`;
    return findMasterTrouble(views, states) ?? findReplicaTrouble(views, states);
  }

  async function end(how: 'stop' | 'kill'): Promise<void> {
    // The Sentinels first: they would begin a failover.
    await Promise.all(sentinels.map((sentinel) => sentinel[how]()));
    await Promise.all(data.map((server) => server[how]()));
    await folder[Symbol.asyncDispose]();
  }

  return Object.freeze({
    masterName,
    sentinels,
    addresses: sentinels.map(({ host, port }) => ({ host, port })),
    data,
    password,
    sentinelPassword,
    currentMaster,
    failover,
    waitUntilAgreed: (limit: number = agreeLimit) => until('Agreeing on a master', findDisagreement, limit),
    stop: () => end('stop'),
    kill: () => end('kill'),
    [Symbol.asyncDispose]: () => end('kill'),
  });
}
