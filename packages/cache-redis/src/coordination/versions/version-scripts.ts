import { defineScript, type Script } from '../../scripts/run-script.ts';
import { serverClock } from '../server-clock.ts';

/** The most tags whose invalidation a cache remembers; one call may add to it before that is seen. */
const maxRememberedTags = 1_000_000;

/** The part of them that is forgotten then, oldest first: about a twentieth of a second. */
const tagsForgottenAtOnce = maxRememberedTags / 10;

/** Lua's `unpack` holds fewer than 8,000. */
const argumentsAtOnce = 5_000;

/** How many tags one step of a `prune` forgets: about a millisecond. */
const tagsPerStep = 1_000;

/**
 * Finds the history of a cache, or begins one: where there is none, and where it is behind what the caller has seen, which
 * says that the server lost some of its last writes. A new one begins above all that the caller has seen, also where the
 * clock is behind that, so that it does not seem lost in its turn.
 *
 * KEYS[1] the history, ARGV[1] a new epoch, ARGV[2] the sequence that the caller has seen.
 */
const findHistory = `
local key, seen = KEYS[1], tonumber(ARGV[2])
local top = redis.call('ZREVRANGE', key, 0, 1, 'WITHSCORES')
local epoch, sequence = top[1], tonumber(top[4] or '')
if not epoch or epoch:sub(1, 1) ~= 'e' or top[3] ~= 's' or sequence < seen then
  ${serverClock}
  epoch, sequence = 'e' .. ARGV[1], math.max(seen, now)
  redis.call('UNLINK', key)
  redis.call('ZADD', key, '+inf', epoch, whole(sequence), 's')
end
`;

/** ARGV[3] and following the members of tags. @returns Epoch, sequence, the score of the floor, and that of each tag. */
export const readScript: Script = defineScript(`${findHistory}
local reply = { epoch, string.format('%.0f', sequence), redis.call('ZSCORE', key, 'f') }
for at = 3, #ARGV do reply[at + 1] = redis.call('ZSCORE', key, ARGV[at]) end
return reply
`);

/**
 * The sequence follows the clock, so that it goes on above what was lost too. Past the bound the oldest tags are forgotten.
 *
 * ARGV[3] the channel, or nothing; ARGV[4] and ARGV[5] the message before and after the sequence; ARGV[6] and following the
 * members of tags. @returns Epoch and sequence.
 */
export const invalidateScript: Script = defineScript(`${findHistory}
${serverClock}
if redis.call('ZCARD', key) > ${maxRememberedTags} then
  local newest = redis.call('ZRANGE', key, ${tagsForgottenAtOnce - 1}, ${tagsForgottenAtOnce - 1}, 'WITHSCORES')
  redis.call('ZREMRANGEBYRANK', key, 0, ${tagsForgottenAtOnce - 1})
  redis.call('ZADD', key, newest[2], 'f')
end
local next = math.max(sequence + 1, now)
local text, score = whole(next), whole(next - 1)
local members = { text, 's' }
for at = 6, #ARGV do
  members[#members + 1] = score
  members[#members + 1] = ARGV[at]
  if #members >= ${argumentsAtOnce} then
    redis.call('ZADD', key, unpack(members))
    members = {}
  end
end
if #members > 0 then redis.call('ZADD', key, unpack(members)) end
if ARGV[3] ~= '' then redis.pcall('PUBLISH', ARGV[3], ARGV[4] .. text .. ARGV[5]) end
return { epoch, text }
`);

/**
 * Forgets the oldest tags, and raises the floor to the newest of them.
 *
 * KEYS[1] the history, ARGV[1] the age in milliseconds. @returns How many were forgotten, and 1 if there may be more.
 */
export const pruneScript: Script = defineScript(`${serverClock}
local key = KEYS[1]
local before = whole(math.max(0, now - ARGV[1] * 1000))
local step = redis.call('ZRANGEBYSCORE', key, '-inf', '(' .. before, 'WITHSCORES', 'LIMIT', 0, ${tagsPerStep})
local old, floor = {}, nil
for at = 1, #step, 2 do
  if step[at] ~= 's' and step[at] ~= 'f' then
    old[#old + 1] = step[at]
    floor = step[at + 1]
  end
end
if floor then
  redis.call('ZREM', key, unpack(old))
  redis.call('ZADD', key, floor, 'f')
end
if #step < ${tagsPerStep * 2} then return { #old, 0 } end
return { #old, 1 }
`);
