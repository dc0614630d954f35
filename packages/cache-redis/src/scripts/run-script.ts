import { createHash } from 'node:crypto';
import { CacheServerError } from '@modular-agent/cache-contract';
import type { Call } from '../calls/call.ts';
import { bytesOf } from '../calls/command.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { CommandArguments } from '../wire/command-arguments.ts';
import type { Reply } from '../wire/reply.ts';

/** A script that the server runs in one step: nothing falls between its commands. */
export interface Script {
  readonly source: string;
  readonly sha1: string;
}

export function defineScript(source: string): Script {
  return Object.freeze({ source, sha1: createHash('sha1').update(source).digest('hex') });
}

/**
 * Runs a script: one EVALSHA, and an EVAL where the server does not know the script yet.
 *
 * @param names The keys in Redis that it touches.
 * @param values A function is called each time that the script is sent.
 * @throws CacheAbortError or CacheOverloadedError, at once.
 */
export function runScript<T>(
  dispatcher: Dispatcher,
  call: Call,
  script: Script,
  names: readonly string[],
  values: CommandArguments | (() => CommandArguments),
  read: (reply: Reply) => T,
): Promise<T> {
  const run = (command: string, which: string): Promise<T> => {
    const make = (): CommandArguments => {
      const made = typeof values === 'function' ? values() : values;
      return [command, which, String(names.length), ...names, ...made];
    };
    const made = make();
    if (dispatcher.mustWait(call, bytesOf(made))) return dispatcher.writeLater(call, names[0] ?? '', make, read);
    return dispatcher.write(call, made, read);
  };
  return run('EVALSHA', script.sha1).catch((error: unknown) => {
    if (CacheServerError.isInstance(error) && error.reply === 'NOSCRIPT') return run('EVAL', script.source);
    throw error;
  });
}
