import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from '../scripts/run-command.ts';
import { addTotals, readReport } from '../scripts/test-report.ts';

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
});
