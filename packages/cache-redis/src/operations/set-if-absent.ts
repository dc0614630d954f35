import type { EntryOptions } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { CommandArguments } from '../wire/command-arguments.ts';
import type { Reply } from '../wire/reply.ts';
import { checkWrite, newRecord } from './new-record.ts';
import { recordCommand } from './send-record.ts';
import type { Store } from './store.ts';

/** One SET with NX. @returns Was there nothing, so that it was stored? */
export async function setIfAbsent(
  store: Store,
  call: Call,
  key: string,
  value: unknown,
  options: EntryOptions | undefined,
): Promise<boolean> {
  checkWrite(call, key, options);
  const { dispatcher, keySpace } = store;
  const make = (): CommandArguments => [...recordCommand(newRecord(store, call, key, value, options)), 'NX'];
  const isStored = await (dispatcher.mustWait(call, 0)
    ? dispatcher.writeLater(call, keySpace.valueKey(key), make, isDone)
    : dispatcher.write(call, make(), isDone));
  if (isStored) store.stats.sets++;
  return isStored;
}

function isDone(reply: Reply): boolean {
  return reply !== null;
}
