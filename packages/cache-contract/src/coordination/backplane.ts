import type { CallOptions } from '../call-options.ts';

/** What a subscriber is told. A listener that throws is not called again for that message; others are. */
export interface BackplaneListener {
  /** A message came in, also one's own. */
  onMessage(message: string): void;
  /**
   * Messages may have been lost: whatever rests on having heard them all is in doubt.
   *
   * @param isListening Are messages heard from now on? `false` while a connection is lost, for example, and `true` when it
   * is there again.
   */
  onGap(isListening: boolean): void;
}

/** Ends a subscription. Idempotent; no call of the listener follows. */
export type Unsubscribe = () => Promise<void>;

/**
 * Tells messages to every process that listens now, in the order in which one process published them. A message may be
 * lost; then the backplane says so. Channels and messages are well-formed text, else it is a `CacheOptionError`.
 */
export interface Backplane {
  publish(channel: string, message: string, options?: CallOptions): Promise<void>;
  subscribe(channel: string, listener: BackplaneListener, options?: CallOptions): Promise<Unsubscribe>;
}
