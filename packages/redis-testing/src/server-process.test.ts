import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

import { describe, expect, test } from 'vitest';

import { readSettings } from './settings.ts';
import { hasPackageTools } from './ways/debian-packages.ts';
import { findOnPath } from './ways/path.ts';

const canRunProcess =
  (await findOnPath(readSettings(process.env).searchPath)) !== undefined || (await hasPackageTools());

/** A process that starts a server without Docker and never stops it. */
async function startForgetful(then: string) {
  const module = JSON.stringify(new URL('start-redis.ts', import.meta.url).href);
  const script = `import { startRedis } from ${module};
    const server = await startRedis();
    console.log(server.port);
    ${then}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, REDIS_TESTING: '', DOCKER_HOST: 'unix:///nowhere' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [port] = await once(createInterface(child.stdout), 'line');
  return { child, exited, port: Number(port) };
}

describe.runIf(canRunProcess)('where servers can be processes', { timeout: 120_000 }, () => {
  test('a process that is killed takes its server with it', async () => {
    const { child, port } = await startForgetful('setInterval(() => {}, 1000);');
    const client = connect(port, '127.0.0.1').on('error', () => {});
    await once(client, 'connect');
    child.kill('SIGKILL');
    // A reset says as well as an end that the server is gone; `once` would reject with it.
    await new Promise((resolve) => client.resume().once('close', resolve));
    expect(client.destroyed).toBe(true);
  });

  test('a server that is never stopped does not keep its process from ending', async () => {
    const { exited } = await startForgetful('');
    expect(await exited).toEqual([0, null]);
  });
});
