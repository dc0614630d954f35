import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { dockerAnswers } from './docker-answers.ts';

let folder: string;
let socketPath: string;
let daemon: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redis-testing-docker-'));
  socketPath = join(folder, 'docker.sock');
});

afterEach(async () => {
  daemon?.close();
  daemon = undefined;
  await rm(folder, { recursive: true });
});

async function listen(server: Server): Promise<void> {
  daemon = server.listen(socketPath);
  await once(server, 'listening');
}

test('a daemon that answers at DOCKER_HOST answers', async () => {
  await listen(createHttpServer((_, response) => response.end('OK')));
  expect(await dockerAnswers({ DOCKER_HOST: `unix://${socketPath}` })).toBe(true);
});

test('a daemon that accepts and stays silent does not answer', async () => {
  await listen(createServer((socket) => socket.on('error', () => {}).resume()));
  expect(await dockerAnswers({ DOCKER_HOST: `unix://${socketPath}` }, 20)).toBe(false);
});

test('a client without a daemon does not answer', async () => {
  expect(await dockerAnswers({ DOCKER_HOST: `unix://${socketPath}` })).toBe(false);
});

test('a socket that nobody listens on any more does not answer', async () => {
  await writeFile(socketPath, '');
  expect(await dockerAnswers({ DOCKER_HOST: `unix://${socketPath}` })).toBe(false);
});

test('a DOCKER_HOST that is no address does not answer', async () => {
  expect(await dockerAnswers({ DOCKER_HOST: 'no address' })).toBe(false);
});
