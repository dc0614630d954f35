import { CacheServerError, CacheUnavailableError, type CacheError } from '@modular-agent/cache-contract';
import type { ErrorReply } from 'redis';
import { callPlace, type Call } from '../calls/call.ts';
import { safeReplyText } from './safe-reply-text.ts';

/** Replies of a server that is there, but can't serve now. */
const passingReplies: ReadonlySet<string> = new Set(['LOADING', 'BUSY', 'MASTERDOWN', 'CLUSTERDOWN']);

/** Replies of a Cluster that can't serve a command now. */
const movingReplies: ReadonlySet<string> = new Set(['MOVED', 'ASK', 'TRYAGAIN', 'CROSSSLOT']);

const remedies: Readonly<Record<string, string>> = {
  LOADING: 'the server is reading its data after a start; wait',
  BUSY: 'the server is held by a script; wait, or end it with SCRIPT KILL',
  MASTERDOWN: 'the replica has lost its master; wait, or connect to the master',
  CLUSTERDOWN: 'the Cluster lacks a master for some slots; wait for a failover, or see CLUSTER INFO',
  MOVED: 'the server is part of a Cluster; give its nodes by the option cluster',
  ASK: 'the server is part of a Cluster; give its nodes by the option cluster',
  TRYAGAIN: 'the slot of these keys is being moved to another node; try again',
  CROSSSLOT: 'the server is part of a Cluster; give its nodes by the option cluster',
  OOM: 'raise maxmemory, or set maxmemory-policy to volatile-lru, which evicts entries',
  READONLY: 'this is a replica; connect to the master',
  NOPERM: "allow the commands and the key prefix to this user: see the README's list for ACL SETUSER",
  NOAUTH: 'the server wants a password; set the option password',
  WRONGPASS: 'check the options username and password',
  WRONGTYPE: 'something else wrote under this key; give this cache a keyPrefix of its own',
  MISCONF: 'the server can not save to its disk; mend that, or set stop-writes-on-bgsave-error no',
  NOREPLICAS: 'fewer replicas are in reach than min-replicas-to-write; mend that',
};

/** Missing rights of a command in a script, which some releases tell as a mere ERR. */
const missingRights = /^(ERR )?(The user executing the script|ACL failure in script)/;

/** The server's own word for what is wrong: `OOM`. */
export function replyCode(error: ErrorReply): string {
  if (missingRights.test(error.message)) return 'NOPERM';
  return error.message.split(' ', 1)[0] ?? '';
}

/** Does it mean that the server is there, and can't serve anybody now? */
export function isPassingReply(code: string): boolean {
  return passingReplies.has(code);
}

/** What a call rejects with that the server refused. @param hide Takes passwords out. */
export function replyError(error: ErrorReply, call: Call, hide: (text: string) => string): CacheError {
  const text = hide(safeReplyText(error.message));
  const reply = replyCode(error);
  const remedy = remedies[reply];
  const message = `Redis refused: ${text}${remedy === undefined ? '' : ` - ${remedy}`}`;
  // The reply itself may quote what was sent.
  const options = { ...callPlace(call, false), cause: new Error(text) };
  return isPassingReply(reply) || movingReplies.has(reply)
    ? new CacheUnavailableError(message, options)
    : new CacheServerError(message, { ...options, reply });
}
