import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';

import { expect, test } from 'vitest';

import { oneAtATime } from './one-at-a-time.ts';

test('work on the same thing never overlaps', async () => {
  const thing = randomUUID();
  const running = new Set<number>();
  const overlaps = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      oneAtATime(thing, async () => {
        running.add(index);
        await new Promise(setImmediate);
        const seen = running.size;
        running.delete(index);
        return seen;
      }),
    ),
  );
  expect(overlaps).toEqual(Array.from({ length: 8 }, () => 1));
});

test('work on different things does not wait', async () => {
  expect(await oneAtATime(randomUUID(), () => oneAtATime(randomUUID(), async () => 'done'))).toBe('done');
});

test('work that fails lets the next begin', async () => {
  const thing = randomUUID();
  const failing = oneAtATime(thing, () => Promise.reject(new Error('no network')));
  await expect(failing).rejects.toThrow('no network');
  expect(await oneAtATime(thing, async () => 'done')).toBe('done');
});

test('a process that dies in the middle lets the next begin', async () => {
  const thing = randomUUID();
  const module = JSON.stringify(new URL('one-at-a-time.ts', import.meta.url).href);
  const script = `import { oneAtATime } from ${module};
    await oneAtATime('${thing}', () => new Promise(() => { console.log('holds'); setInterval(() => {}, 1000); }));`;
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  const waiting = oneAtATime(thing, async () => 'done');
  holder.kill('SIGKILL');
  expect(await waiting).toBe('done');
});
