import { CacheError, type CacheErrorCode, type Milliseconds } from '@modular-agent/cache-contract';
import type { RedisCacheProvider } from '../../index.ts';
import { KeyHistory } from './key-history.ts';
import { LoopDelay } from '@modular-agent/redis-testing';

/** What calls under load came to. */
export interface LoadReport {
  readonly calls: number;
  readonly succeeded: number;
  readonly errors: Readonly<Partial<Record<CacheErrorCode | 'other', number>>>;
  /** What was found that must not be there. */
  readonly faults: readonly string[];
  /** How much later than their deadline calls ended, less what this process was late itself: longest first. */
  readonly lateness: readonly Milliseconds[];
}

/** The load while it runs. */
export interface RunningLoad {
  /** Resolves when this many further calls have ended. */
  ended(count: number): Promise<void>;
  /** Resolves when a further write has succeeded, with how long that took from now. */
  recovered(): Promise<Milliseconds>;
  /** Resolves when all goes well again, for every key; with how long after now that began. */
  healed(): Promise<Milliseconds>;
  /** Another server takes over while this happens: what was acknowledged until its end may be lost. */
  duringFailover(happen: () => Promise<void>): Promise<void>;
}

const keys = 20;
/** So many calls in a row touch every key, and read all of them at once. */
const wellInARow = 100;
/** Every 5 ms as many calls: 800 a second. */
const tick: Milliseconds = 5;
const callsPerTick = 4;

/**
 * Calls a provider at a steady pace, whatever becomes of the calls, while something happens to its server; ends when that
 * and every call have.
 *
 * @param timeout Each call's time.
 */
export async function underLoad(
  provider: RedisCacheProvider,
  timeout: Milliseconds,
  happen: (load: RunningLoad) => Promise<void>,
): Promise<LoadReport> {
  const loopDelay = new LoopDelay();
  const histories = Array.from({ length: keys }, (_, index) => new KeyHistory(`key ${index}`));
  const writing = new Set<KeyHistory>();
  const running = new Set<Promise<void>>();
  const listeners = new Set<(operation: 'read' | 'write', succeeded: boolean) => void>();
  const errors: Partial<Record<CacheErrorCode | 'other', number>> = {};
  const faults: string[] = [];
  const lateness: Milliseconds[] = [];
  let calls = 0;
  let succeeded = 0;

  const read = async (history: KeyHistory): Promise<void> => {
    const { least } = history;
    const found = await provider.get(history.key, { timeout });
    const fault = history.findFault(found, least);
    if (fault !== undefined) faults.push(fault);
  };
  const readMany = async (): Promise<void> => {
    const before = histories.map((history) => history.least);
    const found = await provider.getMany(
      histories.map(({ key }) => key),
      { timeout },
    );
    for (const [index, history] of histories.entries()) {
      const fault = history.findFault(found.get(history.key), before[index] ?? 0);
      if (fault !== undefined) faults.push(fault);
    }
  };
  const write = async (history: KeyHistory): Promise<void> => {
    writing.add(history);
    try {
      const value = history.next();
      await provider.set(history.key, value, { timeout });
      history.acknowledge(value);
    } finally {
      writing.delete(history);
    }
  };
  const call = async (operation: 'read' | 'write', work: () => Promise<void>): Promise<void> => {
    const deadline = performance.now() + timeout;
    let isAnswered = true;
    try {
      await work();
      succeeded++;
    } catch (error) {
      isAnswered = false;
      const code = CacheError.isInstance(error) ? error.code : 'other';
      errors[code] = (errors[code] ?? 0) + 1;
    }
    const now = performance.now();
    lateness.push(Math.max(0, now - deadline - loopDelay.within(deadline, now)));
    calls++;
    for (const listener of listeners) listener(operation, isAnswered);
  };
  const start = (operation: 'read' | 'write', work: () => Promise<void>): void => {
    const promise = call(operation, work);
    running.add(promise);
    void promise.then(() => running.delete(promise));
  };
  let turn = 0;
  const timer = setInterval(() => {
    for (let index = 0; index < callsPerTick; index++) {
      const history = histories[turn++ % keys] as KeyHistory;
      const kind = turn % 7;
      if (kind < 2 && !writing.has(history)) start('write', () => write(history));
      else if (kind === 6) start('read', readMany);
      else start('read', () => read(history));
    }
  }, tick);

  const until = async (isOver: (operation: 'read' | 'write', succeeded: boolean) => boolean): Promise<void> => {
    const over = Promise.withResolvers<void>();
    const listener = (operation: 'read' | 'write', isAnswered: boolean): void => {
      if (isOver(operation, isAnswered)) over.resolve();
    };
    listeners.add(listener);
    await over.promise;
    listeners.delete(listener);
  };
  try {
    await happen({
      ended: (count) => {
        let missing = count;
        return until(() => --missing === 0);
      },
      recovered: async () => {
        const from = performance.now();
        await until((operation, isAnswered) => operation === 'write' && isAnswered);
        return performance.now() - from;
      },
      healed: async () => {
        const from = performance.now();
        let began = from;
        let row = 0;
        await until((_, isAnswered) => {
          if (!isAnswered) row = 0;
          else if (row++ === 0) began = performance.now();
          return row === wellInARow;
        });
        return began - from;
      },
      duringFailover: async (takeOver) => {
        for (const history of histories) history.failOver(false);
        await takeOver();
        for (const history of histories) history.failOver(true);
      },
    });
  } finally {
    clearInterval(timer);
    await Promise.all(running);
    loopDelay.stop();
  }
  return { calls, succeeded, errors, faults, lateness: lateness.toSorted((a, b) => b - a) };
}
