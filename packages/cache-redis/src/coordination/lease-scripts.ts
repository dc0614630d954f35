import type { Milliseconds } from '@modular-agent/cache-contract';
import { defineScript, type Script } from '../scripts/run-script.ts';
import { serverClock } from './server-clock.ts';

/** How long the last token of a key is remembered after its lease has ended. */
const tokenRetention: Milliseconds = 60_000;

/**
 * Finds the last lease of a key: `TOKEN END`, where END is the server's time in microseconds from which on nobody holds it.
 * What is nothing of that kind is no lease.
 *
 * KEYS[1] the lease.
 */
const findLease = `${serverClock}
local token, ends = (redis.call('GET', KEYS[1]) or ''):match('^(%d+) (%d+)$')
local isHeld = token and tonumber(ends) > now
local function keep(holder, ttl)
  local lifetime = whole(ttl + ${tokenRetention})
  redis.call('SET', KEYS[1], holder .. ' ' .. whole(now + ttl * 1000), 'PX', lifetime)
end
`;

/** ARGV[1] the ttl in milliseconds. @returns The token, or nothing. */
export const acquireScript: Script = grant('if isHeld then return false end');

/** ARGV[1] the ttl in milliseconds. @returns The token. */
export const takeScript: Script = grant('');

function grant(condition: string): Script {
  return defineScript(`${findLease}
${condition}
local next = whole(math.max((tonumber(token or '') or 0) + 1, now))
keep(next, tonumber(ARGV[1]))
return next
`);
}

/** ARGV[1] the token, ARGV[2] the ttl in milliseconds. @returns 1 if it was held. */
export const renewScript: Script = defineScript(`${findLease}
if not isHeld or token ~= ARGV[1] then return 0 end
keep(token, tonumber(ARGV[2]))
return 1
`);

/** ARGV[1] the token. @returns 1 if it was held. */
export const releaseScript: Script = defineScript(`${findLease}
if not isHeld or token ~= ARGV[1] then return 0 end
keep(token, 0)
return 1
`);
