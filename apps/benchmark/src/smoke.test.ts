import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markdownReport } from './report/markdown.ts';
import { writeReport } from './report/write-report.ts';
import { chooseRows } from './rows/choose-rows.ts';
import type { Row } from './rows/row.ts';
import { runBenchmark } from './run/benchmark.ts';
import type { Results } from './run/results.ts';
import { quickSettings, roundsAlone } from './run/settings.ts';
import { runSoak } from './soak/run-soak.ts';
import { problemsOf } from './soak/result.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'benchmark-'));
const contenders = ['this project', 'node-redis tuned'];

const silent = { begin: () => undefined, part: () => undefined, row: () => undefined };

const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a tiny run', () => {
  let results: Results;
  let files: readonly string[];

  beforeAll(async () => {
    const rows = chooseRows(false, /^(get\/(1|16)-workers\/text|getMany\/1-)/).rows.map((row) => ({
      ...row,
      contenders,
    }));
    const settings = { ...quickSettings, rounds: 2, round: 40, warmUp: 20 };
    results = await runBenchmark(
      { rows, outage: false, coherence: true },
      settings,
      silent,
      new AbortController().signal,
    );
    files = writeReport(results, folder);
  });

  it('measures every contender in every round, without a failure', () => {
    expect(results.rows).toHaveLength(3);
    for (const { workers, contenders: measured } of results.rows) {
      for (const { samples, problem } of measured) {
        expect(problem).toBeUndefined();
        expect(samples).toHaveLength(workers === 1 ? 2 * roundsAlone : 2);
        for (const sample of samples) {
          expect(sample).toMatchObject({ failures: 0, misses: 0 });
          expect(sample?.operations).toBeGreaterThan(0);
          expect(sample?.latency?.p50).toBeGreaterThan(0);
        }
      }
    }
  });

  it('writes all of it as JSON', () => {
    expect(JSON.parse(read('results.json'))).toEqual(structuredClone(results));
  });

  it('writes tables with a verdict on what must hold', () => {
    const report = read('results.md');
    expect(report).toContain('## What must hold');
    expect(report).toMatch(
      /\| get, 100 B, 1 worker \| node-redis tuned \| entries\/s \| ≥ 0.93 \| - \| lower end \|.*(holds|falls short) \|/,
    );
    expect(report).toContain('| - not measured |');
    expect(report).not.toContain('NaN');
  });

  it('draws plots that stand alone', () => {
    expect(files).toContain('throughput-get-text-100B.svg');
    expect(files).toContain('ratios.svg');
    for (const file of files.filter((name) => name.endsWith('.svg'))) {
      expect(read(file)).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      expect(read(file)).not.toContain('NaN');
    }
  });
});

describe('a tiny run of the cache', () => {
  const ids = ['getMany/1-', 'load-past-memory/', 'stampede/', 'burst/'];
  let results: Results;

  beforeAll(async () => {
    const { rows } = chooseRows(false, new RegExp(`^cache-(redis|memory)/(${ids.join('|')})`));
    const settings = { ...quickSettings, rounds: 1, round: 40, warmUp: 20 };
    results = await runBenchmark(
      { rows: rows.map(shrunk), outage: false, coherence: false },
      settings,
      silent,
      new AbortController().signal,
    );
  });

  it('measures every contender, without a failure', () => {
    expect(results.rows).toHaveLength(ids.length);
    for (const { contenders: measured } of results.rows) {
      for (const { samples, problem } of measured) {
        expect(problem).toBeUndefined();
        for (const sample of samples) expect(sample).toMatchObject({ failures: 0, misses: 0 });
      }
    }
  });

  it('counts the callers and loads of all processes in a stampede', () => {
    const { contenders: measured = [] } = results.rows.find(({ id }) => id.includes('stampede')) ?? {};
    const loads = measured.map(({ samples }) => samples.map((sample) => sample?.loads));
    expect(loads.flat()).not.toContain(undefined);
    expect(new Set(loads[0])).toEqual(new Set([1]));
    expect(measured[0]?.samples[0]).toMatchObject({ operations: 100, latency: { count: 100 } });
  });

  it('reports time and heap of a burst', () => {
    const { contenders: measured = [] } = results.rows.find(({ id }) => id.includes('burst')) ?? {};
    for (const { samples } of measured) {
      expect(samples[0]).toMatchObject({ operations: 2_000 });
      expect(samples[0]?.burst?.alone).toBeGreaterThan(0);
      expect(samples[0]?.burst?.heap).toBeGreaterThan(0);
    }
    const report = markdownReport(results, []);
    expect(report).toMatch(/\| burst: .* \| - \| peak heap B \| ≤ 8000 \| - \| median \| \d+ \|/);
    expect(report).toMatch(/\| stampede: .* \| - \| loads \| ≤ 1.00 \| - \| every round \| 1.00 \|.*holds \|/);
  });
});

/** The same row with less to do, for this project and one other. */
function shrunk({ work, ...row }: Row): Row {
  const two = row.contenders.slice(0, 2);
  if (work.kind === 'stampede') return { ...row, contenders: two, work: { ...work, callers: 25 } };
  return { ...row, contenders: two, work: work.kind === 'burst' ? { ...work, calls: 2_000 } : work };
}

it('soaks for a moment, through killed connections, and finds every value right', async () => {
  const times = { load: 1_500, sample: 500, kill: 200 };
  const result = await runSoak(times, () => undefined, new AbortController().signal);
  expect(problemsOf({ ...result, growth: 0 })).toEqual([]);
  expect(result.kills).toBeGreaterThan(0);
  expect(result.samples.length).toBeGreaterThanOrEqual(3);
  expect(result.outcomes['get: ok']).toBeGreaterThan(0);
});
