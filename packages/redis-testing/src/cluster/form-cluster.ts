import { until } from '../until.ts';
import type { ClusterNode } from './cluster-node.ts';
import { findTrouble, viewsOf } from './cluster-view.ts';

const slotCount = 16_384;

/**
 * Makes one cluster of nodes that don't know each other, with the commands that `redis-cli --cluster create` uses.
 *
 * Slots are spread evenly over the masters in their order; each takes its share of the replicas in theirs.
 *
 * @param limit milliseconds. It takes two seconds at least, as a master does not serve earlier.
 */
export async function formCluster(
  masters: readonly ClusterNode[],
  replicas: readonly ClusterNode[],
  limit: number,
): Promise<void> {
  const nodes = [...masters, ...replicas];
  await Promise.all(masters.map((master, index) => assignSlots(master, index, masters.length)));
  await introduceAll(nodes);
  const replicasPerMaster = replicas.length / masters.length;
  await Promise.all(
    replicas.map(async (replica, index) => {
      const master = masters[Math.floor(index / replicasPerMaster)];
      if (master !== undefined) await replicate(replica, master, limit);
    }),
  );
  const isWhole = async (): Promise<string | undefined> => {
    const views = await viewsOf(nodes);
    if (views.length < nodes.length) return `${nodes.length - views.length} nodes do not answer`;
    const lacking = views[0]?.ranges.find(({ ids }) => ids.length !== 1 + replicasPerMaster);
    return findTrouble(views) ?? (lacking && `a replica of the slots from ${lacking.first} is missing`);
  };
  await until('Forming the cluster', isWhole, limit);
}

async function assignSlots(master: ClusterNode, index: number, count: number): Promise<void> {
  const first = Math.floor((index * slotCount) / count);
  const end = Math.floor(((index + 1) * slotCount) / count);
  await master.command('CLUSTER', 'ADDSLOTSRANGE', String(first), String(end - 1));
  // Masters with different epochs have nothing to settle between them.
  await master.command('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
}

/** Each pair directly: hearsay travels once a second. */
async function introduceAll(nodes: readonly ClusterNode[]): Promise<void> {
  await Promise.all(
    nodes.flatMap((node, index) =>
      nodes
        .slice(index + 1)
        .map((other) => node.command('CLUSTER', 'MEET', other.host, String(other.port), String(other.busPort))),
    ),
  );
}

/** A node can become a replica only once it has heard of its master. */
async function replicate(replica: ClusterNode, master: ClusterNode, limit: number): Promise<void> {
  const attempt = (): Promise<string | undefined> =>
    replica.command('CLUSTER', 'REPLICATE', master.id).then(
      () => undefined,
      (error: unknown) => String(error),
    );
  await until(`Making the node at port ${replica.port} a replica`, attempt, limit);
}
