import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from '../scripts/run-command.ts';
import { turboRuns } from '../scripts/run-tests.ts';
import { addTotals, describeFailures, readReport, readWorkspaceReports } from '../scripts/test-report.ts';
import { readWorkspaces } from '../scripts/workspaces.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'scripts-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function written(content: object): string {
  const file = path.join(folder, 'report.json');
  writeFileSync(file, JSON.stringify({ testResults: [], ...content }));
  return file;
}

/** A repository in which nothing is installed. */
function freshRepository(): string {
  const fresh = path.join(folder, 'fresh');
  for (const file of ['scripts', 'package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml']) {
    cpSync(path.join(root, file), path.join(fresh, file), { recursive: true });
  }
  for (const parent of ['packages', 'apps']) mkdirSync(path.join(fresh, parent));
  return fresh;
}

describe('npm start and npm test', () => {
  it('say in one line what is missing', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', 'test'], {
      cwd: freshRepository(),
      env: { PATH: '/nowhere' },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toBe(
      'modular-agent-cache: npm is missing: install it, or put it on the path',
    );
  });

  it('name the tasks that there are', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', 'tset'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toBe(
      'modular-agent-cache: no task is called tset: there are start, test, test-deep, docker-suite, check, bench, soak and install\n',
    );
  });
});

describe('the closing line of npm test', () => {
  const report = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, success: false };
  it('counts what the runner reported', () => {
    const totals = readReport(written(report));
    expect(totals).toEqual({ passed: 3, failed: 1, skipped: 3 });
    expect(addTotals(totals, totals)).toEqual({ passed: 6, failed: 2, skipped: 6 });
  });

  it('counts a file that failed before it had a test, and a run that failed beside its tests', () => {
    const broken = { status: 'failed', assertionResults: [] };
    expect(readReport(written({ ...report, numFailedTests: 0, testResults: [broken] })).failed).toBe(1);
    expect(readReport(written({ ...report, numFailedTests: 0 })).failed).toBe(1);
    expect(readReport(written({ ...report, numFailedTests: 0, success: true })).failed).toBe(0);
  });

  it('counts a file that ran at both sizes once: as it ended at deep size', () => {
    const workspace = path.join(folder, 'workspace');
    mkdirSync(path.join(workspace, '.reports'), { recursive: true });
    const write = (name: string, files: Readonly<Record<string, readonly string[]>>): void => {
      const ends = Object.values(files).flat();
      const count = (status: string): number => ends.filter((each) => each === status).length;
      const content = {
        numPassedTests: count('passed'),
        numFailedTests: count('failed'),
        numPendingTests: count('skipped'),
        numTodoTests: 0,
        success: count('failed') === 0,
        testResults: Object.entries(files).map(([file, statuses]) => ({
          name: file,
          status: 'passed',
          assertionResults: statuses.map((status) => ({ status })),
        })),
      };
      writeFileSync(path.join(workspace, '.reports', name), JSON.stringify(content));
    };
    write('usual-untimed.json', { 'a.test.ts': ['passed', 'skipped'], 'b.test.ts': ['passed', 'passed', 'skipped'] });
    expect(readWorkspaceReports([workspace, workspace])).toEqual({ passed: 6, failed: 0, skipped: 4 });
    write('deep-untimed.json', { 'b.test.ts': ['passed', 'passed', 'passed'] });
    expect(readWorkspaceReports([workspace])).toEqual({ passed: 4, failed: 0, skipped: 1 });
    write('usual-timed.json', { 'c.test.ts': ['passed'] });
    write('deep-untimed.json', { 'b.test.ts': ['passed', 'failed', 'passed'] });
    expect(readWorkspaceReports([workspace])).toEqual({ passed: 4, failed: 1, skipped: 1 });
    expect(readWorkspaceReports([path.join(folder, 'without reports')])).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});

describe('the end of npm test', () => {
  it('names every test that failed, with the first lines of its error', () => {
    const name = path.join(root, 'packages/cache/src/a.test.ts');
    const failed = {
      status: 'failed',
      fullName: 'a cache keeps',
      failureMessages: ['\u001B[31mError: lost\u001B[39m\n- a\n    at b (c.ts:1:1)'],
    };
    const passed = { status: 'passed', fullName: 'a cache reads', failureMessages: [] };
    const file = written({
      testResults: [
        { name, status: 'failed', assertionResults: [passed, failed] },
        { name, status: 'failed', message: 'SyntaxError', assertionResults: [] },
        { name, status: 'passed', assertionResults: [passed] },
      ],
    });
    expect(describeFailures([file, path.join(folder, 'absent.json')])).toEqual([
      'packages/cache/src/a.test.ts > a cache keeps\n  Error: lost\n  - a',
      'packages/cache/src/a.test.ts\n  SyntaxError',
    ]);
  });
});

describe('npm run test:deep', () => {
  it.each(readWorkspaces().map(({ folder: workspace, manifest }) => [manifest.name, workspace, manifest] as const))(
    'runs every test file of %s whose size depends on TEST_DEPTH',
    (_, workspace, { scripts }) => {
      const files = globSync('src/**/*.test.ts', { cwd: workspace })
        .filter((file) => readFileSync(path.join(workspace, file), 'utf8').includes("'TEST_DEPTH'"))
        .map((file) => file.replaceAll(path.sep, '/'));
      const named = scripts?.['test:deep']?.split(' ').filter((word) => word.endsWith('.test.ts')) ?? [];
      expect(named.toSorted()).toEqual(files.toSorted());
    },
  );
});

describe('npm test', () => {
  const tested = readWorkspaces().filter(({ manifest }) => manifest.scripts?.['test'] !== undefined);

  it('lets nothing run beside the tests that bound milliseconds', () => {
    expect(turboRuns(tested, ['--force'])).toEqual([
      { words: ['--concurrency=2'], part: 'untimed' },
      {
        words: ['--concurrency=1', '--filter=@modular-agent/cache', '--filter=@modular-agent/cache-redis'],
        part: 'timed',
      },
    ]);
  });

  it('runs all tests of what a filter names, one after the other', () => {
    expect(turboRuns(tested, ['--filter=example-agent'])).toEqual([{ words: ['--concurrency=1'], part: undefined }]);
  });
});
