import type { Milliseconds } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { Reply } from '../wire/reply.ts';
import { readWhole } from './read-whole.ts';

/** How long a sample is good enough for `keep`. */
const samplingInterval: Milliseconds = 30_000;
/** How long `keep` leaves a server in peace that did not tell its time. */
const retryInterval: Milliseconds = 1_000;
/** How far clocks run apart at most: as much as NTP slews one. */
const drift = 0.000_5;
/** A step of a clock that is no larger is not told from chance. */
const smallestStep: Milliseconds = 1;

const timeSource = "return redis.call('TIME')";

/** How a server's clock stood once. */
interface Sample {
  /** The server's milliseconds, less those of `performance.now()`. */
  readonly offset: Milliseconds;
  /** Half the round trip: the offset is right within this. */
  readonly error: Milliseconds;
  /** When it was taken, by `performance.now()`. */
  readonly at: Milliseconds;
}

/**
 * The clocks of the servers, learnt from the time that replies carry.
 *
 * Of the samples of a server that with the shortest round trip is kept. It is right within half of that, and within 0.05 %
 * of its age more; a sample that contradicts it, as after a failover or a step of the clock, replaces it. So two processes
 * read the same clock within the sum of their errors: on a local network well under a millisecond.
 */
export class RedisClock {
  readonly #dispatcher: Dispatcher;
  readonly #home: string;
  readonly #samples = new Map<string, Sample>();
  #askedAt: Milliseconds = -Infinity;

  /** @param home A name on the server whose clock `now` reads, for all processes the same. */
  constructor(dispatcher: Dispatcher, home: string) {
    this.#dispatcher = dispatcher;
    this.#home = home;
  }

  /** The clock of the server that takes messages; before its first sample that of this process. */
  now(): Milliseconds {
    const sample = this.#sampleOf(this.#home);
    return Math.round(sample === undefined ? Date.now() : performance.now() + sample.offset);
  }

  /**
   * When a moment is over by the clock of the server that holds this key, even if that is behind what this process thinks: in
   * microseconds. It is late by no more than twice the error of the sample. `undefined` while there is none.
   *
   * @param moment By `performance.now()`.
   */
  latest(name: string, moment: Milliseconds): number | undefined {
    const sample = this.#sampleOf(name);
    return sample && Math.ceil((moment + sample.offset + errorAt(sample, performance.now())) * 1_000);
  }

  /** A reply brought a server's time. @param sentAt When its command was sent. @param time In microseconds. */
  note(name: string, sentAt: Milliseconds, time: number): void {
    const node = this.#dispatcher.servers.nodeOf(name);
    if (node === undefined) return;
    const at = performance.now();
    const error = (at - sentAt) / 2;
    const next: Sample = { offset: time / 1_000 - (sentAt + error), error, at };
    const known = this.#samples.get(node);
    if (known !== undefined) {
      const knownError = errorAt(known, at);
      const agrees = Math.abs(known.offset - next.offset) <= knownError + error + smallestStep;
      if (agrees && knownError < error) return;
    }
    this.#samples.set(node, next);
  }

  /** Asks the server of a key for its time: one EVAL. */
  async learn(call: Call, name: string): Promise<void> {
    const sentAt = performance.now();
    const time = await this.#dispatcher.write(
      { ...call, writes: false },
      ['EVAL', timeSource, '1', name],
      readMicroseconds,
    );
    this.note(name, sentAt, time);
  }

  /**
   * Keeps the clock that `now` reads: one EVAL if the last is 30 seconds old.
   *
   * @returns What to wait for where there is no sample yet. Never rejects.
   */
  keep(call: Call): Promise<void> | undefined {
    const now = performance.now();
    const isLearnt = this.#sampleOf(this.#home) !== undefined;
    if (now - this.#askedAt < (isLearnt ? samplingInterval : retryInterval)) return undefined;
    this.#askedAt = now;
    const asked = this.learn(call, this.#home).catch(() => {});
    return isLearnt ? undefined : asked;
  }

  #sampleOf(name: string): Sample | undefined {
    const node = this.#dispatcher.servers.nodeOf(name);
    return node === undefined ? undefined : this.#samples.get(node);
  }
}

function errorAt({ error, at }: Sample, now: Milliseconds): Milliseconds {
  return error + (now - at) * drift;
}

function readMicroseconds(reply: Reply): number {
  if (!Array.isArray(reply)) throw new TypeError('the reply is no time');
  const [seconds, microseconds] = reply as readonly Reply[];
  return readWhole(seconds) * 1_000_000 + readWhole(microseconds);
}
