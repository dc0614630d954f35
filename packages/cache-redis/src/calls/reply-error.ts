import { CacheError, CacheServerError, CacheUnavailableError } from '@modular-agent/cache-contract';
import { ErrorReply } from 'redis';
import { safeReplyText } from '../connection/safe-reply-text.ts';
import { callPlace, type Call } from './call.ts';

/** Replies of a server that is there, but can't serve now. */
const passingReplies: ReadonlySet<string> = new Set(['LOADING', 'BUSY', 'MASTERDOWN', 'CLUSTERDOWN', 'TRYAGAIN']);

const remedies: Readonly<Record<string, string>> = {
  LOADING: 'the server is reading its data after a start; wait',
  BUSY: 'the server is held by a script; wait, or end it with SCRIPT KILL',
  MASTERDOWN: 'the replica has lost its master; wait, or connect to the master',
  OOM: 'raise maxmemory, or set a maxmemory-policy that evicts (allkeys-lru)',
  READONLY: 'this is a replica; connect to the master',
  NOPERM: "allow the commands and the key prefix to this user: see the README's list for ACL SETUSER",
  NOAUTH: 'the server wants a password; set the option password',
  WRONGPASS: 'check the options username and password',
  WRONGTYPE: 'something else wrote under this key; give this cache a keyPrefix of its own',
  MISCONF: 'the server can not save to its disk; mend that, or set stop-writes-on-bgsave-error no',
  NOREPLICAS: 'fewer replicas are in reach than min-replicas-to-write; mend that',
};

/** What a call rejects with, from what the client rejected with after it was handed over. */
export function replyError(error: unknown, call: Call): CacheError {
  if (CacheError.isInstance(error)) return error;
  if (!(error instanceof ErrorReply)) {
    const reason = error instanceof Error ? error.message : String(error);
    return new CacheUnavailableError(`the connection to Redis was lost before the answer came (${reason})`, {
      ...callPlace(call, true),
      cause: error,
    });
  }
  const text = safeReplyText(error.message);
  const reply = text.split(' ', 1)[0] ?? text;
  const remedy = remedies[reply];
  const message = `Redis refused: ${text}${remedy === undefined ? '' : ` - ${remedy}`}`;
  // The reply itself may quote what was sent.
  const options = { ...callPlace(call, false), cause: new Error(text) };
  return passingReplies.has(reply)
    ? new CacheUnavailableError(message, options)
    : new CacheServerError(message, { ...options, reply });
}
