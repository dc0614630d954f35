import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
let watched: string;
let server: Server;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redis-testing-watchdog-'));
  watched = join(folder, 'watched');
  await mkdir(watched);
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

/** A process with a child of its own that it watches over; the child is seen by the connection that it holds. */
async function startParent(): Promise<{ kill: () => void; childConnection: Socket }> {
  const { port } = server.address() as AddressInfo;
  const module = JSON.stringify(new URL('watchdog.ts', import.meta.url).href);
  const script = `import { spawn } from 'node:child_process';
    import { watchOver } from ${module};
    const child = spawn(process.execPath, ['--eval', 'require("node:net").connect(${port}, "127.0.0.1")'], {
      detached: true, stdio: 'ignore',
    });
    watchOver(child.pid, ${JSON.stringify(watched)});
    child.once('exit', () => process.exit(1));`;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' });
  const [childConnection] = await once(server, 'connection');
  return { kill: () => parent.kill('SIGKILL'), childConnection };
}

test('what a killed process watched over is killed, and its folder removed', async () => {
  const { kill, childConnection } = await startParent();
  const removals = watch(folder);
  const removed = once(removals, 'change');
  kill();
  await new Promise((resolve) =>
    childConnection
      .on('error', () => {})
      .resume()
      .once('close', resolve),
  );
  await removed;
  removals.close();
  expect(existsSync(watched)).toBe(false);
});
