import { checkKey, type Announcement } from '@modular-agent/cache-contract';
import { listKeys } from '@modular-agent/cache-contract/provider';
import type { Call } from '../../calls/call.ts';
import { BatchFailures } from '../../operations/batch-failures.ts';
import { chunks } from '../../operations/chunks.ts';
import type { Store } from '../../operations/store.ts';
import type { Announcer } from '../announcer.ts';
import { readWhole } from '../read-whole.ts';
import { deleteScript } from './entry-scripts.ts';
import { runStep } from './entry-steps.ts';
import type { LeaseNames } from './lease-names.ts';

/** How many keys one script deletes: it holds the server for well under a millisecond. */
const keysPerScript = 500;

/** How entries are deleted. */
export interface DeleteTerms {
  readonly leaseName: LeaseNames;
  readonly announcer: Announcer;
  readonly announce: Announcement | undefined;
}

/** Deletes entries and ends their leases. @throws CacheBatchError if some of several could not be deleted. */
export async function deleteSteps(
  store: Store,
  call: Call,
  keys: readonly string[],
  { leaseName, announcer, announce }: DeleteTerms,
): Promise<void> {
  const { dispatcher, keySpace, stats } = store;
  const wanted = [...new Set(listKeys(keys, call))];
  const message = announcer.argumentsOf(announce);
  const run = async (part: readonly string[], isLast: boolean): Promise<void> => {
    for (const key of part) checkKey(key, call.provider);
    const values = part.map((key) => keySpace.valueKey(key));
    const names = [...values, ...part.map((key, at) => leaseName(key, values[at] as string))];
    const step = { script: deleteScript, names, values: isLast ? message : [], read: readWhole };
    const deleted = await runStep(dispatcher, call, step);
    stats.deletes += deleted;
  };
  if (wanted.length === 1) {
    await run(wanted, true);
    announcer.landed(announce);
    return;
  }
  const failures = new BatchFailures();
  const valid = wanted.filter((key) => isKey(key, call, failures));
  const parts = chunks(valid, dispatcher.servers.isSharded ? 1 : keysPerScript);
  const ends = await Promise.allSettled(parts.map((part) => run(part, part === parts.at(-1))));
  // Some may be deleted also of those that failed. Without the last one nothing was published.
  if (announce !== undefined && ends.at(-1)?.status === 'fulfilled') announcer.landed(announce);
  else if (announce !== undefined && ends.length > 0) announcer.publish(announce);
  for (const [index, end] of ends.entries()) {
    if (end.status === 'rejected') failures.add(parts[index] as readonly string[], end.reason);
  }
  failures.check(call, 'deleted', wanted.length);
}

function isKey(key: string, call: Call, failures: BatchFailures): boolean {
  try {
    checkKey(key, call.provider);
    return true;
  } catch (error) {
    failures.add([key], error);
    return false;
  }
}
