import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { startCluster, startRedis, startSentinel } from '@modular-agent/redis-testing';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { plannerModel, startModelServer } from './model/server/start-model-server.ts';

const repository = resolve(import.meta.dirname, '../../..');
const main = join(import.meta.dirname, 'main.ts');
/** The app's compiled code, shared by every start of it. */
const compileCache = await mkdtemp(join(tmpdir(), 'example-agent-compiled-'));
afterAll(() => rm(compileCache, { recursive: true, force: true }));
const usual = { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: compileCache };

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return spawn(process.execPath, [main, ...args], { env: { ...usual, ...environment }, cwd: tmpdir() });
}

async function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Run> {
  const child = start(args, environment);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: code as number | null, out, err };
}

async function docs(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'example-agent-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'guide.md'), '# Guide\n\nEntries live for one hour.\n');
  return folder;
}

/** The counts of one line of the table. */
function counts(out: string, pass: string): Record<'model' | 'tool' | 'hits' | 'billed' | 'avoided', number> {
  const line = out.split('\n').find((each) => each.startsWith(pass)) ?? '';
  const [model, tool, hits, billed, avoided] = line
    .slice(pass.length)
    .trim()
    .split(/\s{2,}/)
    .map((count) => Number(count.replaceAll(',', '')));
  return { model: model ?? -1, tool: tool ?? -1, hits: hits ?? -1, billed: billed ?? -1, avoided: avoided ?? -1 };
}

function words(line: string): string[] {
  return line.match(/[\p{L}\p{N}]+/gu) ?? [];
}

describe('the app', { timeout: 60_000 }, () => {
  it('explains itself', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    for (const option of ['--ask', '--docs', '--provider', '--config', '--help', 'OPENAI_API_KEY']) {
      expect(out).toContain(option);
    }
  });

  it.each([
    [['--colour'], 2, /Unknown option '--colour'.*--help/],
    [['--ask', 'Why?', '--docs', '/does/not/exist'], 1, /\/does\/not\/exist.*does not exist/],
    [['--config', '/does/not/exist.yaml'], 1, /\/does\/not\/exist\.yaml/],
    [
      ['--provider', 'floppy'],
      1,
      /--provider floppy: names no provider that is known; found "floppy"; accepted: memory/,
    ],
    [['--ask', 'Why?', '--ask', 'How?'], 2, /--ask is given more than once/],
  ])('refuses %j with the reason and no stack', async (args, status, reason) => {
    const { code, out, err } = await run(args);
    expect(code).toBe(status);
    expect(err).toMatch(reason);
    expect(err).not.toMatch(/^\s+at /m);
    expect(out).toBe('');
  });

  it('answers questions about this repository, cold and then warm without one model or tool call', async () => {
    const { code, out } = await run([]);
    expect(code).toBe(0);
    expect(out).not.toContain('The documents do not say');
    const [cold, warm] = [counts(out, 'cold'), counts(out, 'warm')];
    expect(cold.model).toBeGreaterThan(6);
    expect(cold.avoided).toBe(0);
    expect(warm).toMatchObject({ model: 0, tool: 0, billed: 0, avoided: cold.billed });
    expect(out).toMatch(/(\d+) of \1 answers are the same, served by the cache \(memory\)/);
  });

  it('cites lines that say what it says they say', async () => {
    const { out } = await run([]);
    const cited = [...out.matchAll(/^ {3}(\S.*) \[([^\]\s]+):(\d+)\]$/gm)];
    expect(cited.length).toBeGreaterThanOrEqual(5);
    for (const [, statement = '', file = '', line] of cited) {
      const lines = (await readFile(join(repository, file), 'utf8')).split('\n').slice(Number(line) - 1);
      const said = words(statement);
      expect(words(lines[0] ?? ''), `${file}:${line}`).toContain(said[0]);
      // A row is answered with the names of its columns, which stand further up.
      const there = new Set(words(lines.slice(0, 6).join(' ')));
      const share = said.filter((word) => there.has(word)).length / said.length;
      expect(share, `${file}:${line}`).toBeGreaterThan(0.8);
    }
  });

  it("answers a question of one's own over a folder of one's own", async () => {
    const { code, out } = await run(['--ask', 'How long do entries live?', '--docs', await docs()]);
    expect(code).toBe(0);
    expect(out).toContain('   Entries live for one hour. [guide.md:3]\n');
    expect(counts(out, 'this run')).toMatchObject({ model: 3, tool: 2, hits: 0 });
  });

  it('answers from Redis in a new process, without one model or tool call', async () => {
    await using redis = await startRedis();
    const environment = { CACHE_PROVIDER: 'redis', REDIS_HOST: redis.host, REDIS_PORT: String(redis.port) };
    const args = ['--ask', 'How long do entries live?', '--docs', await docs()];
    const first = await run(args, environment);
    const second = await run(args, environment);
    expect(counts(first.out, 'this run')).toMatchObject({ model: 3, tool: 2, hits: 0 });
    expect(counts(second.out, 'this run')).toMatchObject({ model: 0, tool: 0, hits: 5 });
    expect(second.out).toContain('Entries live for one hour. [guide.md:3]');
    expect(second.out).toContain('Cache      redis');
  });

  it('answers from a Redis Cluster in a new process, without one model or tool call', async () => {
    await using cluster = await startCluster({ masters: 2 });
    const nodes = cluster.seeds.map(({ host, port }) => `${host}:${port}`).join(',');
    const config = join(repository, 'configs/cluster.yaml');
    const args = ['--ask', 'How long do entries live?', '--docs', await docs(), '--config', config];
    const first = await run(args, { REDIS_CLUSTER_NODES: nodes });
    const second = await run(args, { REDIS_CLUSTER_NODES: nodes });
    expect(counts(first.out, 'this run')).toMatchObject({ model: 3, tool: 2, hits: 0 });
    expect(counts(second.out, 'this run')).toMatchObject({ model: 0, tool: 0, hits: 5 });
  });

  it('answers from the master that Sentinels name in a new process, without one model or tool call', async () => {
    await using group = await startSentinel({ sentinels: 1, replicas: 0 });
    const nodes = group.addresses.map(({ host, port }) => `${host}:${port}`).join(',');
    const config = join(repository, 'configs/sentinel.yaml');
    const args = ['--ask', 'How long do entries live?', '--docs', await docs(), '--config', config];
    const first = await run(args, { REDIS_SENTINELS: nodes });
    const second = await run(args, { REDIS_SENTINELS: nodes });
    expect(counts(first.out, 'this run')).toMatchObject({ model: 3, tool: 2, hits: 0 });
    expect(counts(second.out, 'this run')).toMatchObject({ model: 0, tool: 0, hits: 5 });
  });

  it('answers the built-in questions from Redis in a new process, without one model call', async () => {
    await using redis = await startRedis();
    const environment = { CACHE_PROVIDER: 'redis', REDIS_HOST: redis.host, REDIS_PORT: String(redis.port) };
    const first = await run([], environment);
    const second = await run([], environment);
    expect(counts(first.out, 'cold').model).toBeGreaterThan(6);
    expect(counts(second.out, 'warm already')).toMatchObject({ model: 0, tool: 0, billed: 0 });
  });

  it('passes nothing on that would steer the terminal', async () => {
    const folder = await docs();
    await writeFile(join(folder, 'guide.md'), 'Entries live for \u001B[31mone hour\u001B[0m.');
    const { out } = await run(['--ask', 'How long do entries live?', '--docs', folder]);
    expect(out).toContain('Entries live for [31mone hour[0m. [guide.md:1]');
  });

  it.each([
    ['redis', 'redis'],
    ['memory,redis', 'memory, then redis'],
  ])('takes providers from the command line before the environment: %s', async (names, description) => {
    await using redis = await startRedis();
    const environment = { CACHE_TIERS: 'memory', REDIS_HOST: redis.host, REDIS_PORT: String(redis.port) };
    const { out } = await run(['--ask', 'Why?', '--docs', await docs(), '--provider', names], environment);
    expect(out).toContain(`Cache      ${description}\n`);
  });

  it('takes another configuration', async () => {
    const folder = await docs();
    const config = join(folder, 'own.yaml');
    await writeFile(
      config,
      'cache:\n  default_provider: memory\n  providers:\n    memory:\n      enabled: true\n      max_size: 10\n',
    );
    const { code, out } = await run(['--ask', 'Why?', '--docs', folder, '--config', config], {
      CACHE_PROVIDER: 'redis',
    });
    expect(code).toBe(0);
    expect(out).toContain('Cache      memory');
  });

  it('answers without a cache when Redis is down, and says so once', async () => {
    const redis = await startRedis();
    await redis.kill();
    const environment = { CACHE_PROVIDER: 'redis', REDIS_HOST: redis.host, REDIS_PORT: String(redis.port) };
    const { code, out, err } = await run(['--ask', 'How long do entries live?', '--docs', await docs()], environment);
    expect(code).toBe(0);
    expect(out).toContain('Entries live for one hour. [guide.md:3]');
    expect(counts(out, 'this run')).toMatchObject({ model: 3, tool: 2, hits: 0 });
    const complaints = err.split('\n').filter((line) => line.includes('does without'));
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain(`${redis.host}:${redis.port}`);
  });

  it.each([
    ['a memory in front of it', { CACHE_TIERS: 'memory,redis' }, 'memory, then redis'],
    ['one that stands in', { CACHE_PROVIDER: 'redis', CACHE_FALLBACK: 'memory' }, 'redis (memory while it is away)'],
  ])('answers again from memory while Redis is down: %s', async (_, choice, description) => {
    const redis = await startRedis();
    await redis.kill();
    const { code, out, err } = await run([], { ...choice, REDIS_HOST: redis.host, REDIS_PORT: String(redis.port) });
    expect(code).toBe(0);
    expect(out).toContain(`Cache      ${description}\n`);
    expect(counts(out, 'cold').model).toBeGreaterThan(6);
    expect(counts(out, 'warm')).toMatchObject({ model: 0, tool: 0 });
    expect(err.match(/^The cache does without redis for now: /gm)).toHaveLength(1);
  });

  it('tells which tier had what: memory in front of Redis takes what it finds there', async () => {
    await using redis = await startRedis();
    const environment = { CACHE_TIERS: 'memory,redis', REDIS_HOST: redis.host, REDIS_PORT: String(redis.port) };
    const args = ['--ask', 'How long do entries live?', '--docs', await docs()];
    await run(args, environment);
    const { out } = await run(args, environment);
    expect(counts(out, 'this run')).toMatchObject({ model: 0, tool: 0, hits: 5 });
    expect(out).toMatch(/redis 5$/m);
  });

  it('asks the endpoint that the environment names, and never shows the key', async () => {
    const server = await startModelServer();
    onTestFinished(() => server.close());
    const environment = { OPENAI_BASE_URL: server.url, OPENAI_MODEL: plannerModel, OPENAI_API_KEY: 'sk-secret' };
    const { code, out, err } = await run(['--ask', 'How long do entries live?', '--docs', await docs()], environment);
    expect(code).toBe(0);
    expect(out).toContain(`Model      ${plannerModel} at ${server.url}`);
    expect(out + err).not.toContain('sk-secret');
  });

  it('ends with the reason when the model refuses', async () => {
    const server = createServer((_, response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end('{"error":{"message":"Incorrect API key provided."}}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, err } = await run(['--ask', 'Why?', '--docs', await docs()], { OPENAI_BASE_URL: url });
    expect(code).toBe(1);
    expect(err).toBe('Incorrect API key provided.\n');
  });

  it('ends at once when nobody answers at the endpoint, and says where and what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    server.close();
    await once(server, 'close');
    const environment = { OPENAI_BASE_URL: url, OPENAI_API_KEY: 'sk-secret' };
    const { code, err } = await run(['--ask', 'Why?', '--docs', await docs()], environment);
    expect(code).toBe(1);
    expect(err).toBe(
      `The model at ${url} can't be reached (ECONNREFUSED). Check that a server runs there and that OPENAI_BASE_URL names it; unset OPENAI_BASE_URL and OPENAI_API_KEY to use the planner that ships with the app.\n`,
    );
  });

  it('asks a busy model once more, and ends with its reason alone', async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests += 1;
      // Waited for between the two.
      response.writeHead(503, { 'content-type': 'application/json', 'retry-after-ms': '1' });
      response.end('{"error":{"message":"The model is overloaded."}}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, err } = await run(['--ask', 'Why?', '--docs', await docs()], { OPENAI_BASE_URL: url });
    expect(code).toBe(1);
    expect(err).toBe('The model is overloaded.\n');
    expect(requests).toBe(2);
  });

  it('closes everything on Ctrl-C, also in the middle of an answer', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const child = start(['--ask', 'Why?', '--docs', await docs()], { OPENAI_BASE_URL: url });
    const ended = once(child, 'exit');
    await once(server, 'request');
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
  });
});
