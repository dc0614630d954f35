import { CacheTimeoutError, type Milliseconds } from '@modular-agent/cache-contract';
import { callPlace, type Call } from '../../calls/call.ts';
import { bytesOf } from '../../calls/command.ts';
import type { Dispatcher } from '../../dispatch/dispatcher.ts';
import type { CommandArguments } from '../../wire/command-arguments.ts';
import type { Reply } from '../../wire/reply.ts';
import type { RedisClock } from '../redis-clock.ts';
import { setScript } from './entry-scripts.ts';
import { runStep } from './entry-steps.ts';

/** What is to be set. */
export interface SetTerms {
  /** Those of the value and of its lease. */
  readonly names: readonly [value: string, lease: string];
  /** The entry, and how long it lives. */
  readonly values: CommandArguments;
  /** The message, as the script takes it. */
  readonly message: readonly string[];
}

/** How often one is sent whose time is not over, and that the server took for late: its clock was another than was thought. */
const mostTries = 3;

/** How much longer than its `timeout` an entry may take to the server, where many are on their way or the process is busy. */
const slack: Milliseconds = 1_000;

/** How many bytes of a value are taken to reach a server in a millisecond, at least. */
const bytesPerMillisecond = 1_000;

/**
 * Sets an entry before its time is over by the server's clock, or not at all. Its time counts from when it has its turn: the
 * `timeout` of the call, a second, and what its bytes take.
 *
 * @throws CacheTimeoutError if it was late.
 */
export async function setStep(dispatcher: Dispatcher, clock: RedisClock, call: Call, terms: SetTerms): Promise<void> {
  const { names, values, message } = terms;
  const [name] = names;
  const lasts: Milliseconds = call.timeout + slack + bytesOf(values) / bytesPerMillisecond;
  for (let tries = 0; tries < mostTries && performance.now() < call.endsAt; tries++) {
    let sentAt = performance.now();
    const known = clock.latest(name, sentAt + lasts) ?? (await learnLatest(clock, call, name, lasts));
    const latest = (): string => {
      sentAt = performance.now();
      return String(clock.latest(name, sentAt + lasts) ?? known);
    };
    const read = (reply: Reply): boolean => {
      const time = readTime(reply);
      clock.note(name, sentAt, Math.abs(time));
      return time > 0;
    };
    const step = { script: setScript, names, values: () => [...values, latest(), ...message], read };
    if (await runStep(dispatcher, call, step)) return;
  }
  throw new CacheTimeoutError(
    `Redis got the entry after its ${call.timeout} ms were over, and did not store it; if that is too short for this network, raise the call's timeout`,
    callPlace(call, false),
  );
}

async function learnLatest(clock: RedisClock, call: Call, name: string, lasts: Milliseconds): Promise<number> {
  await clock.learnOnce(call, name);
  const latest = clock.latest(name, performance.now() + lasts);
  if (latest === undefined) throw new TypeError('no server is known to hold this key');
  return latest;
}

function readTime(reply: Reply): number {
  if (typeof reply === 'number' && Number.isSafeInteger(reply) && reply !== 0) return reply;
  throw new TypeError('the reply is no time');
}
