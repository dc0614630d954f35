import { CacheUnavailableError, type Milliseconds } from '@modular-agent/cache-contract';
import { setTimeout as wait } from 'node:timers/promises';
import type { Call } from '../../calls/call.ts';
import type { Dispatcher } from '../../dispatch/dispatcher.ts';
import { runScript, type Script } from '../../scripts/run-script.ts';
import type { CommandArguments } from '../../wire/command-arguments.ts';
import type { Reply } from '../../wire/reply.ts';

/** How long a script waits for the slot of its keys while that moves: a node then has one of them, and not the other. */
const moving: Milliseconds = 20;

/** What one script is to do. */
export interface Step<T> {
  readonly script: Script;
  /** The names in Redis that it touches, of one slot. */
  readonly names: readonly string[];
  /** A function is asked for them each time that the step is sent. */
  readonly values: CommandArguments | (() => CommandArguments);
  readonly read: (reply: Reply) => T;
}

/** One EVALSHA; while the slot of its keys moves to another node again every 20 ms. */
export function runStep<T>(dispatcher: Dispatcher, call: Call, step: Step<T>): Promise<T> {
  return dispatcher.servers.isSharded ? runWhileMoving(dispatcher, call, step) : run(dispatcher, call, step);
}

function run<T>(dispatcher: Dispatcher, call: Call, { script, names, values, read }: Step<T>): Promise<T> {
  return runScript(dispatcher, call, script, names, values, read);
}

async function runWhileMoving<T>(dispatcher: Dispatcher, call: Call, step: Step<T>): Promise<T> {
  for (;;) {
    try {
      return await run(dispatcher, call, step);
    } catch (error) {
      if (!isMoving(error) || performance.now() + moving >= call.endsAt) throw error;
    }
    await wait(moving, undefined, { signal: call.signal }).catch(() => {});
  }
}

/** Does the server have one of the keys, and another the other? Nothing was done then. */
function isMoving(error: unknown): boolean {
  if (!CacheUnavailableError.isInstance(error) || !(error.cause instanceof Error)) return false;
  return error.cause.message.startsWith('TRYAGAIN');
}
