import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const source = new URL('./index.ts', import.meta.url).href;

it('a provider that was not closed does not keep the process alive, though it sweeps', { timeout: 30_000 }, () => {
  const program = `
    import { MemoryCacheProvider } from '${source}';
    const cache = new MemoryCacheProvider({ sweepInterval: '1h' });
    await cache.set('a', 1);
    for (let call = 0; call < 1_000; call++) await cache.get('a');
    console.log(await cache.get('a'));
  `;
  const { status, stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect({ status, stdout, signal }).toEqual({ status: 0, stdout: '1\n', signal: null });
});
