import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CacheOrder, ProcessOptions } from './cache-request.ts';

const program = fileURLToPath(new URL('./cache-process.ts', import.meta.url));

/** A process with a cache, seen from the test. */
export interface CacheProcess extends AsyncDisposable {
  /** Resolves with the answer. @throws Error if it failed there, or the process is gone. */
  ask<T = unknown>(order: CacheOrder): Promise<T>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
}

/** Starts one, whose cache listens to the others when this resolves. */
export async function startProcess(options: ProcessOptions): Promise<CacheProcess> {
  const child = fork(program, [JSON.stringify(options)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let requests = 0;
  child.on('message', (message) => {
    const { id, answer, problem } = message as { id: number; answer?: unknown; problem?: string };
    const asked = waiting.get(id);
    waiting.delete(id);
    if (problem === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(problem));
  });
  child.on('exit', () => {
    for (const asked of waiting.values()) asked.reject(new Error('the process has ended'));
  });
  const ask = <T>(order: CacheOrder): Promise<T> => {
    const id = requests++;
    const asked = Promise.withResolvers<unknown>();
    waiting.set(id, asked);
    child.send({ id, ...order });
    return asked.promise as Promise<T>;
  };
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  await ask({ do: 'ready' });
  return { ask, kill, [Symbol.asyncDispose]: kill };
}
