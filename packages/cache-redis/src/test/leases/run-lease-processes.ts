import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { RedisCacheProviderOptions } from '../../index.ts';
import { moment, type LeaseEvent } from './lease-event.ts';
import { judgeLeases, type LeaseVerdict, type ProcessHistory } from './judge-leases.ts';

const program = fileURLToPath(new URL('./lease-process.ts', import.meta.url));

/** What was done to the processes, and what came of it. */
export interface LeaseRun extends LeaseVerdict {
  readonly kills: number;
  /** Times that one was stopped for longer than any lease is held, and went on. */
  readonly pauses: number;
  /** What processes said that ended by themselves, which none should. */
  readonly complaints: readonly string[];
}

/** Lets processes compete for one lease for so long; each is killed or stopped now and then, and another takes its place. */
export async function runLeaseProcesses(
  options: RedisCacheProviderOptions,
  { processes, seconds }: { readonly processes: number; readonly seconds: number },
): Promise<LeaseRun> {
  const folder = mkdtempSync(path.join(tmpdir(), 'leases-'));
  const end = moment() + seconds * 1_000;
  const histories: ProcessHistory[] = [];
  const complaints: string[] = [];
  let kills = 0;
  let pauses = 0;

  /** One life of a process. */
  const live = async (file: string): Promise<void> => {
    const child = spawn(process.execPath, [program, JSON.stringify(options), file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const gone = once(child, 'close');
    for (let turn = 0; turn < 4 && isRunning(child) && moment() < end; turn++) {
      await Promise.race([wait(Math.min(200 + Math.random() * 800, end - moment())), gone]);
      if (turn === 3 || !isRunning(child) || moment() >= end) break;
      pauses++;
      child.kill('SIGSTOP');
      await wait(60 + Math.random() * 60);
      child.kill('SIGCONT');
    }
    if (isRunning(child)) kills++;
    else complaints.push(output);
    child.kill('SIGKILL');
    await gone;
    histories.push({ events: read(file), endedAt: moment() });
  };

  try {
    await Promise.all(
      Array.from({ length: processes }, async (_, place) => {
        for (let life = 0; moment() < end; life++) await live(path.join(folder, `${place}-${life}`));
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { ...judgeLeases(histories), kills, pauses, complaints };
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** What a process noted, but for a line that its end cut off. A file that it never opened is empty. */
function read(file: string): readonly LeaseEvent[] {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as LeaseEvent);
}
