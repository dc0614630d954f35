import {
  checkKey,
  CacheOptionError,
  CacheServerError,
  parseDuration,
  type Duration,
} from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import { headerBytes, magic } from '../codec/header.ts';
import { payloadFormat } from '../codec/payload-format.ts';
import type { Store } from '../operations/store.ts';
import { defineScript, runScript } from '../scripts/run-script.ts';

/**
 * Adds to an entry that holds an integer, and writes it with the header of every entry: its CRC-32 is computed bit by bit,
 * which takes some microseconds, as there is little behind it. Metadata, stamp and remaining time stay.
 */
const script = defineScript(`
local function crc32(bytes)
  local crc = 0xffffffff
  for at = 1, #bytes do
    crc = bit.bxor(crc, bytes:byte(at))
    for _ = 1, 8 do
      if bit.band(crc, 1) == 1 then
        crc = bit.bxor(bit.rshift(crc, 1), 0xedb88320)
      else
        crc = bit.rshift(crc, 1)
      end
    end
  end
  return bit.bnot(crc)
end
local function word(number)
  return string.char(
    bit.band(bit.rshift(number, 24), 255), bit.band(bit.rshift(number, 16), 255),
    bit.band(bit.rshift(number, 8), 255), bit.band(number, 255))
end
local entry = redis.call('GET', KEYS[1])
local covered, present
if entry then
  local isOurs = #entry >= ${headerBytes} and entry:byte(1) == ${magic >> 8} and entry:byte(2) == ${magic & 255}
    and entry:byte(3) == 1 and entry:byte(4) == 0 and entry:byte(9) == ${payloadFormat.json} and entry:byte(10) <= 1
  if not isOurs then return 'no integer' end
  local metadata = entry:byte(11) * 256 + entry:byte(12)
  local text = entry:sub(${headerBytes + 1} + metadata)
  if #text > 17 or not text:match('^-?%d+$') then return 'no integer' end
  covered, present = entry:sub(9, ${headerBytes} + metadata), tonumber(text)
else
  covered, present = string.char(${payloadFormat.json}) .. string.rep('\\0', ${headerBytes - 9}), 0
end
local sum = present + tonumber(ARGV[1])
if sum > ${Number.MAX_SAFE_INTEGER} or sum < ${Number.MIN_SAFE_INTEGER} then return 'too large' end
local text = string.format('%.0f', sum)
covered = covered .. text
local whole = string.char(${magic >> 8}, ${magic & 255}, 1, 0) .. word(crc32(covered)) .. covered
if entry then
  redis.call('SET', KEYS[1], whole, 'KEEPTTL')
elseif ARGV[2] == '' then
  redis.call('SET', KEYS[1], whole)
else
  redis.call('SET', KEYS[1], whole, 'PX', ARGV[2])
end
return text
`);

/** What goes with `increment`. */
export interface IncrementTerms {
  readonly by: number;
  /** How long it lives, if there was none. */
  readonly ttl: Duration | undefined;
}

/** One EVALSHA. @returns The sum. */
export async function increment(store: Store, call: Call, key: string, { by, ttl }: IncrementTerms): Promise<number> {
  const place = { provider: call.provider, key };
  checkKey(key, call.provider);
  if (!Number.isSafeInteger(by)) {
    throw new CacheOptionError('by is no safe integer; give a whole number up to 2^53 - 1', { ...place, option: 'by' });
  }
  const lifetime = ttl === undefined ? store.defaultTtl : parseDuration(ttl, 'ttl', place);
  const name = store.keySpace.valueKey(key);
  const values = [String(by), lifetime === Infinity ? '' : String(lifetime)];
  const reply = await runScript(store.dispatcher, call, script, [name], values, String);
  if (/^-?\d+$/.test(reply)) {
    store.stats.sets++;
    return Number(reply);
  }
  const reason =
    reply === 'too large'
      ? 'the sum would be beyond 2^53 - 1, where integers are no longer exact'
      : 'what is stored under this key is no integer; delete it, or count under another key';
  throw new CacheServerError(reason, { ...place, reply: 'ERR' });
}
