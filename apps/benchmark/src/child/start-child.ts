import { fork } from 'node:child_process';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Answers, Reply, Request } from './request.ts';

/** A contender's process, seen from the parent. */
export interface Child {
  /**
   * Tells the child to do something and waits for its answer.
   *
   * @throws Error if it can't, if the process ends, or after `limit` milliseconds, which ends the process.
   */
  ask<R extends Request>(request: R, limit: number): Promise<Answers[R['do']]>;
  /** Closes the contender, and kills the process if that takes longer than 2 s. */
  end(): Promise<void>;
}

const closeLimit = 2_000;
const step = 500;

/** Starts a process that runs this Node.js with nothing but the benchmark's own options: `flags` of Node.js. */
export function startChild(flags: readonly string[] = []): Child {
  // `main.ts` beside the sources, `main.js` beside the build.
  const main = path.join(import.meta.dirname, `main${path.extname(import.meta.filename)}`);
  const process = fork(main, [], { execArgv: [...flags], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = new Promise<void>((resolve) => {
    process.once('exit', () => resolve());
    process.once('error', () => resolve());
  });

  async function ask<R extends Request>(request: R, limit: number): Promise<Answers[R['do']]> {
    const replied = new Promise<Reply>((resolve) => process.once('message', (reply) => resolve(reply as Reply)));
    const failed = ended.then((): Reply => ({ problem: 'The process ended by itself.' }));
    const done = new AbortController();
    const late = elapse(limit, done.signal).then((): Reply => ({ problem: `No answer within ${limit / 1_000} s.` }));
    if (process.connected) process.send(request);
    const reply = await Promise.race([replied, failed, late]);
    done.abort();
    if ('answer' in reply) return reply.answer as Answers[R['do']];
    // A late answer must not be taken for that of the next request.
    process.kill('SIGKILL');
    throw new Error(reply.problem);
  }

  return {
    ask,
    async end() {
      await ask({ do: 'close' }, closeLimit).catch(() => undefined);
      process.kill('SIGKILL');
      await ended;
    },
  };
}

/** Lets time pass in small steps, so that a machine that stood still meanwhile loses one of them and not all. */
async function elapse(milliseconds: number, signal: AbortSignal): Promise<void> {
  for (let passed = 0; passed < milliseconds && !signal.aborted; passed += step) {
    await setTimeout(step, undefined, { signal }).catch(() => undefined);
  }
}
