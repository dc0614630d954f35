import type { ConnectFailure } from './connect-failure.ts';
import type { Session } from './session.ts';

/** Where a connection stands. It is its own circuit breaker: calls are let through while it is ready, and at no other time. */
export type ConnectionState =
  | { readonly kind: 'idle' }
  /** The very first attempt is under way; who calls now may wait for it. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready'; readonly session: Session }
  /** It failed, was lost, or its server can't serve; it is tried again by itself, and nobody waits for that. */
  | { readonly kind: 'open'; readonly failure: ConnectFailure; readonly session: Session | undefined }
  /** It is being tried again: by a new connection, or by a PING over the one that is there. */
  | { readonly kind: 'half-open'; readonly failure: ConnectFailure; readonly session: Session | undefined }
  | { readonly kind: 'closed' };

/** Are calls failed at once, as the server is known to be unavailable, or nothing is to be sent any more? */
export function isRefusing({ kind }: ConnectionState): boolean {
  return kind === 'open' || kind === 'half-open' || kind === 'closed';
}
