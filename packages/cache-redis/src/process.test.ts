import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runModule, type Ended } from './test/run-module.ts';
import { startTcpServer } from './test/tcp-server.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

/** Runs a program of its own that has a provider, until it ends by itself. */
function run(body: string, options: object = { url: server.url, socketTimeout: '10s' }): Promise<Ended> {
  return runModule(`
    import { RedisCacheProvider } from '@modular-agent/cache-redis';
    process.on('unhandledRejection', (error) => { console.log('unhandled', error); });
    const provider = new RedisCacheProvider(${JSON.stringify(options)});
    ${body}
    console.log('done');
  `);
}

describe('a process with a provider', () => {
  it('ends after close', async () => {
    const ended = await run(`
      await provider.set('key', 1);
      await provider.close();
    `);
    expect(ended).toEqual({ code: 0, output: 'done\n' });
  });

  it('ends without close too, when nothing else is left to do', async () => {
    const ended = await run(`await provider.set('key', 1);`);
    expect(ended).toEqual({ code: 0, output: 'done\n' });
  });

  it('goes on until the calls that it made have ended', async () => {
    const ended = await run(`void provider.set('late', 1).then(() => console.log('stored'));`);
    expect(ended).toEqual({ code: 0, output: 'done\nstored\n' });
  });

  it('ends while the server is down and is being tried again, and nothing is left unhandled', async () => {
    await using gone = await startTcpServer((socket) => socket.destroy());
    const options = { host: '127.0.0.1', port: gone.port };
    const ended = await run(
      `
      for (let round = 0; round < 20; round++) {
        await provider.get('key').catch((error) => error.code === 'CACHE_UNAVAILABLE' || console.log(error));
        await provider.set('key', 1).catch(() => {});
      }
      `,
      options,
    );
    expect(ended).toEqual({ code: 0, output: 'done\n' });
  });
});
