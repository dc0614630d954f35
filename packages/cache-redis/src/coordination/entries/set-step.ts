import { CacheTimeoutError, type Milliseconds } from '@modular-agent/cache-contract';
import { callPlace, type Call } from '../../calls/call.ts';
import { bytesOf } from '../../calls/command.ts';
import type { Dispatcher } from '../../dispatch/dispatcher.ts';
import type { CommandArguments } from '../../wire/command-arguments.ts';
import type { Reply } from '../../wire/reply.ts';
import type { RedisClock } from '../redis-clock.ts';
import { setScript } from './entry-scripts.ts';
import { isUnknownScript } from '../../scripts/run-script.ts';
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
export function setStep(dispatcher: Dispatcher, clock: RedisClock, call: Call, terms: SetTerms): Promise<void> {
  const { names, values, message } = terms;
  const sentAt = performance.now();
  const latest = clock.latest(names[0], sentAt + lasting(call, values));
  if (latest === undefined || dispatcher.servers.isSharded || dispatcher.mustWait(call, bytesOf(values))) {
    return trySet(dispatcher, clock, call, terms);
  }
  // As nearly every one goes: without a promise for each of the cases.
  const read = (reply: Reply): boolean => isSet(clock, names[0], sentAt, reply);
  const command = ['EVALSHA', setScript.sha1, '2', names[0], names[1], ...values, String(latest), ...message];
  return dispatcher.write(call, command, read).then(
    (isDone) => (isDone ? undefined : trySet(dispatcher, clock, call, terms)),
    (error: unknown) => {
      if (isUnknownScript(error)) return trySet(dispatcher, clock, call, terms);
      throw error;
    },
  );
}

async function trySet(dispatcher: Dispatcher, clock: RedisClock, call: Call, terms: SetTerms): Promise<void> {
  const { names, values, message } = terms;
  const [name] = names;
  const lasts = lasting(call, values);
  for (let tries = 0; tries < mostTries && performance.now() < call.endsAt; tries++) {
    let sentAt = performance.now();
    const known = clock.latest(name, sentAt + lasts) ?? (await learnLatest(clock, call, name, lasts));
    const latest = (): string => {
      sentAt = performance.now();
      return String(clock.latest(name, sentAt + lasts) ?? known);
    };
    const read = (reply: Reply): boolean => isSet(clock, name, sentAt, reply);
    const step = { script: setScript, names, values: () => [...values, latest(), ...message], read };
    if (await runStep(dispatcher, call, step)) return;
  }
  throw new CacheTimeoutError(
    `Redis got the entry after its ${call.timeout} ms were over, and did not store it; if that is too short for this network, raise the call's timeout`,
    callPlace(call, false),
  );
}

/** How long it may take until it is there, from its sending. */
function lasting(call: Call, values: CommandArguments): Milliseconds {
  return call.timeout + slack + bytesOf(values) / bytesPerMillisecond;
}

/** Whether it was set, or was late; notes the time of the server. */
function isSet(clock: RedisClock, name: string, sentAt: Milliseconds, reply: Reply): boolean {
  const time = readTime(reply);
  clock.note(name, sentAt, Math.abs(time));
  return time > 0;
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
