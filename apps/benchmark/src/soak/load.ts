import { setTimeout } from 'node:timers/promises';
import { CacheError, type CacheProvider, type CallOptions } from '@modular-agent/cache-contract';
import { createLedger } from './ledger.ts';
import { storedValue, type StoredValue } from './stored-value.ts';

/** What the load has seen so far. */
export interface LoadCounts {
  /** By operation and how it ended: `get: ok`, `set: CACHE_TIMEOUT`. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** The first faults in what was read. */
  readonly faults: readonly string[];
  readonly faultCount: number;
}

/** Mixed calls on a provider, each checked. */
interface Load {
  /** Makes calls for a time and awaits the last of them. */
  run(milliseconds: number): Promise<void>;
  counts(): LoadCounts;
}

const workers = 32;
const keyCount = 300;
const batchSize = 20;
const faultsKept = 20;

/** `random` gives numbers from 0 up to, never reaching, 1. */
export function createLoad(cache: CacheProvider, random: () => number): Load {
  const ledger = createLedger();
  const outcomes: Record<string, number> = {};
  const faults: string[] = [];
  let faultCount = 0;

  const chooseKey = (kind: 'plain' | 'stamped'): string => `${kind}:${Math.floor(random() * keyCount)}`;
  const chooseKeys = (): string[] => Array.from({ length: batchSize }, () => chooseKey('plain'));

  function check(key: string, value: unknown, acknowledged: number): void {
    const fault = ledger.fault(key, value, acknowledged);
    if (fault === undefined) return;
    faultCount++;
    if (faults.length < faultsKept) faults.push(fault);
  }

  function nextValue(key: string): StoredValue {
    return storedValue(key, ledger.nextSequence(key));
  }

  // A stamped value never expires: that one is gone is a fault.
  const operations: Readonly<Record<string, { share: number; call: (options: CallOptions) => Promise<void> }>> = {
    get: {
      share: 45,
      call: async (options) => {
        const key = chooseKey(random() < 0.3 ? 'stamped' : 'plain');
        const acknowledged = ledger.acknowledged(key);
        check(key, await cache.get(key, options), acknowledged);
      },
    },
    set: {
      share: 20,
      call: async (options) => {
        const key = chooseKey('plain');
        await cache.set(key, nextValue(key), options);
      },
    },
    setIfNewer: {
      share: 10,
      call: async (options) => {
        const key = chooseKey('stamped');
        const value = nextValue(key);
        const stored = await cache.setIfNewer?.(key, value, { ...options, stamp: value.sequence, ttl: Infinity });
        if (stored === true) ledger.acknowledge(key, value.sequence);
      },
    },
    getMany: {
      share: 10,
      call: async (options) => {
        for (const [key, value] of await cache.getMany(chooseKeys(), options)) check(key, value, 0);
      },
    },
    setMany: {
      share: 5,
      call: (options) =>
        cache.setMany(
          chooseKeys().map((key) => [key, nextValue(key)] as const),
          options,
        ),
    },
    delete: {
      share: 10,
      call: async (options) => {
        await cache.delete(chooseKey('plain'), options);
      },
    },
  };
  const deck = Object.entries(operations).flatMap(([name, { share }]) => Array.from({ length: share }, () => name));

  async function callOnce(): Promise<void> {
    const name = deck[Math.floor(random() * deck.length)] ?? 'get';
    const aborting = random() < 0.05 ? new AbortController() : undefined;
    if (aborting !== undefined) void setTimeout(random() * 3).then(() => aborting.abort());
    const options: CallOptions = {
      ...(aborting !== undefined && { signal: aborting.signal }),
      ...(random() < 0.05 && { timeout: 1 + Math.floor(random() * 4) }),
    };
    let outcome = 'ok';
    try {
      await operations[name]?.call(options);
    } catch (error) {
      outcome = CacheError.isInstance(error) ? error.code : `not a CacheError: ${String(error)}`;
      // What is refused at once must not keep the event loop from turning.
      await setTimeout(1);
    }
    const counted = `${name}: ${outcome}`;
    outcomes[counted] = (outcomes[counted] ?? 0) + 1;
  }

  return {
    async run(milliseconds) {
      const end = performance.now() + milliseconds;
      const work = async (): Promise<void> => {
        while (performance.now() < end) await callOnce();
      };
      await Promise.all(Array.from({ length: workers }, work));
    },
    counts: () => ({ outcomes: { ...outcomes }, faults: [...faults], faultCount }),
  };
}
