import { findLauncher } from '../find-launcher.ts';
import { makeGroupFolder } from '../group-folder.ts';
import { startAll } from '../start-all.ts';
import { startNode } from './cluster-node.ts';
import { formCluster } from './form-cluster.ts';
import { formLimit, redisCluster, type RedisCluster } from './redis-cluster.ts';

export interface StartClusterOptions {
  /** How many nodes own slots. Default: 3. One that is lost is outvoted only if there are 3 or more. */
  readonly masters?: number;
  /** Default: 0. */
  readonly replicasPerMaster?: number;
  /** What clients, and the nodes among themselves, must log in with. Default: none. */
  readonly password?: string;
  /** Further command-line arguments of every node, e.g. `['--cluster-require-full-coverage', 'no']`. */
  readonly args?: readonly string[];
  /** After how many milliseconds without an answer a node counts as lost. Default: 2000. */
  readonly nodeTimeout?: number;
}

/**
 * Starts a real Redis (or Valkey) Cluster of its own for a test; resolves when every node says that all is well.
 *
 * The servers come by the same way as startRedis's, listen on loopback and announce 127.0.0.1. Takes a bit more than two
 * seconds, as a master of a new cluster does not serve earlier. What is never stopped ends with the process.
 *
 * @throws NoRedisServerError if no way is open; RangeError for numbers that make no cluster; RedisStartError, with the end
 * of the server's log, if a node does not get ready (the servers must be Redis 7.0 or newer); Error that says what is
 * missing if they do not become a cluster within 30 seconds.
 */
export async function startCluster(options: StartClusterOptions = {}): Promise<RedisCluster> {
  const { masters = 3, replicasPerMaster = 0, password, args = [], nodeTimeout = 2_000 } = options;
  if (!Number.isInteger(masters) || masters < 1 || !Number.isInteger(replicasPerMaster) || replicasPerMaster < 0) {
    throw new RangeError(
      `A cluster of ${masters} masters with ${replicasPerMaster} replicas each can't be: give whole numbers, 1 master or more.`,
    );
  }
  const launcher = await findLauncher();
  const folder = await makeGroupFolder();
  const started: AsyncDisposable[] = [folder];
  try {
    const count = masters * (1 + replicasPerMaster);
    const nodes = await startAll(
      Array.from({ length: count }, (_, index) => {
        const configFile = `nodes-${index}.conf`;
        return startNode(launcher, { folder: folder.path, configFile, password, args, nodeTimeout });
      }),
    );
    started.push(...nodes);
    await formCluster(nodes.slice(0, masters), nodes.slice(masters), formLimit);
    return redisCluster(nodes, password, folder);
  } catch (error) {
    for (const each of started.toReversed()) await each[Symbol.asyncDispose]();
    throw error;
  }
}
