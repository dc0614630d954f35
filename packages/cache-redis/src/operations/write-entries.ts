import { parseDuration, type BatchEntry, type SetOptions } from '@modular-agent/cache-contract';
import { checkOptions, checkStamp, encodeMetadata, listEntries } from '@modular-agent/cache-contract/provider';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isTooLate, tooLateError, type Call } from '../calls/call.ts';
import { BatchFailures } from './batch-failures.ts';
import { newRecord, type NewRecord } from './new-record.ts';
import { sendRecord } from './send-record.ts';
import type { Store } from './store.ts';

/** How many SETs go out in one turn of the event loop, without waiting for one another's answers. */
const writesPerTurn = 1_000;
const bytesPerTurn = 8 * 1_024 * 1_024;

/**
 * One SET for each entry; a round trip for each 1,000, or 8 MiB. The values of each are encoded when their turn comes, so that
 * a large batch holds up the process no longer than that takes, and is never in memory twice.
 */
export async function writeEntries(
  store: Store,
  call: Call,
  entries: Iterable<BatchEntry>,
  options: SetOptions | undefined,
): Promise<void> {
  checkCallOptions(options, call.provider);
  const failures = new BatchFailures();
  const last = new Map<string, BatchEntry>();
  for (const entry of listEntries(entries, { provider: call.provider })) last.set(entry[0], entry);
  const waiting = last.entries();
  for (;;) {
    const records = takeRecords(store, call, waiting, options, failures);
    await sendRecords(store, call, records, failures);
    if (records.size === 0) break;
    // What is refused at once must not keep the event loop from turning.
    await nextTurn();
    if (!isTooLate(call)) continue;
    const unsent = Array.from(waiting, ([key]) => key);
    if (unsent.length > 0) failures.add(unsent, tooLateError(call));
  }
  failures.check(call, 'stored', last.size);
}

/** Encodes what goes out in one turn. Nothing is left of the entries once there is nothing. */
function takeRecords(
  store: Store,
  call: Call,
  entries: Iterator<[string, BatchEntry]>,
  options: SetOptions | undefined,
  failures: BatchFailures,
): Map<string, NewRecord> {
  const records = new Map<string, NewRecord>();
  let bytes = 0;
  while (records.size < writesPerTurn && bytes < bytesPerTurn) {
    const next = entries.next();
    if (next.done === true) break;
    const [key, [, value, own]] = next.value;
    try {
      checkOptions(own, { provider: call.provider, key });
      const record = newRecord(store, call, key, value, mergeOptions(options, own));
      records.set(key, record);
      bytes += record.entry.length;
    } catch (error) {
      failures.add([key], error);
    }
  }
  return records;
}

async function sendRecords(
  store: Store,
  call: Call,
  records: ReadonlyMap<string, NewRecord>,
  failures: BatchFailures,
): Promise<void> {
  const sent = Array.from(records, async ([key, record]) => {
    try {
      await sendRecord(store, { ...call, key }, record);
    } catch (error) {
      failures.add([key], error);
    }
  });
  await Promise.all(sent);
}

/** @throws CacheOptionError if an option of the whole call can't be meant, also where every entry has its own. */
function checkCallOptions(options: SetOptions | undefined, provider: string): void {
  if (options?.ttl !== undefined) parseDuration(options.ttl, 'ttl', { provider });
  checkStamp(options?.stamp, { provider });
  encodeMetadata(options?.metadata, { provider });
}

function mergeOptions(options: SetOptions | undefined, own: BatchEntry[2]): SetOptions | undefined {
  if (own === undefined) return options;
  return {
    ttl: own.ttl ?? options?.ttl,
    metadata: own.metadata ?? options?.metadata,
    stamp: own.stamp ?? options?.stamp,
  };
}
