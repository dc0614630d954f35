import { defineScript, type Script } from '../scripts/run-script.ts';
import { serverClock } from './server-clock.ts';

/** The most tags whose invalidation a cache remembers; one call may add to it before that is seen. */
const maxRememberedTags = 1_000_000;

/** Lua's `unpack` holds fewer than 8,000. */
const argumentsAtOnce = 5_000;

/** How many fields one step of a `prune` looks at: about a millisecond. */
const fieldsPerStep = 1_000;

/**
 * Finds the history of a cache, or begins one: where there is none, where it has grown past all bounds, and where it is
 * behind what the caller has seen, which says that the server lost some of its last writes. A new one begins above all that
 * the caller has seen, also where the clock is behind that, so that it does not seem lost in its turn.
 *
 * KEYS[1] the history, ARGV[1] a new epoch, ARGV[2] the sequence that the caller has seen, ARGV[3] and following the fields.
 */
const findHistory = `${serverClock}
local key, seen = KEYS[1], tonumber(ARGV[2])
local mark = redis.call('HMGET', key, 'epoch', 'sequence')
local epoch, sequence = mark[1], tonumber(mark[2] or '')
local isWhole = epoch and sequence and sequence >= seen
if not isWhole or redis.call('HLEN', key) > ${maxRememberedTags} then
  epoch, sequence = ARGV[1], math.max(seen, now)
  redis.call('UNLINK', key)
  redis.call('HSET', key, 'epoch', epoch, 'sequence', whole(sequence))
end
`;

/** @returns As `HMGET epoch sequence FIELD…` does. */
export const readScript: Script = defineScript(`${findHistory}
local reply = { epoch, whole(sequence) }
for first = 3, #ARGV, ${argumentsAtOnce} do
  local last = math.min(first + ${argumentsAtOnce - 1}, #ARGV)
  local values = redis.call('HMGET', key, unpack(ARGV, first, last))
  for at = 1, last - first + 1 do reply[#reply + 1] = values[at] end
end
return reply
`);

/** The sequence follows the clock, so that it goes on above what was lost too. @returns Epoch and sequence. */
export const invalidateScript: Script = defineScript(`${findHistory}
local text = whole(math.max(sequence + 1, now))
redis.call('HSET', key, 'sequence', text)
for first = 3, #ARGV, ${argumentsAtOnce / 2} do
  local pairs = {}
  for at = first, math.min(first + ${argumentsAtOnce / 2 - 1}, #ARGV) do
    pairs[#pairs + 1] = ARGV[at]
    pairs[#pairs + 1] = text
  end
  redis.call('HSET', key, unpack(pairs))
end
return { epoch, text }
`);

/**
 * One step over the fields of a history.
 *
 * KEYS[1] the history, ARGV[1] where to go on, ARGV[2] the age in milliseconds. @returns Where the next one goes on, and how
 * many fields were deleted.
 */
export const pruneScript: Script = defineScript(`${serverClock}
local before = now - ARGV[2] * 1000
local step = redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', ${fieldsPerStep})
local old = {}
for at = 1, #step[2], 2 do
  local field = step[2][at]
  local isTag = field ~= 'epoch' and field ~= 'sequence'
  if isTag and (tonumber(step[2][at + 1]) or 0) < before then old[#old + 1] = field end
end
for first = 1, #old, ${argumentsAtOnce} do
  redis.call('HDEL', KEYS[1], unpack(old, first, math.min(first + ${argumentsAtOnce - 1}, #old)))
end
return { step[1], #old }
`);
