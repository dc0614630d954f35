import type { Backplane, Milliseconds, Unsubscribe } from '@modular-agent/cache-contract';
import { chunks } from '../chunks.ts';
import { decodeMessage, encodeMessage, type Message } from './message.ts';

export interface CoherenceSettings {
  readonly backplane: Backplane;
  readonly channel: string;
  /** Who this is. */
  readonly instance: string;
  readonly timeout: Milliseconds;
  /** Told what others say. */
  readonly onMessage: (message: Message) => void;
  /** Told, whenever that may have changed, whether everything is heard. */
  readonly onHearing: (isListening: boolean) => void;
}

/** What is told together. */
interface Outgoing {
  readonly written: Set<string>;
  readonly freed: Set<string>;
  readonly invalidated: Set<string>;
  readonly sent: Promise<void>;
}

const firstPause: Milliseconds = 250;
const longestPause: Milliseconds = 10_000;

/**
 * Tells other processes what this one wrote, and hears what they did.
 *
 * Once started it tries to listen until it does. What this process keeps in its memory can be trusted for as long
 * as it listens without a break, which is an era.
 */
export class Coherence {
  readonly #settings: CoherenceSettings;
  readonly #closed = new AbortController();
  #hasStarted = false;
  #era = 0;
  #isListening = false;
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: Unsubscribe | undefined;
  #outgoing: Outgoing | undefined;

  constructor(settings: CoherenceSettings) {
    this.#settings = settings;
  }

  /** Begins to listen, once. */
  start(): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    void this.#listen(firstPause);
  }

  /** Which stretch of listening this is. */
  get era(): number {
    return this.#era;
  }

  /** Is everything heard that others say? */
  get isListening(): boolean {
    return this.#isListening;
  }

  /** Others are told with whatever else is told at this moment. Rejects as the backplane does. */
  tell({ written = [], freed = [], invalidated = [] }: Partial<Omit<Message, 'sender'>>): Promise<void> {
    const outgoing = (this.#outgoing ??= this.#open());
    for (const key of written) outgoing.written.add(key);
    for (const key of freed) outgoing.freed.add(key);
    for (const tag of invalidated) outgoing.invalidated.add(tag);
    return outgoing.sent;
  }

  async close(): Promise<void> {
    this.#closed.abort();
    clearTimeout(this.#timer);
    this.#isListening = false;
    // One that can't be ended is ended by whoever closes the backplane.
    await this.#unsubscribe?.().catch(() => {});
  }

  #open(): Outgoing {
    const { promise, resolve } = Promise.withResolvers<void>();
    process.nextTick(resolve);
    return {
      written: new Set(),
      freed: new Set(),
      invalidated: new Set(),
      sent: promise.then(() => this.#send()),
    };
  }

  async #send(): Promise<void> {
    const { backplane, channel, instance: sender, timeout } = this.#settings;
    const { written = [], freed = [], invalidated = [] } = this.#outgoing ?? {};
    this.#outgoing = undefined;
    const parts = [
      ...chunks([...invalidated]).map((names) => ({ sender, written: [], freed: [], invalidated: names })),
      ...chunks([...written]).map((names) => ({ sender, written: names, freed: [], invalidated: [] })),
      ...chunks([...freed]).map((names) => ({ sender, written: [], freed: names, invalidated: [] })),
    ];
    await Promise.all(parts.map((part) => backplane.publish(channel, encodeMessage(part), { timeout })));
  }

  async #listen(pause: Milliseconds): Promise<void> {
    const { backplane, channel } = this.#settings;
    const listener = {
      onMessage: (text: string) => this.#hear(text),
      onGap: (isListening: boolean) => this.#miss(isListening),
    };
    try {
      const unsubscribe = await backplane.subscribe(channel, listener, { signal: this.#closed.signal });
      if (this.#closed.signal.aborted) return await unsubscribe().catch(() => {});
      this.#unsubscribe = unsubscribe;
      this.#miss(true);
    } catch {
      if (this.#closed.signal.aborted) return;
      this.#settings.onHearing(false);
      this.#timer = setTimeout(
        () => void this.#listen(Math.min(2 * pause, longestPause)),
        pause * (0.5 + Math.random() / 2),
      ).unref();
    }
  }

  #hear(text: string): void {
    const message = decodeMessage(text);
    if (message === undefined) this.#miss(this.#isListening);
    else if (message.sender !== this.#settings.instance) this.#settings.onMessage(message);
  }

  #miss(isListening: boolean): void {
    this.#era += 1;
    this.#isListening = isListening;
    this.#settings.onHearing(isListening);
  }
}
