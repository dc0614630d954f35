import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readSettings } from '../packages/redis-testing/src/settings.ts';
import { dockerAnswers } from '../packages/redis-testing/src/ways/docker-answers.ts';
import { makeReleaseImage } from '../packages/redis-testing/src/ways/release-image.ts';
import type { ServerRelease } from '../packages/redis-testing/src/ways/server-release.ts';
import { NoDaemonError, startDaemon, type DockerDaemon } from './docker-suite/docker-daemon.ts';
import { installDocker } from './docker-suite/install-docker.ts';
import { runBounded } from './docker-suite/run-bounded.ts';
import { root } from './run-command.ts';
import {
  addTotals,
  closingLine,
  describeFailures,
  latestReport,
  readReports,
  readWorkspaceReports,
  type TestTotals,
} from './test-report.ts';
import { readWorkspaces } from './workspaces.ts';

// The tests of Redis once more, at deep size, with servers in containers: of images that are made here, as no registry may
// be reached. Closes with one line that counts these tests and those of the last `npm test` and `npm run test:deep` together.

interface Part {
  readonly release: ServerRelease;
  readonly workspace: string;
  /** None: all. */
  readonly files: readonly string[];
}

const parts: readonly Part[] = [
  { release: 'redis-8.0', workspace: 'packages/cache-redis', files: [] },
  { release: 'redis-7.0', workspace: 'packages/cache-redis', files: ['src/conformance.test.ts', 'src/calm'] },
  { release: 'valkey-8.1', workspace: 'packages/cache-redis', files: ['src/conformance.test.ts', 'src/calm'] },
  {
    release: 'valkey-8.1',
    workspace: 'packages/redis-testing',
    files: ['src/ways/docker.test.ts', 'src/cluster', 'src/sentinel'],
  },
];

/** Milliseconds, for all parts together. */
const limit = 720_000;
const reports = path.join(root, '.reports', 'docker-suite');

const interruption = new AbortController();
process.on('SIGINT', () => interruption.abort()).on('SIGTERM', () => interruption.abort());

let succeeded = true;
let totals = readWorkspaceReports(readWorkspaces().map(({ folder }) => folder));
try {
  await using daemon = await findDaemon();
  console.log(`\n── in containers: ${daemon?.description ?? 'by the Docker that answers'}`);
  totals = addTotals(totals, await runParts());
} catch (error) {
  if (!(error instanceof NoDaemonError)) throw error;
  console.log(`\nThe tests in containers are skipped: ${error.message}`);
  totals = addTotals(totals, { passed: 0, failed: 0, skipped: 1 });
}
if (!succeeded || totals.failed > 0) process.exitCode = 1;
console.log(`\n${closingLine(totals)}`);

/** One that is started here is the one that this process and its children use. */
async function findDaemon(): Promise<DockerDaemon | undefined> {
  if (await dockerAnswers(process.env)) return undefined;
  await installDocker();
  if (await dockerAnswers(process.env)) return undefined;
  const daemon = await startDaemon();
  process.env['DOCKER_HOST'] = daemon.host;
  // It shares this machine's network, also where the machine is a container itself.
  process.env['TESTCONTAINERS_HOST_OVERRIDE'] = '127.0.0.1';
  return daemon;
}

async function runParts(): Promise<TestTotals> {
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const { cacheFolder } = readSettings(process.env);
  const end = performance.now() + limit;
  const written: string[] = [];
  for (const [index, { release, workspace, files }] of parts.entries()) {
    const image = await makeReleaseImage(cacheFolder, release);
    console.log(`\n── ${workspace} ${files.join(' ')} on ${image}`);
    const latest = latestReport(path.join(root, workspace));
    rmSync(latest, { force: true });
    const passed = await runBounded({
      command: 'vitest',
      words: ['run', '--config', path.join(root, 'vitest.config.ts'), '--root', '.', ...files],
      folder: path.join(root, workspace),
      environment: {
        REDIS_TESTING: 'docker',
        REDIS_TESTING_IMAGE: image,
        TEST_DEPTH: 'deep',
        // Ryuk's image would have to be pulled.
        TESTCONTAINERS_RYUK_DISABLED: 'true',
      },
      limit: Math.max(1, Math.ceil(end - performance.now())),
      signal: interruption.signal,
    });
    succeeded &&= passed;
    const report = path.join(reports, `${index}.json`);
    if (existsSync(latest)) renameSync(latest, report);
    written.push(report);
  }
  for (const failure of describeFailures(written)) console.error(`\nfailed: ${failure}`);
  return readReports(written);
}
