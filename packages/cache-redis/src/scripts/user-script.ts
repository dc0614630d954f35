import { CacheOptionError, checkKey, type CallOptions } from '@modular-agent/cache-contract';
import { listKeys } from '@modular-agent/cache-contract/provider';
import { checkOneSlot } from './one-slot.ts';
import type { Call } from '../calls/call.ts';
import type { Store } from '../operations/store.ts';
import type { Reply } from '../wire/reply.ts';
import { defineScript, runScript, type Script } from './run-script.ts';

/** What a Lua script gave: text as it is where it is UTF-8, other bytes as a `Buffer`. */
export type ScriptReply = string | Buffer | number | null | readonly ScriptReply[];

/** What a script is given: text, bytes, or numbers as text. */
export type ScriptArgument = string | Uint8Array | number;

/** A Lua script of your own. */
export interface RedisScript {
  /**
   * One EVALSHA, and an EVAL where the server does not know it yet.
   *
   * @param keys What it finds in KEYS, under `<keyPrefix>s|`; of one slot in a Cluster.
   * @param values What it finds in ARGV.
   */
  run(keys: Iterable<string>, values?: readonly ScriptArgument[], options?: CallOptions): Promise<ScriptReply>;
}

/** @throws CacheOptionError if it is no text. */
export function checkedScript(source: unknown, provider: string): Script {
  if (typeof source === 'string' && source.trim() !== '') return defineScript(source);
  throw new CacheOptionError('source must be the text of a Lua script', { provider, option: 'source' });
}

export async function runUserScript(
  store: Store,
  call: Call,
  script: Script,
  keys: Iterable<string>,
  values: readonly ScriptArgument[],
): Promise<ScriptReply> {
  const names = listKeys(keys, call).map((key) => {
    checkKey(key, call.provider);
    return store.keySpace.scriptKey(key);
  });
  checkOneSlot(store, call, names);
  return await runScript(store.dispatcher, call, script, names, values.map(toArgument), toScriptReply);
}

function toArgument(value: ScriptArgument): string | Buffer {
  if (typeof value === 'string') return value;
  // Copied: it may change before it is sent.
  return typeof value === 'number' ? String(value) : Buffer.from(value);
}

function toScriptReply(reply: Reply): ScriptReply {
  if (Array.isArray(reply)) return (reply as readonly Reply[]).map(toScriptReply);
  if (!Buffer.isBuffer(reply)) return reply as string | number | null;
  const text = reply.toString();
  return Buffer.byteLength(text) === reply.length && !text.includes('�') ? text : Buffer.from(reply);
}
