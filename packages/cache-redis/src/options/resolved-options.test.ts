import { CacheOptionError } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { RedisCacheProviderOptions } from './redis-cache-provider-options.ts';
import { resolveOptions } from './resolved-options.ts';

const secret = 'hunter2-7f3a9c';

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
      address: { host: 'localhost', port: 6379, db: 0, username: undefined, password: undefined, ssl: false },
      decodeResponses: true,
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

  it('reads every part of a URL, whatever the user name and password are made of', () => {
    const text = fc.string({ minLength: 1, unit: 'binary' }).filter((each) => each.isWellFormed());
    fc.assert(
      fc.property(text, text, fc.integer({ min: 1, max: 65_535 }), fc.nat({ max: 99 }), (user, password, port, db) => {
        const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
        expect(resolveOptions({ url: `rediss://${login}@cache.example:${port}/${db}` }).address).toEqual({
          host: 'cache.example',
          port,
          db,
          username: user,
          password,
          ssl: true,
        });
      }),
    );
  });

  it('completes a URL that says little', () => {
    expect(resolveOptions({ url: 'redis://h' }).address).toMatchObject({ host: 'h', port: 6379, db: 0, ssl: false });
    expect(resolveOptions({ url: 'redis://:pw@h/' }).address).toMatchObject({ username: undefined, password: 'pw' });
    expect(resolveOptions({ url: 'redis://[::1]:7000' }).address).toMatchObject({ host: '::1', port: 7000 });
  });

  it('lets a single option go before its part of the URL', () => {
    const url = 'redis://user:old@h:1/2';
    const single = { host: 'other', port: 7, db: 0, username: 'me', password: 'new', ssl: true };
    expect(resolveOptions({ url, ...single }).address).toEqual(single);
    expect(resolveOptions({ url, password: '' }).address.password).toBe('old');
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
