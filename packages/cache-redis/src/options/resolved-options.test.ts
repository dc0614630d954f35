import { CacheOptionError } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { RedisCacheProviderOptions } from './redis-cache-provider-options.ts';
import { resolveOptions } from './resolved-options.ts';

const secret = 'hunter2-7f3a9c';

/** What an address says, with its credentials as they are read. */
async function readable(options: RedisCacheProviderOptions): Promise<object> {
  const { credentials, ...rest } = resolveOptions(options).address;
  return { ...rest, credentials: await credentials.read() };
}

/** The error that these options are refused with. */
function refusal(options: Readonly<Record<string, unknown>>): CacheOptionError {
  try {
    resolveOptions(options);
  } catch (error) {
    if (CacheOptionError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('expected these options to be refused');
}

describe('resolveOptions', () => {
  it('completes nothing at all to the documented defaults, and freezes them', () => {
    const options = resolveOptions({});
    expect(options).toEqual({
      name: 'redis',
      topology: { kind: 'single' },
      readFrom: 'master',
      slot: undefined,
      address: {
        host: 'localhost',
        port: 6379,
        path: undefined,
        db: 0,
        credentials: expect.anything() as unknown,
        tls: undefined,
      },
      client: undefined,
      maxPendingCalls: 10_000,
      maxPendingBytes: 134_217_728,
      format: { decodes: true, serializer: undefined, readers: new Map(), compression: undefined },
      maxConnections: 20,
      socketTimeout: 500,
      socketConnectTimeout: 5_000,
      acquireTimeout: Infinity,
      retryOnTimeout: true,
      healthCheckInterval: 30_000,
      keyPrefix: 'agent:cache:',
      defaultTtl: 3_600_000,
    });
    expect(Object.isFrozen(options) && Object.isFrozen(options.address)).toBe(true);
  });

  it('takes an option that is undefined, and an empty host, user or password, as not given', () => {
    const given: RedisCacheProviderOptions = { host: '', username: '', password: '', url: '', port: undefined };
    expect(resolveOptions(given)).toEqual(resolveOptions({}));
  });

  it('reads durations in milliseconds or with a unit', () => {
    const options = resolveOptions({ socketTimeout: '1.5s', socketConnectTimeout: 250, defaultTtl: Infinity });
    expect(options).toMatchObject({ socketTimeout: 1_500, socketConnectTimeout: 250, defaultTtl: Infinity });
  });

  it.each([0, Infinity] as const)('takes a health check interval of %s as never', (healthCheckInterval) => {
    expect(resolveOptions({ healthCheckInterval }).healthCheckInterval).toBe(Infinity);
  });

  it('reads every part of a URL, whatever the user name and password are made of', async () => {
    const text = fc.string({ minLength: 1, unit: 'binary' }).filter((each) => each.isWellFormed());
    const ports = fc.integer({ min: 1, max: 65_535 });
    await fc.assert(
      fc.asyncProperty(text, text, ports, fc.nat({ max: 99 }), async (user, password, port, db) => {
        const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
        expect(await readable({ url: `rediss://${login}@cache.example:${port}/${db}` })).toEqual({
          host: 'cache.example',
          port,
          db,
          credentials: { username: user, password },
          tls: {},
        });
      }),
    );
  });

  it('completes a URL that says little', async () => {
    const little = { host: 'h', port: 6379, db: 0, tls: undefined, credentials: undefined };
    expect(await readable({ url: 'redis://h' })).toMatchObject(little);
    expect(await readable({ url: 'redis://:pw@h/' })).toMatchObject({ credentials: { password: 'pw' } });
    expect(resolveOptions({ url: 'redis://[::1]:7000' }).address).toMatchObject({ host: '::1', port: 7000 });
  });

  it('lets a single option go before its part of the URL', async () => {
    const url = 'redis://user:old@h:1/2';
    const single = { host: 'other', port: 7, db: 0, username: 'me', password: 'new', ssl: true };
    expect(await readable({ url, ...single })).toEqual({
      host: 'other',
      port: 7,
      db: 0,
      credentials: { username: 'me', password: 'new' },
      tls: {},
    });
    expect(await readable({ url, password: '' })).toMatchObject({ credentials: { password: 'old' } });
  });

  it.each([
    ['host', 'redis://x'],
    ['host', 'me@host'],
    ['host', 'host:6380'],
    ['port', 0],
    ['port', 65_536],
    ['port', '6379'],
    ['db', -1],
    ['db', 1.5],
    ['username', 'me'],
    ['password', 5],
    ['ssl', 'false'],
    ['maxPendingCalls', 0],
    ['maxPendingBytes', 1.5],
    ['tls', true],
    ['credentialsProvider', 'me'],
    ['client', {}],
    ['decodeResponses', 1],
    ['maxConnections', 0],
    ['maxConnections', Infinity],
    ['socketTimeout', 0],
    ['socketTimeout', Infinity],
    ['socketTimeout', '25d'],
    ['socketConnectTimeout', '5 s'],
    ['acquireTimeout', 0],
    ['retryOnTimeout', null],
    ['healthCheckInterval', -1],
    ['keyPrefix', 'a|b'],
    ['keyPrefix', '\ud800'],
    ['keyPrefix', 7],
    ['defaultTtl', 0],
    ['name', 5],
    ['url', 'localhost:6379'],
    ['url', 'http://h'],
    ['url', 'redis://h/db'],
    ['url', 'redis://h?db=1'],
    ['url', 'redis://:%zz@h'],
  ])('refuses %s: %j, and names the option', (option, value) => {
    const error = refusal({ [option]: value });
    expect(error.option).toBe(option);
    expect(error.message).toMatch(new RegExp(`^${option} `));
  });

  it('refuses to drop the encryption that a URL asks for', () => {
    expect(refusal({ url: 'rediss://h', ssl: false }).option).toBe('ssl');
  });

  it.each([
    { url: `redis://:${secret}@` },
    { url: `redis://:${secret}@h:x` },
    { url: `http://:${secret}@h` },
    { url: `redis://:${secret}%zz@h` },
    { url: `redis://:${secret}@h?x` },
    { url: `redis://h/${secret}` },
    { url: secret },
    { host: `:${secret}@h` },
    { host: `h:${secret}` },
    { password: [secret] },
    { username: { secret } },
  ])('shows no secret when it refuses (%#)', (options) => {
    const error = refusal(options);
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(secret);
  });
});
