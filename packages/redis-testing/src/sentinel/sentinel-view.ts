import type { RedisServer } from '../redis-server.ts';
import { runCommand } from '../run-command.ts';

/** What a Sentinel says of what it watches. */
export interface SentinelView {
  readonly sentinel: RedisServer;
  readonly masterPort: number;
  /** `master`, and what is wrong with it. */
  readonly masterFlags: string;
  /** How many other Sentinels it knows. */
  readonly others: number;
  /** Of the replicas that it can reach. */
  readonly replicaPorts: readonly number[];
}

/** What a data server says of itself. */
export interface DataView {
  readonly server: RedisServer;
  /** Undefined for a master. */
  readonly replicaOf: number | undefined;
  /** Does a replica follow its master? */
  readonly isConnected: boolean;
}

/** How long a server that runs may take to answer, in milliseconds. */
const answerLimit = 1_000;

function ask(server: RedisServer, ...words: string[]): Promise<unknown> {
  return runCommand(server.url, server.tls, words, answerLimit);
}

/** Leaves out whoever does not answer. */
async function answersOf<T>(servers: readonly RedisServer[], view: (server: RedisServer) => Promise<T>): Promise<T[]> {
  const views = await Promise.allSettled(servers.map(view));
  return views.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

type Fields = Readonly<Record<string, string>>;

export function sentinelViews(sentinels: readonly RedisServer[], masterName: string): Promise<SentinelView[]> {
  return answersOf(sentinels, async (sentinel) => {
    const [master, replicas] = (await Promise.all([
      ask(sentinel, 'SENTINEL', 'MASTER', masterName),
      ask(sentinel, 'SENTINEL', 'REPLICAS', masterName),
    ])) as [Fields, Fields[]];
    return {
      sentinel,
      masterPort: Number(master['port']),
      masterFlags: String(master['flags']),
      others: Number(master['num-other-sentinels']),
      replicaPorts: replicas.filter(({ flags }) => flags === 'slave').map(({ port }) => Number(port)),
    };
  });
}

export function dataViews(data: readonly RedisServer[]): Promise<DataView[]> {
  return answersOf(data, async (server) => {
    const [role, , masterPort, link] = (await ask(server, 'ROLE')) as unknown[];
    const isMaster = role === 'master';
    return { server, replicaOf: isMaster ? undefined : Number(masterPort), isConnected: link === 'connected' };
  });
}

/** What keeps the Sentinels that answered from naming one master, which answers as one. */
export function findMasterTrouble(sentinels: readonly SentinelView[], data: readonly DataView[]): string | undefined {
  const [one] = sentinels;
  if (one === undefined) return 'no Sentinel answers';
  const other = sentinels.find(({ masterPort }) => masterPort !== one.masterPort);
  if (other !== undefined) {
    return `the Sentinels at ports ${one.sentinel.port} and ${other.sentinel.port} name different masters`;
  }
  const master = data.find(({ server }) => server.port === one.masterPort);
  if (master === undefined) return `the master at port ${one.masterPort} does not answer`;
  if (master.replicaOf !== undefined) return `the server at port ${one.masterPort} is a replica still`;
  const doubtful = sentinels.find(({ masterFlags }) => masterFlags !== 'master');
  return doubtful && `the Sentinel at port ${doubtful.sentinel.port} says of the master: ${doubtful.masterFlags}`;
}

/** What keeps the data servers that answered from following the one master, known to every Sentinel. */
export function findReplicaTrouble(sentinels: readonly SentinelView[], data: readonly DataView[]): string | undefined {
  const masterPort = sentinels[0]?.masterPort;
  const replicas = data.filter(({ server }) => server.port !== masterPort);
  const stray = replicas.find(({ replicaOf, isConnected }) => replicaOf !== masterPort || !isConnected);
  if (stray !== undefined) return `the server at port ${stray.server.port} does not follow the master at ${masterPort}`;
  for (const { server } of replicas) {
    const ignorant = sentinels.find(({ replicaPorts }) => !replicaPorts.includes(server.port));
    if (ignorant !== undefined) {
      return `the Sentinel at port ${ignorant.sentinel.port} does not reach the replica at ${server.port}`;
    }
  }
  return undefined;
}
