import { createHash } from 'node:crypto';
import type { Call } from '../calls/call.ts';
import type { Content } from '../wire/command-arguments.ts';
import type { NewRecord } from '../operations/new-record.ts';
import type { Store } from '../operations/store.ts';
import { defineScript, runScript } from '../scripts/run-script.ts';
import type { Reply } from '../wire/reply.ts';

/** What must still lie under a name: these bytes, or nothing. */
export interface Condition {
  readonly name: string;
  readonly bytes: Buffer | undefined;
}

/** What is written under a name: an entry, or nothing in its place. */
export type Change = NewRecord | { readonly name: string; readonly entry: undefined };

const script = defineScript(`
local conditions = tonumber(ARGV[1])
for at = 1, conditions do
  local bytes = redis.call('GET', KEYS[at])
  local digest = ''
  if bytes then digest = redis.sha1hex(bytes) end
  if digest ~= ARGV[1 + at] then return 0 end
end
local next = conditions + 2
for at = conditions + 1, #KEYS do
  local entry, ttl = ARGV[next], ARGV[next + 1]
  next = next + 2
  if entry == '' then
    redis.call('UNLINK', KEYS[at])
  elseif ttl == '' then
    redis.call('SET', KEYS[at], entry)
  else
    redis.call('SET', KEYS[at], entry, 'PX', ttl)
  end
end
return 1
`);

/**
 * Makes all changes in one step if every condition holds, and none otherwise. One EVALSHA; O(bytes that the conditions are
 * about, and of the entries).
 *
 * The server compares digests of what is there, so that what was read does not travel back.
 */
export async function commit(
  store: Store,
  call: Call,
  conditions: readonly Condition[],
  changes: readonly Change[],
): Promise<boolean> {
  const names = [...conditions, ...changes].map(({ name }) => name);
  const digests = conditions.map(({ bytes }) => (bytes === undefined ? '' : sha1(bytes)));
  const values = changes.flatMap((change): (string | Buffer | Content)[] =>
    change.entry === undefined ? ['', ''] : [change.entry, change.ttl === Infinity ? '' : String(change.ttl)],
  );
  return await runScript(
    store.dispatcher,
    call,
    script,
    names,
    [String(conditions.length), ...digests, ...values],
    isDone,
  );
}

function sha1(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('hex');
}

function isDone(reply: Reply): boolean {
  return reply === 1;
}
