import { join } from 'node:path';
import { withFreePorts } from '../launch-at-free-port.ts';
import type { Launcher, RunningServer } from '../launcher.ts';
import { redisServer, type RedisServer } from '../redis-server.ts';

/** A server of a cluster. `restart()` brings it back as the same node, without its keys. */
export interface ClusterNode extends RedisServer {
  /** What CLUSTER NODES names it by, for as long as it lives. */
  readonly id: string;
  /** Where it talks with the other nodes. */
  readonly busPort: number;
}

export interface ClusterNodeSettings {
  /** The cluster's. */
  readonly folder: string;
  /** Its own in the folder. */
  readonly configFile: string;
  readonly password: string | undefined;
  readonly args: readonly string[];
  /** Milliseconds. */
  readonly nodeTimeout: number;
}

/** Starts a node that knows no other yet. */
export async function startNode(launcher: Launcher, settings: ClusterNodeSettings): Promise<ClusterNode> {
  const { folder, password } = settings;
  const launchAt = (own: number, bus: number): Promise<RunningServer> =>
    launcher.launch({ port: own, password, args: nodeArguments(settings, bus), group: { folder } });
  const [port, busPort, running] = await withFreePorts(2, async ([own = 0, bus = 0]) => {
    return [own, bus, await launchAt(own, bus)] as const;
  });
  const server = redisServer(running, { port, password, tls: undefined }, () => launchAt(port, busPort));
  try {
    return Object.freeze({ ...server, id: String(await server.command('CLUSTER', 'MYID')), busPort });
  } catch (error) {
    await server.kill();
    throw error;
  }
}

function nodeArguments(settings: ClusterNodeSettings, busPort: number): string[] {
  const { folder, configFile, password, args, nodeTimeout } = settings;
  // A replica would otherwise wait five seconds for others that want the same data, and nodes tell clients of it only
  // when it has heard a first ping of its master.
  const soon = ['--repl-diskless-sync-delay', '0', '--repl-ping-replica-period', '1'];
  const login = password === undefined ? [] : ['--masterauth', password];
  const own = ['--cluster-enabled', 'yes', '--cluster-config-file', join(folder, configFile)];
  const bus = ['--cluster-port', String(busPort), '--cluster-announce-ip', '127.0.0.1'];
  return [...soon, ...args, ...login, ...own, ...bus, '--cluster-node-timeout', String(nodeTimeout)];
}
