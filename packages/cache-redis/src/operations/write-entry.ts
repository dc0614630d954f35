import { CacheOptionError, type SetIfNewerOptions, type SetOptions } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { WaiterObserver } from '../calls/waiter.ts';
import { newRecord } from './new-record.ts';
import { runScript } from './run-script.ts';
import { sendRecord } from './send-record.ts';
import { setIfNewerScript } from './set-if-newer-script.ts';
import type { Store } from './store.ts';

/** One SET. */
export function writeEntry(
  store: Store,
  call: Call,
  key: string,
  value: unknown,
  options: SetOptions | undefined,
  observer: WaiterObserver,
): Promise<void> {
  return sendRecord(store, call, newRecord(store, call, key, value, options), observer);
}

/** One EVALSHA; an EVAL too where the server does not know the script yet. */
export async function writeEntryIfNewer(
  store: Store,
  call: Call,
  key: string,
  value: unknown,
  options: SetIfNewerOptions,
): Promise<boolean> {
  const { name, entry, ttl } = newRecord(store, call, key, value, options);
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
  const stored = await runScript(
    store.dispatcher,
    call,
    setIfNewerScript,
    [name],
    [entry, String(stamp), lifetime],
    Number,
  );
  if (stored === 1) store.stats.sets++;
  return stored === 1;
}
