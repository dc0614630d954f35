import { startCluster } from '@modular-agent/redis-testing';
import { createClient } from 'redis';
import { processorTimeOf } from './processor-time.ts';
import type { RowServer } from './row-server.ts';

/** A Cluster of three masters on loopback, which persist nothing. All raw clients share their keys, and store the same. */
export async function startBenchmarkCluster(): Promise<RowServer & { stop(): Promise<void> }> {
  const cluster = await startCluster();
  const admins = cluster.nodes.map(({ url }) => createClient({ url, disableOfflineQueue: true }));
  await Promise.all(admins.map((admin) => admin.on('error', () => undefined).connect()));
  const url = cluster.seeds.map(({ host, port }) => `${host}:${port}`).join(',');
  return {
    urlOf: () => url,
    flush: async () => {
      await Promise.all(admins.map((admin) => admin.flushAll('SYNC')));
    },
    processorTime: async () => {
      const times = await Promise.all(admins.map(processorTimeOf));
      return times.reduce((sum, time) => sum + time, 0);
    },
    stop: async () => {
      for (const admin of admins) admin.destroy();
      await cluster.kill();
    },
  };
}
