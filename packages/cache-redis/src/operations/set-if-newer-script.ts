import { flagsOffset, headerBytes, magic, stampOffset } from '../codec/header.ts';
import { defineScript, type Script } from './run-script.ts';

/**
 * Stores an entry unless the present one has a higher stamp. O(size of the entry).
 *
 * The stamp is compared as a number, which Lua's doubles hold exactly up to 2^53; text Lua would compare by the server's
 * locale. What is no entry of ours, or has no stamp, is older than any.
 */
const source = `
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
`;

/** Arguments: the key; the entry, its stamp, whole milliseconds to live or nothing. Gives 1 if it stored. */
export const setIfNewerScript: Script = defineScript(source);
