import type { Backplane, Milliseconds, Unsubscribe } from '@modular-agent/cache-contract';
import { beginningOf, decodeMessage, type Message } from './message.ts';

export interface SubscriptionSettings {
  readonly backplane: Backplane;
  readonly channel: string;
  /** This cache object, whose own messages are left out. */
  readonly instance: string;
  readonly onMessage: (message: Message) => void;
  /** Called whenever messages may have been lost. @param isListening Whether they are received from now on. */
  readonly onGap: (isListening: boolean) => void;
}

/** Time that one attempt to subscribe may take: nobody waits for it, and a busy process takes its time. */
const patience: Milliseconds = 10_000;

const firstPause: Milliseconds = 250;
const longestPause: Milliseconds = 10_000;

/**
 * Receives the messages of the other processes. Once started, it tries to subscribe until it does. Memory can be trusted for as
 * long as messages are received without a gap, which is an era.
 */
export class Subscription {
  readonly #settings: SubscriptionSettings;
  readonly #own: string;
  readonly #closed = new AbortController();
  #hasStarted = false;
  #era = 0;
  #isListening = false;
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: Unsubscribe | undefined;

  constructor(settings: SubscriptionSettings) {
    this.#settings = settings;
    this.#own = beginningOf(settings.instance);
  }

  /** Begins to subscribe, once. */
  start(): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    void this.#subscribe(firstPause);
  }

  get era(): number {
    return this.#era;
  }

  /** Whether every message is received. */
  get isListening(): boolean {
    return this.#isListening;
  }

  /**
   * Whether no message was lost since an era, apart from those before the first subscription: what began then joins what begins
   * now.
   */
  isUnbrokenSince(era: number): boolean {
    return era === this.#era || (era === 0 && this.#era === 1);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    clearTimeout(this.#timer);
    this.#isListening = false;
    // If unsubscribing fails, the subscription ends when its owner closes the backplane.
    await this.#unsubscribe?.().catch(() => {});
  }

  async #subscribe(pause: Milliseconds): Promise<void> {
    const { backplane, channel } = this.#settings;
    const listener = {
      onMessage: (text: string) => this.#receive(text),
      onGap: (isListening: boolean) => this.#onGap(isListening),
    };
    try {
      const unsubscribe = await backplane.subscribe(channel, listener, {
        signal: this.#closed.signal,
        timeout: patience,
      });
      if (this.#closed.signal.aborted) return await unsubscribe().catch(() => {});
      this.#unsubscribe = unsubscribe;
      this.#onGap(true);
    } catch {
      if (this.#closed.signal.aborted) return;
      this.#settings.onGap(false);
      this.#timer = setTimeout(
        () => void this.#subscribe(Math.min(2 * pause, longestPause)),
        pause * (0.5 + Math.random() / 2),
      ).unref();
    }
  }

  #receive(text: string): void {
    if (text.startsWith(this.#own)) return;
    const message = decodeMessage(text);
    if (message === undefined) this.#onGap(this.#isListening);
    else if (message.sender !== this.#settings.instance) this.#settings.onMessage(message);
  }

  #onGap(isListening: boolean): void {
    this.#era += 1;
    this.#isListening = isListening;
    this.#settings.onGap(isListening);
  }
}
