import { chmod, writeFile } from 'node:fs/promises';

/** A Sentinel as the others know it. */
export interface SentinelIdentity {
  readonly port: number;
  /** 40 hexadecimal digits. */
  readonly id: string;
}

export interface SentinelFileSettings {
  readonly folder: string;
  readonly masterName: string;
  readonly masterPort: number;
  readonly replicaPorts: readonly number[];
  /** The data servers'. */
  readonly password: string | undefined;
  readonly sentinelPassword: string | undefined;
  /** Milliseconds. */
  readonly downAfter: number;
  /** How many Sentinels must hold the master for down. */
  readonly quorum: number;
}

/** Milliseconds that a failover may take; twice as long after one that failed, the next is tried. */
const failoverTimeout = 5_000;

/**
 * Writes what configures a Sentinel (sentinel.conf). It knows replicas and other Sentinels from the start: to find them
 * takes Sentinels seconds.
 */
export async function writeSentinelFile(
  path: string,
  settings: SentinelFileSettings,
  own: SentinelIdentity,
  others: readonly SentinelIdentity[],
): Promise<void> {
  const { masterName: name, masterPort, replicaPorts, password, sentinelPassword, downAfter, quorum } = settings;
  const lines = [
    `port ${own.port}`,
    'bind 127.0.0.1',
    'daemonize no',
    'logfile ""',
    // Its working folder of this life would be gone in the next.
    `dir ${quoted(settings.folder)}`,
    ...(sentinelPassword === undefined ? [] : [`requirepass ${quoted(sentinelPassword)}`]),
    `sentinel myid ${own.id}`,
    'sentinel announce-ip 127.0.0.1',
    `sentinel monitor ${name} 127.0.0.1 ${masterPort} ${quorum}`,
    ...(password === undefined ? [] : [`sentinel auth-pass ${name} ${quoted(password)}`]),
    `sentinel down-after-milliseconds ${name} ${downAfter}`,
    `sentinel failover-timeout ${name} ${failoverTimeout}`,
    `sentinel parallel-syncs ${name} ${Math.max(1, replicaPorts.length)}`,
    ...replicaPorts.map((port) => `sentinel known-replica ${name} 127.0.0.1 ${port}`),
    ...others.map(({ port, id }) => `sentinel known-sentinel ${name} 127.0.0.1 ${port} ${id}`),
  ];
  await writeFile(path, `${lines.join('\n')}\n`);
  // Whoever it runs as must be able to change it.
  await chmod(path, 0o666);
}

/** As the server splits its lines into words. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
