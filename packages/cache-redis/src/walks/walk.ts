import type { Call } from '../calls/call.ts';
import type { Lanes } from '../lanes/lanes.ts';
import type { Store } from '../operations/store.ts';
import type { Reply } from '../wire/reply.ts';

/** How many keys a server looks at in one step. 10, its default, took 14 times as long; this takes about 1 ms a step. */
export const keysPerStep = 1_000;

/** A step of a walk. */
export interface WalkStep {
  /** Names that hold entries. */
  readonly names: readonly Buffer[];
  /** Who holds them. */
  readonly node: Lanes;
}

/**
 * A walk over the keys in Redis of every entry, step by step, master by master. O(keys in the database). What is written or
 * deleted meanwhile may be given or not, and a key may be given twice while a server resizes its table
 * (redis.io/commands/scan) or a slot of a Cluster moves.
 */
export class Walk {
  readonly #store: Store;
  #left: Lanes[] | undefined;
  #cursor = '0';

  constructor(store: Store) {
    this.#store = store;
  }

  /** One SCAN. @returns `undefined` at the end. */
  async next(call: Call): Promise<WalkStep | undefined> {
    this.#left ??= [...(await findMasters(this.#store, call))];
    const node = this.#left[0];
    if (node === undefined) return undefined;
    const pattern = this.#store.keySpace.valuePattern;
    const scan = ['SCAN', this.#cursor, 'MATCH', pattern, 'COUNT', String(keysPerStep)];
    const [cursor, names] = await this.#store.dispatcher.read(call, scan, readStep, { from: node });
    this.#cursor = cursor;
    if (cursor === '0') this.#left.shift();
    return { names, node };
  }
}

/** The servers that hold all keys together, which an answer of any of them makes known. */
export async function findMasters(store: Store, call: Call): Promise<readonly Lanes[]> {
  const { servers } = store.dispatcher;
  if (servers.masters === undefined) await store.dispatcher.read(call, ['EXISTS', store.keySpace.anyName], Number);
  return servers.masters ?? [];
}

/** @throws Error if it is none: from a server that is none of Redis, or something between. */
function readStep(reply: Reply): readonly [cursor: string, names: readonly Buffer[]] {
  const [cursor, names] = Array.isArray(reply) ? (reply as readonly Reply[]) : [];
  if (!Buffer.isBuffer(cursor) || !Array.isArray(names) || !names.every((name) => Buffer.isBuffer(name))) {
    throw new TypeError('the reply is no step of a SCAN');
  }
  return [cursor.toString(), names];
}
