import { parseDuration, type BatchEntry, type SetOptions } from '@modular-agent/cache-contract';
import { checkOptions, checkStamp, encodeMetadata, listEntries } from '@modular-agent/cache-contract/provider';
import type { Call } from '../calls/call.ts';
import { replyError } from '../calls/reply-error.ts';
import { BatchFailures } from './batch-failures.ts';
import { chunks } from './chunks.ts';
import { newRecord, type NewRecord } from './new-record.ts';
import { sendRecord } from './send-record.ts';
import type { Store } from './store.ts';

/** How many SETs go out in one tick, without waiting for one another's answers. */
const writesPerTurn = 1_000;

/** One SET for each entry; a round trip for each 1,000. */
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
  for (const part of chunks([...records], writesPerTurn)) await writePart(store, call, part, failures);
  failures.check(call, 'stored', last.size);
}

async function writePart(
  store: Store,
  call: Call,
  part: readonly (readonly [key: string, record: NewRecord])[],
  failures: BatchFailures,
): Promise<void> {
  const pending = new Set(part.map(([key]) => key));
  try {
    await store.lanes.write(call, (commands) =>
      Promise.all(
        part.map(async ([key, record]) => {
          const error = await sendRecord(commands, record).then(
            () => undefined,
            (reason: unknown) => reason ?? 'no reason',
          );
          if (!pending.delete(key)) return;
          if (error === undefined) store.stats.sets++;
          else failures.add([key], replyError(error, { ...call, key }));
        }),
      ),
    );
  } catch (error) {
    failures.add(pending, error);
    pending.clear();
  }
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
