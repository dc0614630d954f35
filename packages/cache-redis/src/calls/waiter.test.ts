import { expect, it } from 'vitest';
import { rejection } from '../test/rejection.ts';
import type { Call } from './call.ts';
import { Waiter } from './waiter.ts';

const call: Call = {
  provider: 'redis',
  operation: 'get',
  key: 'key',
  writes: false,
  signal: undefined,
  startedAt: 0,
  timeout: 1_000,
  endsAt: 1_000,
  queueTimeout: undefined,
  transferTimeout: 0,
  allowance: undefined,
};

it('settles also if the reply is none that can be read', async () => {
  const ended: unknown[] = [];
  const waiter = new Waiter(
    call,
    () => {
      throw new TypeError('no list');
    },
    Infinity,
    { ended: (_, error) => ended.push(error) },
  );
  const { promise } = waiter;
  waiter.answer('+OK', 0);
  const error = await rejection(promise);
  expect(error).toMatchObject({ code: 'CACHE_SERVER', key: 'key', cause: { message: 'no list' } });
  expect([waiter.isSettled, ended]).toEqual([true, [error]]);
});
