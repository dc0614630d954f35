import { CacheOptionError, type SetIfNewerOptions } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import { flagsOffset, headerBytes, magic, stampOffset } from '../codec/header.ts';
import { checkWrite, newRecord, type NewRecord } from '../operations/new-record.ts';
import type { Store } from '../operations/store.ts';
import type { CommandArguments } from '../wire/command-arguments.ts';
import { defineScript, runScript } from '../scripts/run-script.ts';

/**
 * Stores an entry unless the present one has a higher stamp. O(size of the entry).
 *
 * The stamp is compared as a number, which Lua's doubles hold exactly up to 2^53; text Lua would compare by the server's
 * locale. What is no entry of ours, or has no stamp, is older than any.
 */
const script = defineScript(`
local header = redis.call('GETRANGE', KEYS[1], 0, ${headerBytes - 1})
local ours = #header == ${headerBytes} and header:byte(1) == ${magic >> 8} and header:byte(2) == ${magic & 255}
if ours and header:byte(${flagsOffset + 1}) % 2 == 1 then
  local stamp = 0
  for at = ${stampOffset + 1}, ${stampOffset + 8} do stamp = stamp * 256 + header:byte(at) end
  if stamp > tonumber(ARGV[2]) and stamp <= ${Number.MAX_SAFE_INTEGER} then return 0 end
end
if ARGV[3] == '' then
  redis.call('SET', KEYS[1], ARGV[1])
else
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
end
return 1
`);

/** One EVALSHA; an EVAL too where the server does not know the script yet. */
export async function setIfNewer(
  store: Store,
  call: Call,
  key: string,
  value: unknown,
  options: SetIfNewerOptions,
): Promise<boolean> {
  checkWrite(call, key, options);
  // A type says that it is there; plain JavaScript may not heed it.
  const stamp = (options as SetIfNewerOptions | undefined)?.stamp;
  if (stamp === undefined) {
    throw new CacheOptionError('stamp is missing; setIfNewer needs one', {
      provider: call.provider,
      key,
      option: 'stamp',
    });
  }
  let record: NewRecord | undefined;
  const values = (): CommandArguments => {
    // Once: the value may change meanwhile.
    record ??= newRecord(store, call, key, value, options);
    const { entry, ttl } = record;
    return [entry, String(stamp), ttl === Infinity ? '' : String(ttl)];
  };
  const name = store.keySpace.valueKey(key);
  const stored = await runScript(store.dispatcher, call, script, [name], values, Number);
  if (stored === 1) store.stats.sets++;
  return stored === 1;
}
