import type { CallOptions } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { CallRunner } from '../dispatch/call-runner.ts';
import type { Store } from '../operations/store.ts';
import { findMasters, keysPerStep, Walk } from './walk.ts';

/** How far a walk has come. */
export interface WalkProgress {
  /** Entries that were found. */
  readonly found: number;
  /** About how many keys of the servers were looked at, others' too; never more than `keys`. */
  readonly looked: number;
  /** How many keys the servers held at the start. */
  readonly keys: number;
}

export interface KeysOptions extends CallOptions {
  /** Told after each step of 1,000 keys. */
  readonly onProgress?: ((progress: WalkProgress) => void) | undefined;
}

/** A SCAN for each 1,000 keys in the database, each a call of its own; where progress is told, a DBSIZE before. */
export async function* listKeys(
  store: Store,
  runner: CallRunner,
  options: KeysOptions | undefined,
): AsyncGenerator<string, void, undefined> {
  const step = <T>(work: (call: Call) => Promise<T>): Promise<T> => runner.run('keys', undefined, options, work);
  const onProgress = options?.onProgress;
  const keys = onProgress === undefined ? 0 : await step((call) => countAllKeys(store, call));
  const walk = new Walk(store);
  let found = 0;
  for (let looked = keysPerStep; ; looked += keysPerStep) {
    const next = await step((call) => walk.next(call));
    if (next === undefined) return;
    found += next.names.length;
    onProgress?.({ found, looked: Math.min(keys, looked), keys });
    for (const name of next.names) yield store.keySpace.keyOf(name.toString());
  }
}

/** What the servers hold, others' keys too. */
async function countAllKeys(store: Store, call: Call): Promise<number> {
  const masters = await findMasters(store, call);
  const sizes = masters.map((node) => store.dispatcher.read(call, ['DBSIZE'], Number, { from: node }));
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
