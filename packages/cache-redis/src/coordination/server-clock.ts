/**
 * Lua that lets a script write after it asked for the time: before Redis 7 only where its effects are replicated, not the
 * script.
 */
export const replicatesEffects =
  'if not redis.REDIS_VERSION_NUM and redis.replicate_commands then redis.replicate_commands() end';

/** Lua that begins a script with `now`, the server's time in microseconds: exact in Lua's doubles until the year 2255. */
export const serverClock: string = `
${replicatesEffects}
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local function whole(number) return string.format('%.0f', number) end
`;
