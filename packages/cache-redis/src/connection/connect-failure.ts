import { ErrorReply } from 'redis';
import type { RedisServerLabel } from '../options/redis-server-label.ts';
import { CredentialsError } from '../options/credentials.ts';
import { ConnectTimeoutError } from './open-client.ts';
import { asErrorReply } from '../wire/error-reply.ts';
import { safeReplyText } from './safe-reply-text.ts';

/** Why there is no connection, as callers are told. Shows no password. */
export interface ConnectFailure {
  readonly message: string;
  readonly cause: unknown;
}

/** The Sentinels lead to no server. */
export class SentinelError extends Error {
  override readonly name = 'SentinelError';
}

/** What a failed attempt to connect means, and what to do. */
export function connectFailure(cause: unknown, server: RedisServerLabel): ConnectFailure {
  // Of a client that was passed in it may be another install's.
  const error = asErrorReply(cause) ?? cause;
  const { what, remedy } = explain(error, server);
  const { target, hide } = server;
  return {
    message: hide(`Redis at ${target} can't be used now, and is tried again by itself: ${what}; ${remedy}`),
    // What a server says may quote what was sent to it.
    cause: error instanceof ErrorReply ? new Error(hide(safeReplyText(error.message))) : error,
  };
}

/** What it means that the first attempt takes longer than a call may wait. */
export function slowFailure(target: string): ConnectFailure {
  return {
    message: `Redis at ${target} has given no connection yet, and is still tried; is the server stopped, or does it want TLS (option ssl)?`,
    cause: undefined,
  };
}

/** What the loss of an open connection means. */
export function lostFailure(reason: unknown, { target, hide }: RedisServerLabel): ConnectFailure {
  const text = reason instanceof Error ? reason.message : String(reason);
  return {
    message: hide(
      `the connection to Redis at ${target} was lost (${text}); a new one is being opened by itself, try again later`,
    ),
    cause: reason,
  };
}

/** What it means that the server answers, and can't serve. */
export function refusingFailure(error: ErrorReply, { target, hide }: RedisServerLabel): ConnectFailure {
  const text = hide(safeReplyText(error.message));
  return {
    message: `Redis at ${target} can't serve now, and is tried again by itself: ${text}`,
    cause: new Error(text),
  };
}

interface Explanation {
  readonly what: string;
  readonly remedy: string;
}

function explain(error: unknown, server: RedisServerLabel): Explanation {
  if (error instanceof ErrorReply) return explainReply(safeReplyText(error.message), server);
  if (error instanceof CredentialsError) {
    return { what: error.message, remedy: 'see to it that it gives { username?, password }' };
  }
  if (error instanceof SentinelError) {
    return { what: error.message, remedy: 'check the options in sentinel: name, nodes, username, password, ssl' };
  }
  if (error instanceof ConnectTimeoutError) {
    return { what: `${error.message} in time`, remedy: 'check the network, the server, or raise socketConnectTimeout' };
  }
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const text = typeof message === 'string' ? message : '';
  // Most messages of Node.js begin with their code already.
  const what = typeof code === 'string' && !text.includes(code) ? [text, code].filter(Boolean).join(', ') : text;
  return { what: what === '' ? 'the attempt failed' : what, remedy: socketRemedy(String(code), server) };
}

function explainReply(text: string, { db, username }: RedisServerLabel): Explanation {
  const what = `the server refused the connection (${text})`;
  if (text.startsWith('WRONGPASS')) return { what, remedy: 'check the options username and password' };
  if (text.startsWith('NOAUTH')) {
    // Its own sentence is about HELLO, which the client has long sent.
    return {
      what: 'the server refused the connection (NOAUTH)',
      remedy: 'it wants a password: set the option password',
    };
  }
  if (/DB index/.test(text)) return { what, remedy: `db is ${db}: choose one that the server has` };
  if (text.startsWith('NOPERM')) {
    return {
      what,
      remedy: `the ACL of user ${username ?? 'default'} must allow hello${db === 0 ? '' : ' and select'}`,
    };
  }
  if (/^NOPROTO|unknown command/.test(text)) return { what, remedy: 'Redis 6 or newer is needed, with HELLO' };
  if (/cluster support disabled/.test(text))
    return { what, remedy: 'it is a server alone: leave out the option cluster' };
  if (/max number of clients/.test(text)) return { what, remedy: "raise the server's maxclients" };
  return { what, remedy: 'see the server about it' };
}

function socketRemedy(code: string, { ssl }: RedisServerLabel): string {
  if (code === 'ECONNREFUSED') return 'is the server running, and are host and port right?';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'is the host name right?';
  if (!ssl) return 'check the server, and whether it wants TLS (option ssl)';
  if (/CERT|ISSUER|SIGNED|ALTNAME/.test(code)) {
    return "its certificate is not trusted: give its authority in tls.ca or NODE_EXTRA_CA_CERTS, and use the certificate's host name";
  }
  return 'check the server, and whether it speaks TLS at this port (option ssl)';
}
