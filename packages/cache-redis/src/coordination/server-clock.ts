/**
 * Lua that begins a script with `now`, the server's time in microseconds: exact in Lua's doubles until the year 2255. Redis
 * before 7 lets a script write after it asked for the time only where its effects are replicated, not the script.
 */
export const serverClock = `
if redis.replicate_commands then redis.replicate_commands() end
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local function whole(number) return string.format('%.0f', number) end
`;
