import { tracingChannel } from 'node:diagnostics_channel';
import type { CacheCallEvent } from '../../stats/channels.ts';

const operations = ['get', 'getOrSet', 'getOrSetEntry'] as const;

/** Learns from which tier the answer of a call came. While it listens, no call takes the short way to memory. */
export class TracedCalls {
  #last: CacheCallEvent | undefined;
  readonly #handlers = { start: (event: unknown) => void (this.#last = event as CacheCallEvent) };

  listen(): void {
    for (const operation of operations) tracingChannel(channelOf(operation)).subscribe(this.#handlers as never);
  }

  stop(): void {
    for (const operation of operations) tracingChannel(channelOf(operation)).unsubscribe(this.#handlers as never);
  }

  /** Begins a call. @returns Its event, if it is traced. */
  trace<T>(begin: () => Promise<T>): { readonly result: Promise<T>; readonly event: CacheCallEvent | undefined } {
    this.#last = undefined;
    const result = begin();
    return { result, event: this.#last };
  }
}

function channelOf(operation: string): string {
  return `modular-agent:cache:${operation}`;
}
