import { parseDuration, type BatchEntry, type SetOptions } from '@modular-agent/cache-contract';
import { checkOptions, checkStamp, encodeMetadata, listEntries } from '@modular-agent/cache-contract/provider';
import type { Call } from '../calls/call.ts';
import { BatchFailures } from './batch-failures.ts';
import { chunks } from './chunks.ts';
import { newRecord, type NewRecord } from './new-record.ts';
import { sendRecord } from './send-record.ts';
import type { Store } from './store.ts';

/** How many SETs go out in one tick, without waiting for one another's answers. */
const writesPerTurn = 1_000;
const bytesPerTurn = 8 * 1_024 * 1_024;

/** One SET for each entry; a round trip for each 1,000, or 8 MiB. */
export async function writeEntries(
  store: Store,
  call: Call,
  entries: Iterable<BatchEntry>,
  options: SetOptions | undefined,
): Promise<void> {
  checkCallOptions(options, call.provider);
  const failures = new BatchFailures();
  const records = new Map<string, NewRecord>();
  const last = new Map<string, BatchEntry>();
  for (const entry of listEntries(entries, { provider: call.provider })) last.set(entry[0], entry);
  for (const [key, [, value, own]] of last) {
    try {
      checkOptions(own, { provider: call.provider, key });
      records.set(key, newRecord(store, call, key, value, mergeOptions(options, own)));
    } catch (error) {
      failures.add([key], error);
    }
  }
  for (const part of chunks([...records], writesPerTurn, bytesPerTurn, sizeOf)) {
    await Promise.all(
      part.map(async ([key, record]) => {
        try {
          await sendRecord(store, { ...call, key }, record);
        } catch (error) {
          failures.add([key], error);
        }
      }),
    );
  }
  failures.check(call, 'stored', last.size);
}

/** @throws CacheOptionError if an option of the whole call can't be meant, also where every entry has its own. */
function checkCallOptions(options: SetOptions | undefined, provider: string): void {
  if (options?.ttl !== undefined) parseDuration(options.ttl, 'ttl', { provider });
  checkStamp(options?.stamp, { provider });
  encodeMetadata(options?.metadata, { provider });
}

function sizeOf([, { entry }]: readonly [string, NewRecord]): number {
  return entry.length;
}

function mergeOptions(options: SetOptions | undefined, own: BatchEntry[2]): SetOptions | undefined {
  if (own === undefined) return options;
  return {
    ttl: own.ttl ?? options?.ttl,
    metadata: own.metadata ?? options?.metadata,
    stamp: own.stamp ?? options?.stamp,
  };
}
