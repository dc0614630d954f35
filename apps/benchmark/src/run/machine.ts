import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { contendersOf } from '../contenders/contenders-of.ts';
import type { Machine } from './results.ts';

/** This app's folder, which has what it depends on in its node_modules. */
const app = path.join(import.meta.dirname, '../..');

/** The machine's load of the last minute. */
export function loadAverage(): number {
  return os.loadavg()[0] ?? 0;
}

/** What the run runs on. */
export function readMachine(server: string, loadBefore: number): Machine {
  const processors = os.cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    processors: processors.length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.versions.node,
    server,
    load: [loadBefore, loadAverage()],
    commit: readCommit(),
  };
}

/** The version of each contender's packages, as installed. */
export function readVersions(): Readonly<Record<string, string>> {
  const contenders = Object.values(contendersOf).flat();
  const names = new Set(contenders.flatMap(({ packages }) => packages));
  return Object.fromEntries([...names].toSorted().map((name) => [name, readVersion(name)]));
}

function readVersion(name: string): string {
  const manifest = readFileSync(path.join(app, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

function readCommit(): string | undefined {
  try {
    const commit = git('rev-parse', '--short', 'HEAD');
    return git('status', '--porcelain', '--untracked-files=no') === '' ? commit : `${commit}, with changes`;
  } catch {
    return undefined;
  }
}

function git(...words: string[]): string {
  return execFileSync('git', words, { cwd: app, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}
