import type {
  Announcement,
  Backplane,
  BackplaneListener,
  CallOptions,
  Unsubscribe,
} from '@modular-agent/cache-contract';
import { checkText, tellListener } from '@modular-agent/cache-contract/provider';
import type { CallGate } from '../calls/call-gate.ts';

/** One listener on one channel. */
interface Subscription {
  readonly listener: BackplaneListener;
}

/**
 * Tells messages to the listeners in this process: each in a microtask of its own, in the order they were published, so
 * that when `publish` has resolved they have been told. None is lost, so `onGap` is never called.
 *
 * What a listener throws, or rejects with, becomes a warning of the process.
 */
export class MemoryBackplane implements Backplane {
  readonly #gate: CallGate;
  readonly #channels = new Map<string, Set<Subscription>>();

  constructor(gate: CallGate) {
    this.#gate = gate;
  }

  async publish(channel: string, message: string, options?: CallOptions): Promise<void> {
    this.#gate.enter(options);
    const announcement = { channel, message };
    this.check(announcement);
    this.send(announcement);
  }

  async subscribe(channel: string, listener: BackplaneListener, options?: CallOptions): Promise<Unsubscribe> {
    this.#gate.enter(options);
    checkText('channel', channel, { provider: this.#gate.provider });
    const subscription: Subscription = { listener };
    const subscriptions = this.#channels.get(channel) ?? new Set();
    this.#channels.set(channel, subscriptions.add(subscription));
    return async () => {
      subscriptions.delete(subscription);
      if (subscriptions.size === 0 && this.#channels.get(channel) === subscriptions) this.#channels.delete(channel);
    };
  }

  /** @throws CacheOptionError if a message can't be sent, or its channel is none. */
  check(announcement: Announcement | undefined): void {
    if (announcement === undefined) return;
    const place = { provider: this.#gate.provider };
    checkText('channel', announcement.channel, place);
    checkText('message', announcement.message, place);
  }

  /** Sends a message that was checked. */
  send(announcement: Announcement | undefined): void {
    if (announcement === undefined) return;
    const { channel, message } = announcement;
    const subscriptions = [...(this.#channels.get(channel) ?? [])];
    if (subscriptions.length === 0) return;
    // Not queueMicrotask: fake timers can replace it.
    void Promise.resolve().then(() => this.#tell(channel, message, subscriptions));
  }

  /** Forgets every listener. */
  close(): void {
    this.#channels.clear();
  }

  #tell(channel: string, message: string, subscriptions: readonly Subscription[]): void {
    for (const subscription of subscriptions) {
      // An earlier listener may have ended it.
      const isLive = this.#gate.isOpen && this.#channels.get(channel)?.has(subscription) === true;
      if (isLive) void tellListener(channel, () => subscription.listener.onMessage(message));
    }
  }
}
