import { startProxy, startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { createClient } from 'redis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider, type RedisCacheProviderOptions } from './index.ts';
import { rejection } from './test/rejection.ts';
import { runModule } from './test/run-module.ts';

const isDeep = process.env['TEST_DEPTH'] === 'deep';
let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

beforeEach(async () => {
  await server.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
});

afterAll(() => server.kill());

function newProvider(options: RedisCacheProviderOptions = {}): RedisCacheProvider {
  return new RedisCacheProvider({ url: server.url, socketTimeout: '10s', ...options });
}

/** Listens, and can wait for what it is told: each message, `null` for a gap. */
class Ear {
  readonly heard: (string | null)[] = [];
  #wanted = 0;
  #reached: (() => void) | undefined;

  onMessage(message: string): void {
    this.#hear(message);
  }

  onGap(): void {
    this.#hear(null);
  }

  /** Resolves once it was told so much in all. */
  async told(count: number): Promise<(string | null)[]> {
    this.#wanted = count;
    if (this.heard.length < count) await new Promise<void>((resolve) => (this.#reached = resolve));
    return this.heard;
  }

  #hear(what: string | null): void {
    this.heard.push(what);
    if (this.heard.length === this.#wanted) this.#reached?.();
  }
}

/** How many connections of the server listen. */
async function listeners(): Promise<number> {
  return String(await server.command('CLIENT', 'LIST', 'TYPE', 'pubsub'))
    .split('\n')
    .filter((line) => line.includes('id=')).length;
}

describe('a message', () => {
  it('reaches every listener on its channel, in every provider, in order and as it was', async () => {
    await using here = newProvider();
    await using there = newProvider({ db: 3 });
    const ears = [new Ear(), new Ear(), new Ear()] as const;
    await here.coordination.backplane.subscribe('news', ears[0]);
    await here.coordination.backplane.subscribe('news', ears[1]);
    await there.coordination.backplane.subscribe('news', ears[2]);
    const messages = [
      '',
      'ä€😀\r\n\0',
      'x'.repeat(300_000),
      ...Array.from({ length: 2_000 }, (_, index) => `${index}`),
    ];
    await Promise.all(messages.map((message) => here.coordination.backplane.publish('news', message)));
    for (const ear of ears) expect(await ear.told(messages.length)).toEqual(messages);
    expect(await listeners()).toBe(2);
    expect(await here.getStats()).toMatchObject({
      operations: { publish: { calls: messages.length, errors: 0 }, subscribe: { calls: 2 } },
      subscriptions: { channels: 1, isConnected: true, reconnects: 0 },
    });
  });

  it('reaches nobody on another channel or under another prefix', async () => {
    await using provider = newProvider({ keyPrefix: 'a:' });
    await using other = newProvider({ keyPrefix: 'b:' });
    const ear = new Ear();
    await provider.coordination.backplane.subscribe('one', ear);
    await provider.coordination.backplane.publish('two', 'not for it');
    await other.coordination.backplane.publish('one', 'nor this');
    await provider.coordination.backplane.publish('one', 'for it');
    expect(await ear.told(1)).toEqual(['for it']);
  });

  it('is no longer told when its subscription was ended, while another on the channel goes on', async () => {
    await using provider = newProvider();
    const [ended, lasting] = [new Ear(), new Ear()];
    const end = await provider.coordination.backplane.subscribe('news', ended);
    await provider.coordination.backplane.subscribe('news', lasting);
    await provider.coordination.backplane.publish('news', 'first');
    await lasting.told(1);
    await end();
    await end();
    await provider.coordination.backplane.publish('news', 'second');
    expect(await lasting.told(2)).toEqual(['first', 'second']);
    expect(ended.heard).toEqual(['first']);
  });

  it('that makes one listener throw is still told the others', async () => {
    await using provider = newProvider();
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    const ear = new Ear();
    await provider.coordination.backplane.subscribe('news', {
      onMessage: () => {
        throw new Error('no');
      },
      onGap: () => {},
    });
    await provider.coordination.backplane.subscribe('news', ear);
    await provider.coordination.backplane.publish('news', 'hello');
    expect(await ear.told(1)).toEqual(['hello']);
    expect(await warned).toMatchObject({ name: 'CacheListenerWarning' });
  });

  it('that is no well-formed text is refused, and so is such a channel', async () => {
    await using provider = newProvider();
    for (const text of ['\uD800', 7 as unknown as string]) {
      expect(await rejection(provider.coordination.backplane.publish('news', text))).toMatchObject({
        option: 'message',
      });
      expect(await rejection(provider.coordination.backplane.publish(text, 'x'))).toMatchObject({ option: 'channel' });
      expect(await rejection(provider.coordination.backplane.subscribe(text, new Ear()))).toMatchObject({
        option: 'channel',
      });
    }
  });
});

describe('a gap', () => {
  it('is told when the connection is cut and when it listens again; calls notice nothing', async () => {
    await using provider = newProvider();
    const ear = new Ear();
    await provider.coordination.backplane.subscribe('news', ear);
    await server.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
    expect(await ear.told(2)).toEqual([null, null]);
    await provider.coordination.backplane.publish('news', 'again');
    expect(await ear.told(3)).toEqual([null, null, 'again']);
    expect(await provider.getStats()).toMatchObject({
      connections: { reconnects: 0 },
      subscriptions: { isConnected: true, reconnects: 1 },
    });
  });

  it('is told around a restart of the server, and messages come in again by themselves', async () => {
    await using own = await startRedis();
    await using provider = newProvider({ url: own.url });
    const ear = new Ear();
    await provider.coordination.backplane.subscribe('news', ear);
    await own.kill();
    expect(await ear.told(1)).toEqual([null]);
    expect(await rejection(provider.coordination.backplane.subscribe('more', ear))).toMatchObject({
      code: 'CACHE_UNAVAILABLE',
      outcome: 'not-applied',
    });
    await own.restart();
    expect(await ear.told(2)).toEqual([null, null]);
    await using another = newProvider({ url: own.url });
    await another.coordination.backplane.publish('news', 'again');
    expect((await ear.told(3)).at(-1)).toBe('again');
  });

  // Silence is noticed after the default `healthCheckInterval`, 30 seconds.
  it.runIf(isDeep)('is told when the server says nothing to a subscription for as long as it may', async () => {
    await using own = await startRedis();
    await using provider = newProvider({ url: own.url, socketTimeout: 50 });
    const ear = new Ear();
    await provider.coordination.backplane.subscribe('news', ear, { timeout: '10s' });
    await own.pause();
    expect(await rejection(provider.coordination.backplane.subscribe('late', ear))).toMatchObject({
      code: 'CACHE_TIMEOUT',
    });
    expect(await ear.told(1)).toEqual([null]);
    await own.resume();
    expect(await ear.told(2)).toEqual([null, null]);
  });

  it('is told when a network swallows everything', async () => {
    await using proxy = await startProxy(server);
    await using provider = newProvider({
      url: `redis://${proxy.host}:${proxy.port}`,
      socketTimeout: 100,
      healthCheckInterval: 50,
    });
    const ear = new Ear();
    await provider.coordination.backplane.subscribe('news', ear, { timeout: '10s' });
    proxy.blackhole();
    expect(await ear.told(1)).toEqual([null]);
    proxy.resume();
    await ear.told(2);
    await using other = newProvider();
    await other.coordination.backplane.publish('news', 'again');
    expect(await ear.told(3)).toEqual([null, null, 'again']);
  });
});

describe('a channel that is forbidden later', () => {
  it('does not take the others with it, and is listened to again once it is allowed', async () => {
    await using guarded = await startRedis({
      users: [{ name: 'agent', password: 'secret', rules: ['~*', '+@all', 'resetchannels', '&b|one', '&b|two'] }],
    });
    await using provider = newProvider({ url: guarded.url, username: 'agent', password: 'secret', keyPrefix: '' });
    const [one, two] = [new Ear(), new Ear()];
    await provider.coordination.backplane.subscribe('one', one);
    await provider.coordination.backplane.subscribe('two', two);
    // The server cuts whoever listens to what is now forbidden.
    await guarded.command('ACL', 'SETUSER', 'agent', 'resetchannels', '&b|one');
    expect(await one.told(2)).toEqual([null, null]);
    await provider.coordination.backplane.publish('one', 'still');
    expect(await one.told(3)).toEqual([null, null, 'still']);
    expect(two.heard).toEqual([null]);
    await guarded.command('ACL', 'SETUSER', 'agent', '&b|two');
    expect(await two.told(2)).toEqual([null, null]);
    await provider.coordination.backplane.publish('two', 'again');
    expect(await two.told(3)).toEqual([null, null, 'again']);
  });
});

describe('subscribing', () => {
  it('that the server refuses says so, and leaves other subscriptions as they are', async () => {
    const rules = ['~*', 'resetchannels', '&agent:cache:b|mine', '+@all'];
    await using own = await startRedis({ users: [{ name: 'cache', password: 'by-the-way', rules }] });
    await using provider = newProvider({ host: own.host, port: own.port, url: undefined, username: 'cache', password: 'by-the-way' }); // prettier-ignore
    const ear = new Ear();
    await provider.coordination.backplane.subscribe('mine', ear);
    const error = await rejection(provider.coordination.backplane.subscribe('theirs', ear));
    expect(error).toMatchObject({ code: 'CACHE_SERVER', reply: 'NOPERM' });
    await provider.coordination.backplane.publish('mine', 'hello');
    expect(await ear.told(1)).toEqual(['hello']);
  });

  it('ends in time where nothing answers, at once when it is aborted, and not at all after close', async () => {
    await using own = await startRedis();
    const provider = newProvider({ url: own.url });
    const ear = new Ear();
    await provider.coordination.backplane.subscribe('news', ear);
    await own.pause();
    const late = await rejection(provider.coordination.backplane.subscribe('late', ear, { timeout: 30 }));
    expect(late).toMatchObject({ code: 'CACHE_TIMEOUT', outcome: 'not-applied' });
    const controller = new AbortController();
    const aborted = rejection(provider.coordination.backplane.subscribe('late', ear, { signal: controller.signal }));
    controller.abort();
    expect(await aborted).toMatchObject({ code: 'CACHE_ABORTED' });
    await own.resume();
    expect(await provider.getStats()).toMatchObject({ subscriptions: { channels: 1 } });
    await provider.close();
    expect(await rejection(provider.coordination.backplane.subscribe('news', ear))).toMatchObject({
      code: 'CACHE_CLOSED',
    });
    expect(await rejection(provider.coordination.backplane.publish('news', 'x'))).toMatchObject({
      code: 'CACHE_CLOSED',
    });
    expect(ear.heard).toEqual([]);
  });

  it('works beside a client of the caller, over a connection like it', async () => {
    const client = await createClient({ url: server.url }).connect();
    await using provider = new RedisCacheProvider({ client, socketTimeout: '10s' });
    const ear = new Ear();
    await provider.coordination.backplane.subscribe('news', ear);
    await provider.coordination.backplane.publish('news', 'hello');
    expect(await ear.told(1)).toEqual(['hello']);
    await server.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await ear.told(3);
    await provider.coordination.backplane.publish('news', 'again');
    expect(await ear.told(4)).toEqual(['hello', null, null, 'again']);
    await provider.close();
    expect(await client.ping()).toBe('PONG');
    client.destroy();
  });

  it('does not keep a process running', async () => {
    const ended = await runModule(`
      import { RedisCacheProvider } from '@modular-agent/cache-redis';
      const provider = new RedisCacheProvider({ url: '${server.url}', socketTimeout: '10s' });
      await provider.coordination.backplane.subscribe('news', { onMessage: () => {}, onGap: () => {} });
      console.log('listens');
    `);
    expect(ended).toEqual({ code: 0, output: 'listens\n' });
  });
});
