import type { SetIfNewerOptions, SetOptions } from '@modular-agent/cache-contract';
import { CacheOptionError } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import { newRecord } from './new-record.ts';
import { sendRecord } from './send-record.ts';
import type { Store } from './store.ts';

/** One SET. */
export async function writeEntry(
  store: Store,
  call: Call,
  key: string,
  value: unknown,
  options: SetOptions | undefined,
): Promise<void> {
  const record = newRecord(store, call, key, value, options);
  await store.lanes.write(call, (commands) => sendRecord(commands, record));
  store.stats.sets++;
}

/** One EVALSHA; an EVAL too where the server does not know the script yet. */
export async function writeEntryIfNewer(
  store: Store,
  call: Call,
  key: string,
  value: unknown,
  options: SetIfNewerOptions,
): Promise<boolean> {
  const { name, bytes, ttl } = newRecord(store, call, key, value, options);
  // A type says that it is there; plain JavaScript may not heed it.
  const stamp = (options as SetIfNewerOptions | undefined)?.stamp;
  if (stamp === undefined) {
    throw new CacheOptionError('stamp is missing; setIfNewer needs one', {
      provider: call.provider,
      key,
      option: 'stamp',
    });
  }
  const lifetime = ttl === Infinity ? '' : String(ttl);
  const stored = await store.lanes.write(call, (commands) => commands.setIfNewer(name, bytes, String(stamp), lifetime));
  if (stored === 1) store.stats.sets++;
  return stored === 1;
}
