import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeOn } from './support/open.ts';
import { runProgram } from './support/run-program.ts';

const program = new URL('./support/programs/fake-timers.ts', import.meta.url);

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

/** Calls that `support/programs/fake-timers.ts` knows. */
const calls = [
  'set',
  'setMany',
  'get',
  'getMany',
  'exists',
  'getOrSet',
  'getOrSetEntry',
  'getOrSetMany',
  'forceRefresh',
  'delete',
  'expire',
  'invalidateTags',
  'clear',
  'namespace',
  'explain',
  'flush',
];

describe('with timers faked as Jest and sinon do, process.nextTick and queueMicrotask included,', () => {
  it.each(['before', 'after'] as const)(
    'a cache over memory alone answers: faked %s its modules are loaded',
    async (when) => {
      const { code, output } = await runProgram(program, { when, calls });
      expect({ code, answered: output.trim().split('\n') }).toEqual({ code: 0, answered: calls });
    },
  );

  it('a cache over memory and Redis answers, while Node.js itself and the client of Redis have theirs', async () => {
    const { code, output } = await runProgram(program, { when: 'after', calls, redis: placeOn({ url: server.url }) });
    expect({ code, answered: output.trim().split('\n') }).toEqual({ code: 0, answered: calls });
  });
});
