import { runCommand } from '../run-command.ts';
import type { ClusterNode } from './cluster-node.ts';

/** Consecutive slots of one master. */
interface SlotRange {
  readonly first: number;
  readonly last: number;
  /** The master's id, then its replicas'. */
  readonly ids: readonly string[];
}

/** What a node says of its cluster. */
export interface ClusterView {
  readonly node: ClusterNode;
  readonly isOk: boolean;
  /** In the order of the slots; replicas in the order of their ids. */
  readonly ranges: readonly SlotRange[];
}

/** How long a node that runs may take to answer, in milliseconds. */
const answerLimit = 1_000;

/** Asks every node at once; those that don't answer are left out. */
export async function viewsOf(nodes: readonly ClusterNode[]): Promise<readonly ClusterView[]> {
  const views = await Promise.allSettled(nodes.map(viewOf));
  return views.flatMap((view) => (view.status === 'fulfilled' ? [view.value] : []));
}

async function viewOf(node: ClusterNode): Promise<ClusterView> {
  const ask = (...words: string[]): Promise<unknown> => runCommand(node.url, node.tls, words, answerLimit);
  const [info, slots] = await Promise.all([ask('CLUSTER', 'INFO'), ask('CLUSTER', 'SLOTS')]);
  return { node, isOk: /^cluster_state:ok\r?$/m.test(String(info)), ranges: readRanges(slots) };
}

type Address = readonly [host: string, port: number, id: string];
type SlotsReply = readonly (readonly [first: number, last: number, master: Address, ...replicas: Address[]])[];

function readRanges(reply: unknown): readonly SlotRange[] {
  return (reply as SlotsReply)
    .map(([first, last, [, , master], ...replicas]) => {
      return { first, last, ids: [master, ...replicas.map(([, , id]) => id).toSorted()] };
    })
    .toSorted((one, other) => one.first - other.first);
}

/** What keeps the nodes that answered from being a cluster that works; undefined if nothing does. */
export function findTrouble(views: readonly ClusterView[]): string | undefined {
  const [one] = views;
  if (one === undefined) return 'no node answers';
  const notOk = views.find(({ isOk }) => !isOk);
  if (notOk !== undefined) return `the node at port ${notOk.node.port} does not say cluster_state:ok`;
  const agreed = JSON.stringify(one.ranges);
  const other = views.find(({ ranges }) => JSON.stringify(ranges) !== agreed);
  if (other !== undefined) {
    return `the nodes at ports ${one.node.port} and ${other.node.port} do not agree on slots and replicas`;
  }
  const lost = one.ranges.find(({ ids }) => !views.some(({ node }) => node.id === ids[0]));
  return lost && `the master of the slots ${lost.first} to ${lost.last} does not answer`;
}
