import { defineScript, type Script } from '../../scripts/run-script.ts';
import { replicatesEffects } from '../server-clock.ts';

/**
 * Stores ARGV[1] for ARGV[2] milliseconds, or without end where that is nothing. In `refused` is why it could not: scripts do
 * not roll back, so that what follows can still make room. Before Redis 7 more than the server's words stands in it.
 *
 * KEYS[1] the value, KEYS[2] the lease.
 */
const storeValue = `
local stored
if ARGV[2] == '' then
  stored = redis.pcall('SET', KEYS[1], ARGV[1])
else
  stored = redis.pcall('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
local refused
if stored.err then
  refused = redis.error_reply(stored.err:match('%u%u+ .*$') or stored.err)
end
`;

/** KEYS as `storeValue`, ARGV[3] the token, ARGV[4] and ARGV[5] the message. @returns 1 if it was stored. */
export const storeScript: Script = defineScript(`
if redis.call('GET', KEYS[2]) ~= ARGV[3] then return 0 end
${storeValue}
redis.call('UNLINK', KEYS[2])
if refused then return refused end
if ARGV[4] then redis.pcall('PUBLISH', ARGV[4], ARGV[5]) end
return 1
`);

/**
 * KEYS as `storeValue`, ARGV[3] the server's time in microseconds until which it may be stored, ARGV[4] and ARGV[5] the
 * message. A refused one frees the older value and the lease.
 *
 * @returns The server's time in microseconds; below 0 if it was late and nothing was done.
 */
export const setScript: Script = defineScript(`
${replicatesEffects}
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
if now > tonumber(ARGV[3]) then return -now end
${storeValue}
if refused then
  redis.pcall('UNLINK', KEYS[1])
  redis.pcall('UNLINK', KEYS[2])
  return refused
end
redis.call('UNLINK', KEYS[2])
if ARGV[4] then redis.pcall('PUBLISH', ARGV[4], ARGV[5]) end
return now
`);

/** KEYS the values, then as many leases, ARGV[1] and ARGV[2] the message. @returns How many values there were. */
export const deleteScript: Script = defineScript(`
local half = #KEYS / 2
local deleted = redis.call('UNLINK', unpack(KEYS, 1, half))
redis.call('UNLINK', unpack(KEYS, half + 1))
if ARGV[1] then redis.pcall('PUBLISH', ARGV[1], ARGV[2]) end
return deleted
`);

/** KEYS the leases, ARGV[1] the ttl in milliseconds, ARGV[2] and following their tokens. @returns 1 for each that is held. */
export const renewScript: Script = defineScript(`
local held = {}
for at = 1, #KEYS do
  local isMine = redis.call('GET', KEYS[at]) == ARGV[at + 1]
  held[at] = isMine and redis.call('PEXPIRE', KEYS[at], ARGV[1]) or 0
end
return held
`);

/** KEYS[1] the lease, ARGV[1] the token, ARGV[2] and ARGV[3] the message. @returns 1 if it was held. */
export const releaseScript: Script = defineScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('UNLINK', KEYS[1])
if ARGV[2] then redis.pcall('PUBLISH', ARGV[2], ARGV[3]) end
return 1
`);
