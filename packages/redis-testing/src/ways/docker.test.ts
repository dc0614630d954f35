import { describe, expect, test } from 'vitest';

import { findFreePort } from '../free-port.ts';
import { ping } from '../ping.ts';
import { readSettings } from '../settings.ts';
import { dockerAnswers } from './docker-answers.ts';
import { dockerWay } from './docker.ts';

const pullLimit = { timeout: 300_000 };
const answers = await dockerAnswers(process.env);

describe.runIf(answers)('where Docker answers', () => {
  test('a container is started, paused, resumed and ended', pullLimit, async () => {
    const launcher = await dockerWay.prepare(readSettings(process.env));
    const port = await findFreePort();
    const running = await launcher.launch({ port, password: 'secret', args: [] });
    await running.pause();
    await expect(ping(running.host, port, 20)).rejects.toThrow('aborted');
    await running.resume();
    await ping(running.host, port, 5_000);
    await running.end();
    await expect(ping(running.host, port, 5_000)).rejects.toThrow('ECONNREFUSED');
    expect(running.version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('a server that refuses its arguments is an error that shows its log', pullLimit, async () => {
    const launcher = await dockerWay.prepare(readSettings(process.env));
    const args = ['--maxmemory-policy', 'nonsense'];
    const launching = launcher.launch({ port: await findFreePort(), password: undefined, args });
    await expect(launching).rejects.toThrow(/did not start[^]*maxmemory-policy/);
  });

  test('an image that can not be pulled closes the way and is named', pullLimit, async () => {
    const settings = readSettings({ REDIS_TESTING_IMAGE: 'localhost:1/no-such-image:0' });
    await expect(dockerWay.prepare(settings)).rejects.toThrow(
      expect.objectContaining({ name: 'WayClosedError', message: expect.stringContaining('no-such-image') }),
    );
  });
});

describe.runIf(!answers)('where no Docker answers', () => {
  test('the way is closed', async () => {
    await expect(dockerWay.prepare(readSettings(process.env))).rejects.toThrow('no Docker daemon answers');
  });
});
