import type { CallOptions } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { Store } from '../operations/store.ts';
import type { Reply } from '../wire/reply.ts';
import { roundTrip, walkNames } from './walk-names.ts';

/** What one node holds of a provider's entries. */
export interface NodeShare {
  /** `10.0.0.1:6379`. */
  readonly node: string;
  readonly keys: number;
  /** In the node's memory, what Redis itself needs for them included (MEMORY USAGE). */
  readonly bytes: number;
}

/** How a provider's entries are spread over the nodes. */
export interface Distribution {
  /** Every master, the one with the most bytes first. */
  readonly nodes: readonly NodeShare[];
  /** How much more the fullest node holds than the mean: 1 is even, the number of nodes is all in one. 1 where there is nothing. */
  readonly skew: { readonly node: string; readonly keys: number; readonly bytes: number };
}

/** SCAN over every master, and MEMORY USAGE for each entry, 1,000 in a round trip. */
export async function measureDistribution(
  store: Store,
  call: Call,
  options: CallOptions | undefined,
): Promise<Distribution> {
  const shares = new Map<string, { keys: number; bytes: number }>();
  for await (const { names, node } of walkNames(store, call, options)) {
    const share = shares.get(node.name) ?? { keys: 0, bytes: 0 };
    shares.set(node.name, share);
    const step = roundTrip(call, options);
    const sizes = await Promise.all(
      names.map((name) => store.dispatcher.read(step, ['MEMORY', 'USAGE', name], readSize, { from: node })),
    );
    // What expired or was deleted since the step has no size.
    for (const size of sizes) {
      if (size === 0) continue;
      share.keys++;
      share.bytes += size;
    }
  }
  const nodes = [...shares].map(([node, share]): NodeShare => ({ node, ...share }));
  nodes.sort((one, other) => other.bytes - one.bytes);
  return { nodes, skew: { node: nodes[0]?.node ?? '', keys: skewOf(nodes, 'keys'), bytes: skewOf(nodes, 'bytes') } };
}

function skewOf(nodes: readonly NodeShare[], what: 'keys' | 'bytes'): number {
  const amounts = nodes.map((node) => node[what]);
  const sum = amounts.reduce((total, amount) => total + amount, 0);
  return sum === 0 ? 1 : (Math.max(...amounts) * nodes.length) / sum;
}

function readSize(reply: Reply): number {
  return typeof reply === 'number' ? reply : 0;
}
