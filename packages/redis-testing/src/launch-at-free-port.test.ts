import { once } from 'node:events';
import { createServer } from 'node:net';

import { expect, test } from 'vitest';

import { chooseLauncher } from './choose-launcher.ts';
import { launchAtFreePort } from './launch-at-free-port.ts';
import { RedisStartError } from './launcher.ts';
import { readSettings } from './settings.ts';

test('a port that another process takes at the last moment is given up for another', { timeout: 120_000 }, async () => {
  const launcher = await chooseLauncher(readSettings(process.env));
  const squatter = createServer();
  const tried: number[] = [];
  const { port, running } = await launchAtFreePort(async (candidate) => {
    tried.push(candidate);
    if (tried.length === 1) await once(squatter.listen(candidate, '127.0.0.1'), 'listening');
    return await launcher.launch({ port: candidate, password: undefined, args: [] });
  });
  await running.kill();
  squatter.close();
  expect(tried).toEqual([expect.any(Number), port]);
  expect(tried[0]).not.toBe(port);
});

test('a server that fails for another reason is not tried again', async () => {
  let tries = 0;
  const launching = launchAtFreePort(async () => {
    tries += 1;
    throw new RedisStartError('bad argument');
  });
  await expect(launching).rejects.toThrow('bad argument');
  expect(tries).toBe(1);
});
