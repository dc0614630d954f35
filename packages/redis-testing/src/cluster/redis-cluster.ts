import type { GroupFolder } from '../group-folder.ts';
import { until } from '../until.ts';
import type { ClusterNode } from './cluster-node.ts';
import { findTrouble, viewsOf } from './cluster-view.ts';
import { beginSlotMove, type SlotMove } from './slot-move.ts';

/** A real Redis Cluster of a test's own. Its nodes can be stopped, killed, paused and restarted one by one. */
export interface RedisCluster extends AsyncDisposable {
  /** First those that began as masters, in the order of their slots, then their replicas, in the order of their masters. */
  readonly nodes: readonly ClusterNode[];
  /** Every node's address. */
  readonly seeds: readonly { readonly host: string; readonly port: number }[];
  readonly password: string | undefined;
  /**
   * Who owns the slot, by what the first node that answers says.
   *
   * @throws Error if no node answers, or the slot is nobody's.
   */
  masterOf(slot: number): Promise<ClusterNode>;
  /** Moves a slot with its keys to another master; resolves when every node says so. */
  moveSlot(slot: number, to: ClusterNode): Promise<void>;
  /** The same step by step: until `finish()`, the slot is in the middle of its migration. */
  beginMove(slot: number, to: ClusterNode): Promise<SlotMove>;
  /**
   * Resolves when all nodes that run say `cluster_state:ok`, agree on slots and replicas, and the master of each slot is
   * one of them: so after a master was killed, when a replica has taken over.
   *
   * @param limit milliseconds; default: 30000.
   * @throws Error that tells what is missing, at the limit.
   */
  waitUntilOk(limit?: number): Promise<void>;
  /** Shuts every node down in good order, for good, and removes their files. */
  stop(): Promise<void>;
  /** Ends every node with SIGKILL, for good, and removes their files; disposing does the same. */
  kill(): Promise<void>;
}

/** Milliseconds. */
export const formLimit = 30_000;

/** The handle of a cluster that has been formed. */
export function redisCluster(
  nodes: readonly ClusterNode[],
  password: string | undefined,
  folder: GroupFolder,
): RedisCluster {
  async function masterOf(slot: number): Promise<ClusterNode> {
    const [view] = await viewsOf(nodes);
    if (view === undefined) throw new Error('No node of the cluster answers: restart() one.');
    const range = view.ranges.find(({ first, last }) => first <= slot && slot <= last);
    const master = nodes.find(({ id }) => id === range?.ids[0]);
    if (master === undefined) throw new Error(`No node of the cluster owns slot ${slot}: slots are 0 to 16383.`);
    return master;
  }

  async function waitUntilOk(limit: number = formLimit): Promise<void> {
    await until('The cluster', async () => findTrouble(await viewsOf(nodes)), limit);
  }

  /** The new owner first, so that no moment has two nodes that each send clients to the other. */
  async function giveSlot(slot: number, from: ClusterNode, to: ClusterNode): Promise<void> {
    const masters = new Set((await viewsOf(nodes)).flatMap(({ ranges }) => ranges.map(({ ids }) => ids[0])));
    const others = nodes.filter(({ id }) => masters.has(id) && id !== from.id && id !== to.id);
    for (const node of [to, from, ...others]) {
      await node.command('CLUSTER', 'SETSLOT', String(slot), 'NODE', to.id);
    }
    await waitUntilOk();
  }

  async function beginMove(slot: number, to: ClusterNode): Promise<SlotMove> {
    const from = await masterOf(slot);
    return await beginSlotMove(slot, from, to, () => giveSlot(slot, from, to));
  }

  async function end(how: 'stop' | 'kill'): Promise<void> {
    await Promise.all(nodes.map((node) => node[how]()));
    await folder[Symbol.asyncDispose]();
  }

  return Object.freeze({
    nodes,
    seeds: nodes.map(({ host, port }) => ({ host, port })),
    password,
    masterOf,
    moveSlot: async (slot: number, to: ClusterNode) => (await beginMove(slot, to)).finish(),
    beginMove,
    waitUntilOk,
    stop: () => end('stop'),
    kill: () => end('kill'),
    [Symbol.asyncDispose]: () => end('kill'),
  });
}
