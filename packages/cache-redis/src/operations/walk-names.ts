import type { CallOptions } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { Lanes } from '../lanes/lanes.ts';
import type { Reply } from '../wire/reply.ts';
import type { Store } from './store.ts';

/** How many keys the server looks at in one step. 10, its default, took 14 times as long; this takes about 1 ms a step. */
const keysPerStep = '1000';

type ScanReply = readonly [cursor: string, names: readonly Buffer[]];

/** A walk over many round trips: each has the time of a call, unless the caller gave the whole a `timeout`. */
export function roundTrip(call: Call, options: CallOptions | undefined): Call {
  if (options?.timeout !== undefined) return call;
  const startedAt = performance.now();
  return { ...call, startedAt, endsAt: startedAt + call.timeout };
}

/** A step of a walk. */
export interface WalkStep {
  /** Names that hold entries. */
  readonly names: readonly Buffer[];
  /** Who holds them. */
  readonly node: Lanes;
}

/**
 * The keys in Redis of every entry, step by step, master by master. O(keys in the database). What is written or deleted
 * meanwhile may be given or not, and a key may be given twice while a server resizes its table (redis.io/commands/scan) or a
 * slot of a Cluster moves.
 */
export async function* walkNames(
  store: Store,
  call: Call,
  options: CallOptions | undefined,
): AsyncGenerator<WalkStep, void, undefined> {
  for (const node of await findMasters(store, call, options)) {
    let cursor = '0';
    do {
      const scan = ['SCAN', cursor, 'MATCH', store.keySpace.valuePattern, 'COUNT', keysPerStep];
      const [next, names] = await store.dispatcher.read(roundTrip(call, options), scan, readStep, undefined, node);
      cursor = next;
      yield { names, node };
    } while (cursor !== '0');
  }
}

/** Those that hold all keys together, which an answer of any of them makes known. */
async function findMasters(store: Store, call: Call, options: CallOptions | undefined): Promise<readonly Lanes[]> {
  const { servers } = store.dispatcher;
  if (servers.masters === undefined) {
    await store.dispatcher.read(roundTrip(call, options), ['EXISTS', store.keySpace.anyName], Number);
  }
  return servers.masters ?? [];
}

/** @throws Error if it is none: from a server that is none of Redis, or something between. */
function readStep(reply: Reply): ScanReply {
  const [cursor, names] = Array.isArray(reply) ? (reply as readonly Reply[]) : [];
  if (!Buffer.isBuffer(cursor) || !Array.isArray(names) || !names.every((name) => Buffer.isBuffer(name))) {
    throw new TypeError('the reply is no step of a SCAN');
  }
  return [cursor.toString(), names];
}
