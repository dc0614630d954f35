import type { EntryOptions } from '@modular-agent/cache-contract';
import { isDeepStrictEqual } from 'node:util';
import type { Call } from '../calls/call.ts';
import { newRecord } from '../operations/new-record.ts';
import type { Store } from '../operations/store.ts';
import { commit } from './commit.ts';
import { readPresent } from './read-present.ts';

/** What is to be stored, and where what was expected is there. */
export interface Exchange {
  readonly key: string;
  /** `undefined`: nothing. */
  readonly expected: unknown;
  readonly value: unknown;
  readonly options: EntryOptions | undefined;
}

/**
 * A GET and an EVALSHA; again where somebody else has written meanwhile, until that is not what was expected.
 *
 * @returns Was it there, so that the new value was stored?
 */
export async function compareAndSet(store: Store, call: Call, exchange: Exchange): Promise<boolean> {
  const { key, expected, value, options } = exchange;
  const record = newRecord(store, call, key, value, options);
  for (;;) {
    const { condition, entry } = await readPresent(store, call, record.name);
    const isThere =
      expected === undefined
        ? condition.bytes === undefined
        : entry !== undefined && isDeepStrictEqual(entry.value, expected);
    if (!isThere) return false;
    if (await commit(store, call, [condition], [record])) {
      store.stats.sets++;
      return true;
    }
  }
}
