import {
  CacheOptionError,
  parseDuration,
  type CallOptions,
  type ErrorPlace,
  type Milliseconds,
} from '@modular-agent/cache-contract';

/** Node.js runs a longer timer at once. */
const longestTimeout = 2 ** 31 - 1;

/**
 * What a call may take beyond its `timeout`: time to wait before it is sent, and time for a large value.
 *
 * The time to wait is counted over all round trips of the call, while at least one waits and none is in flight: a batch that
 * gets on does not run out of it.
 */
export class Allowance {
  /** `undefined`: waiting is a part of `timeout`. */
  readonly queueTimeout: Milliseconds | undefined;
  /** At most how long after the sending the last byte of the reply may come; 0: `timeout` never starts again. */
  readonly transferTimeout: Milliseconds;
  #left: Milliseconds;
  #waiting = 0;
  #inFlight = 0;
  /** Since when the time to wait runs down, by `performance.now()`; `Infinity` while it does not. */
  #since: Milliseconds = Infinity;

  constructor(queueTimeout: Milliseconds | undefined, transferTimeout: Milliseconds) {
    this.queueTimeout = queueTimeout;
    this.transferTimeout = transferTimeout;
    this.#left = queueTimeout ?? Infinity;
  }

  /** Until when a round trip of the call may wait, as it stands now; `Infinity` while another one is in flight. */
  get waitEndsAt(): Milliseconds {
    return this.#since + this.#left;
  }

  /** One more round trip waits to be sent. */
  begin(now: Milliseconds): void {
    this.#waiting++;
    this.#count(now);
  }

  /** A round trip that waited is in flight. */
  send(now: Milliseconds): void {
    this.#waiting--;
    this.#inFlight++;
    this.#count(now);
  }

  /** A round trip that was in flight has to be sent again. */
  sendBack(now: Milliseconds): void {
    this.#inFlight--;
    this.#waiting++;
    this.#count(now);
  }

  /** A round trip has ended. */
  end(wasSent: boolean, now: Milliseconds): void {
    if (wasSent) this.#inFlight--;
    else this.#waiting--;
    this.#count(now);
  }

  #count(now: Milliseconds): void {
    const runs = this.#waiting > 0 && this.#inFlight === 0;
    if (runs === this.#since < Infinity) return;
    if (!runs) this.#left -= now - this.#since;
    this.#since = runs ? now : Infinity;
  }
}

/**
 * Reads what a call may take beyond its timeout.
 *
 * @returns `undefined` where that is nothing.
 * @throws CacheOptionError that names the option, if it is no duration or more than 24 days.
 */
export function readAllowance(options: CallOptions, timeout: Milliseconds, place: ErrorPlace): Allowance | undefined {
  const { queueTimeout, transferTimeout } = options;
  if (queueTimeout === undefined && transferTimeout === undefined) return undefined;
  const transfer = readTimeout('transferTimeout', transferTimeout, place) ?? 0;
  return new Allowance(readTimeout('queueTimeout', queueTimeout, place), transfer > timeout ? transfer : 0);
}

function readTimeout(
  option: 'queueTimeout' | 'transferTimeout',
  duration: CallOptions['queueTimeout'],
  place: ErrorPlace,
): Milliseconds | undefined {
  if (duration === undefined) return undefined;
  const milliseconds = parseDuration(duration, option, place);
  if (milliseconds <= longestTimeout) return milliseconds;
  throw new CacheOptionError(`${option} is ${milliseconds} ms; every call has a deadline, of at most 24 days`, {
    ...place,
    option,
  });
}
