import { CacheTimeoutError, type Milliseconds } from '@modular-agent/cache-contract';
import { abortError } from '@modular-agent/cache-contract/provider';
import { bounded } from '../calls/bounded.ts';
import { callPlace, type Call } from '../calls/call.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { CommandArguments } from '../wire/command-arguments.ts';
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

/** Node.js runs a longer timer at once. */
const longestTimer: Milliseconds = 2 ** 31 - 1;

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
  /** What asks for a server's time for the first time, by server. */
  readonly #learning = new Map<string, Promise<void>>();
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

  /** Whether the server told its time at least once; until then `now` is the clock of this process. */
  get isLearnt(): boolean {
    return this.#sampleOf(this.#home) !== undefined;
  }

  /** Asks the server of a key for its time, unless another call does so: one EVAL. */
  async learnOnce(call: Call, name: string): Promise<void> {
    let asked: string | undefined;
    while (this.#sampleOf(name) === undefined) {
      // Before any answer of a Cluster it is not known which server has the key.
      const node = this.#dispatcher.servers.nodeOf(name) ?? '';
      const learning = node === asked ? undefined : this.#learning.get(node);
      if (learning === undefined) {
        await this.#learnFirst(call, name, node);
        return;
      }
      asked = node;
      await waitFor(learning, call);
    }
  }

  async #learnFirst(call: Call, name: string, node: string): Promise<void> {
    const learning = this.#learn(call, name);
    const ended = learning.catch(() => {}).finally(() => this.#learning.delete(node));
    if (!this.#learning.has(node)) this.#learning.set(node, ended);
    await learning;
  }

  /** Asks the server of a key for its time: one EVAL. */
  async #learn(call: Call, name: string): Promise<void> {
    let sentAt = performance.now();
    const make = (): CommandArguments => {
      sentAt = performance.now();
      return ['EVAL', timeSource, '1', name];
    };
    const asking: Call = { ...call, writes: false };
    const time = await (this.#dispatcher.mustWait(asking, 0)
      ? this.#dispatcher.writeLater(asking, name, make, readMicroseconds)
      : this.#dispatcher.write(asking, make(), readMicroseconds));
    this.note(name, sentAt, time);
  }

  /**
   * Keeps the clock that `now` reads: one EVAL if the last is 30 seconds old.
   *
   * @returns What to wait for where there is no sample yet. Never rejects.
   */
  keep(call: Call): Promise<void> | undefined {
    const now = performance.now();
    const { isLearnt } = this;
    if (now - this.#askedAt < (isLearnt ? samplingInterval : retryInterval)) return undefined;
    this.#askedAt = now;
    const asked = this.#learn(call, this.#home).catch(() => {});
    return isLearnt ? undefined : asked;
  }

  #sampleOf(name: string): Sample | undefined {
    const node = this.#dispatcher.servers.nodeOf(name);
    return node === undefined ? undefined : this.#samples.get(node);
  }
}

/** @throws CacheTimeoutError or CacheAbortError once the call is over. */
async function waitFor(learning: Promise<void>, call: Call): Promise<void> {
  await bounded(learning, {
    milliseconds: Math.min(call.endsAt - performance.now(), longestTimer),
    onTimeout: () => new CacheTimeoutError('the server did not tell its time in time', callPlace(call, false)),
    signal: call.signal,
    onAbort: (signal) => abortError(signal, callPlace(call, false)),
  });
}

function errorAt({ error, at }: Sample, now: Milliseconds): Milliseconds {
  return error + (now - at) * drift;
}

function readMicroseconds(reply: Reply): number {
  if (!Array.isArray(reply)) throw new TypeError('the reply is no time');
  const [seconds, microseconds] = reply as readonly Reply[];
  return readWhole(seconds) * 1_000_000 + readWhole(microseconds);
}
