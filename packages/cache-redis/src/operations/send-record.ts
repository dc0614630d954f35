import type { Call } from '../calls/call.ts';
import type { NewRecord } from './new-record.ts';
import type { Store } from './store.ts';

/** SET, with PX unless it is to live without end. */
export async function sendRecord(store: Store, call: Call, { name, bytes, ttl }: NewRecord): Promise<void> {
  const lifetime = ttl === Infinity ? [] : ['PX', String(ttl)];
  await store.lanes.write(call, ['SET', name, bytes, ...lifetime], ignoreReply);
  store.stats.sets++;
}

function ignoreReply(): void {}
