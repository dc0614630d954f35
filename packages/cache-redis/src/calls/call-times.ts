import {
  CacheOptionError,
  parseDuration,
  type CallOptions,
  type ErrorPlace,
  type Milliseconds,
} from '@modular-agent/cache-contract';
import { callTimeout } from '@modular-agent/cache-contract/provider';

/** Node.js runs a longer timer at once. */
const longestTimeout = 2 ** 31 - 1;

/** The time limits of a call. */
export interface CallTimes {
  readonly timeout: Milliseconds;
  /** Limit of the wait before the call is sent. If absent, `timeout` includes that wait. */
  readonly queueTimeout: Milliseconds | undefined;
  /** Limit from the sending to the last byte of the reply, while bytes arrive. 0: `timeout` never starts again. */
  readonly transferTimeout: Milliseconds;
}

/** Reads the time limits from the options of calls. Frozen options are read once. */
export class CallTimesReader {
  readonly #defaultTimeout: Milliseconds;
  readonly #known = new WeakMap<CallOptions, CallTimes>();

  constructor(defaultTimeout: Milliseconds) {
    this.#defaultTimeout = defaultTimeout;
  }

  /** @throws CacheOptionError that names the option, if it is no duration or more than 24 days. */
  read(options: CallOptions, place: ErrorPlace): CallTimes {
    const known = this.#known.get(options);
    if (known !== undefined) return known;
    const timeout = callTimeout(options, this.#defaultTimeout, place);
    const transferTimeout = readTimeout('transferTimeout', options.transferTimeout, place) ?? 0;
    const times: CallTimes = {
      timeout,
      queueTimeout: readTimeout('queueTimeout', options.queueTimeout, place),
      transferTimeout: transferTimeout > timeout ? transferTimeout : 0,
    };
    if (Object.isFrozen(options)) this.#known.set(options, times);
    return times;
  }
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
