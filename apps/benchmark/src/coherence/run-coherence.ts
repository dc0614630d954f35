import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { messageOf, patience } from '../run/contender-process.ts';
import type { BenchmarkServer } from '../run/server.ts';
import { changes, type Change, type CoherenceResult, type LagSample } from './coherence-result.ts';
import type { LagAnswer, LagRequest } from './lag-request.ts';

/** The logical database of both processes. */
const database = 15;

/**
 * How long a process gives out what another has changed: two processes, each with a cache over its own memory and the same server.
 * One has a value in its memory and asks for it again and again; the other changes it.
 *
 * @param count How often each kind of change is made.
 */
export async function runCoherence(
  server: BenchmarkServer,
  count: number,
  onPart: (text: string) => void,
  signal: AbortSignal,
): Promise<readonly CoherenceResult[]> {
  await server.flush();
  const [writer, reader] = [new LagProcess(), new LagProcess()];
  try {
    const url = server.databaseUrl(database);
    await Promise.all([writer, reader].map((each) => each.ask({ do: 'open', url })));
    const results: CoherenceResult[] = [];
    for (const change of changes) {
      const samples: LagSample[] = [];
      for (let number = 0; number < count && !signal.aborted; number++) {
        if (number % 50 === 0) onPart(`${change}, ${number} of ${count}`);
        samples.push(await sample(writer, reader, change, number));
      }
      if (!signal.aborted) results.push({ change, samples });
    }
    return results;
  } finally {
    await Promise.all([writer.end(), reader.end()]);
  }
}

async function sample(writer: LagProcess, reader: LagProcess, change: Change, number: number): Promise<LagSample> {
  const key = `${change} ${number}`;
  await writer.ask({ do: 'change', change: 'set', key, value: 2 * number });
  const { isArmed } = await reader.ask({ do: 'watch', key });
  if (isArmed !== true) throw new Error(`The other process did not find ${key}.`);
  const seen = reader.next();
  const { from = NaN, to = NaN } = await writer.ask({ do: 'change', change, key, value: 2 * number + 1 });
  const { lastOld = NaN, seen: seenAt = NaN } = await seen;
  return { propagation: seenAt - from, staleAfter: Math.max(0, lastOld - to) };
}

/** A process with a cache, seen from the parent. */
class LagProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;

  constructor() {
    // `process-main.ts` beside the sources, `process-main.js` beside the build.
    const main = path.join(import.meta.dirname, `process-main${path.extname(import.meta.filename)}`);
    this.#child = fork(main, [], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#ended = new Promise((_, reject) => {
      this.#child.once('exit', () => reject(new Error('The process ended by itself.')));
    });
    this.#ended.catch(() => undefined);
  }

  ask(request: LagRequest): Promise<LagAnswer> {
    const answer = this.next();
    this.#child.send(request);
    return answer;
  }

  /** The next answer. @throws Error if it says that it failed, has ended, or takes longer than a minute. */
  async next(): Promise<LagAnswer> {
    const replied = new Promise<{ answer?: LagAnswer; problem?: string }>((resolve) => {
      this.#child.once('message', (message) => resolve(message as { answer?: LagAnswer; problem?: string }));
    });
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error('No answer within a minute.')), patience);
    try {
      const { answer, problem } = await Promise.race([replied, this.#ended, late.promise]);
      if (answer === undefined) throw new Error(problem ?? 'The process gave no answer.');
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }

  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended.catch(messageOf);
  }
}
