import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeLeases } from '../test/leases/judge-leases.ts';
import { runLeaseProcesses } from '../test/leases/run-lease-processes.ts';

const isDeep = process.env['TEST_DEPTH'] === 'deep';
/** Any time by hand: `LEASE_SECONDS=60 npx vitest run …`. */
const seconds = Number(process.env['LEASE_SECONDS'] ?? (isDeep ? 20 : 4));

const held = (token: number, at: number, until: number) => ({ kind: 'held', token, at, until }) as const;
const saw = (token: number, from: number, to: number) => ({ kind: 'saw', token, from, to }) as const;

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

it(
  'a lease has one holder at a time among processes that are killed and stopped, and no earlier one overwrites a later one',
  async () => {
    const run = await runLeaseProcesses({ url: server.url, socketTimeout: '10s' }, { processes: 4, seconds });
    if (process.env['LEASE_SECONDS'] !== undefined) console.log(run);
    expect(run.complaints).toEqual([]);
    expect({ overlaps: run.overlaps, disorder: run.disorder, lost: run.lost }).toEqual({
      overlaps: [],
      disorder: [],
      lost: [],
    });
    expect(run.grants).toBeGreaterThan(1);
    expect(run.kills).toBeGreaterThanOrEqual(4);
  },
  seconds * 1_000 + 60_000,
);

describe('what processes noted is judged: it', () => {
  it('tells two holders at once, but for one that ended, renewed or released before', () => {
    const first = { events: [held(1, 0, 10)], endedAt: 99 };
    const second = { events: [held(2, 9, 20)], endedAt: 99 };
    expect(judgeLeases([first, second]).overlaps).toHaveLength(1);
    expect(judgeLeases([{ ...first, endedAt: 9 }, second]).overlaps).toEqual([]);
    expect(judgeLeases([{ ...first, events: [held(1, 15, 10)] }, second])).toMatchObject({
      overlaps: [],
      disorder: [],
    });
    const released = [held(1, 0, 10), { kind: 'released', token: 1, at: 5 } as const];
    expect(judgeLeases([{ ...first, events: released }, second]).overlaps).toEqual([]);
    const renewed = [held(1, 0, 5), { kind: 'renewed', token: 1, until: 12 } as const];
    expect(judgeLeases([{ ...first, events: renewed }, second]).overlaps).toHaveLength(1);
  });

  it('tells a token that is not above those before', () => {
    const histories = [
      { events: [held(5, 0, 1)], endedAt: 99 },
      { events: [held(4, 2, 3)], endedAt: 99 },
    ];
    expect(judgeLeases(histories).disorder).toHaveLength(1);
  });

  it('tells what was seen after something higher, and nothing of calls at the same time', () => {
    const after = { events: [saw(2, 0, 5), saw(1, 6, 9)], endedAt: 99 };
    expect(judgeLeases([after]).lost).toHaveLength(1);
    const beside = { events: [saw(2, 0, 5), saw(1, 4, 9)], endedAt: 99 };
    expect(judgeLeases([beside]).lost).toEqual([]);
  });
});
