import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../problem.ts';
import { loadText } from '../test/load-text.ts';
import { pem, quotedPem } from '../test/pem.ts';
import { planDocument } from '../test/plan-document.ts';
import type { RedisProviderOptions } from './redis-provider-options.ts';

interface Loaded {
  readonly options: RedisProviderOptions;
  readonly warnings: readonly string[];
}

async function load(redis: string, own: string, env: Record<string, string> = {}): Promise<Loaded> {
  const text = `cache:\n  providers:\n    memory: { enabled: true }\n    redis: { enabled: false, ${own} }\nredis: { ${redis} }`;
  const { config, warnings } = await loadText(text, { env });
  return { options: config.cache.providers.redis.options, warnings: warnings.map(formatProblem) };
}

function write(lines: readonly (string | undefined)[]): string {
  return lines.filter((line) => line !== undefined).join(', ');
}

const sentinel = 'sentinel: { name: m, nodes: [s:1] }';
const cluster = 'cluster: { nodes: [c:1] }';
const asSentinel = { sentinel: { name: 'm', nodes: ['s:1'] } };
const asCluster = { cluster: { nodes: ['c:1'] } };

describe('several servers', () => {
  it.each([
    [sentinel, '', asSentinel],
    ['', cluster, asCluster],
    [`${cluster}, read_from: replica`, '', { ...asCluster, readFrom: 'replica' }],
    [`${cluster}, read_from: replica`, 'read_from: master', { ...asCluster, readFrom: 'master' }],
    [
      `sentinel: { name: m, nodes: [s:1], username: me, password: x, tls: { ca: ${quotedPem('CERTIFICATE')} } }`,
      'password: y',
      {
        password: 'y',
        sentinel: { name: 'm', nodes: ['s:1'], username: 'me', password: 'x', tls: { ca: pem('CERTIFICATE') } },
      },
    ],
    [
      'sentinel: { name: m, nodes: [s:1], username: "", password: "", ssl: false, tls: { ca: "" } }',
      '',
      { sentinel: { name: 'm', nodes: ['s:1'], ssl: false } },
    ],
    [`${sentinel}, db: 3`, '', { ...asSentinel, db: 3 }],
    [`${cluster}, db: 0`, '', { ...asCluster, db: 0 }],
    // Setting by setting, the nearer first.
    [
      'sentinel: { name: m, nodes: [s:1], tls: { servername: a, reject_unauthorized: false } }',
      'sentinel: { nodes: [t:1, t:2], ssl: true, tls: { servername: b } }',
      {
        sentinel: { name: 'm', nodes: ['t:1', 't:2'], ssl: true, tls: { servername: 'b', rejectUnauthorized: false } },
      },
    ],
    [
      'sentinel: { name: m, nodes: [s:1], tls: { servername: a } }',
      'sentinel: { ssl: false }',
      { sentinel: { name: 'm', nodes: ['s:1'], ssl: false } },
    ],
    [
      'cluster: { nodes: [c:1], address_map: { a:1: b:1 } }',
      'cluster: { address_map: { a:2: b:2 } }',
      { cluster: { nodes: ['c:1'], addressMap: { 'a:2': 'b:2' } } },
    ],
    // The nearer section says where the servers are.
    [cluster, sentinel, asSentinel],
    [sentinel, cluster, asCluster],
    ['host: a, port: 1, path: /s, url: "redis://:x@b"', cluster, asCluster],
    [sentinel, 'host: a', { host: 'a' }],
    [`port: "\${REDIS_PORT:7000}", ${sentinel}`, 'host: a', { host: 'a', port: 7_000 }],
    [cluster, 'path: /s', { path: '/s' }],
    [cluster, 'url: "redis://a"', { url: 'redis://a' }],
    // Empty nodes: as if the section were not there.
    ['sentinel: { name: m, nodes: "", password: x }, cluster: { nodes: [] }, host: a', '', { host: 'a' }],
    ['cluster: { nodes: "", address_map: { a:1: b:1 } }', sentinel, asSentinel],
    [`${cluster}, host: a`, 'cluster: { nodes: "" }', { host: 'a' }],
    [sentinel, 'cluster: { nodes: "" }', asSentinel],
  ])('redis: { %s }, cache.providers.redis: { %s }', async (redis, own, options) => {
    expect((await load(redis, own)).options).toEqual(options);
  });
});

describe('a connection setting without effect is warned of', () => {
  it.each([
    [
      'host: a, port: 1',
      cluster,
      [
        'cache.providers.redis.cluster hides redis.host at 1.yaml:5:16; remove one of the two',
        'cache.providers.redis.cluster hides redis.port at 1.yaml:5:25; remove one of the two',
      ],
    ],
    [
      'url: "redis://:x@a"',
      sentinel,
      ['cache.providers.redis.sentinel hides redis.url at 1.yaml:5:15; remove one of the two'],
    ],
    [sentinel, cluster, ['cache.providers.redis.cluster hides redis.sentinel at 1.yaml:5:20; remove one of the two']],
    [cluster, 'host: a', ['cache.providers.redis.host hides redis.cluster at 1.yaml:5:19; remove one of the two']],
    [
      'sentinel: { name: m, nodes: "${SENTINELS:s:1}", tls: { servername: a } }',
      'sentinel: { nodes: [t:1], tls: { servername: b } }',
      [
        'cache.providers.redis.sentinel.nodes hides redis.sentinel.nodes at 1.yaml:5:38, so that SENTINELS has no effect; remove one of the two',
        'cache.providers.redis.sentinel.tls.servername hides redis.sentinel.tls.servername at 1.yaml:5:77; remove one of the two',
      ],
    ],
    [
      'sentinel: { name: m, nodes: [s:1], tls: { servername: a } }',
      'sentinel: { ssl: false }',
      ['cache.providers.redis.sentinel.ssl hides redis.sentinel.tls at 1.yaml:5:50; remove one of the two'],
    ],
    [
      'cluster: { nodes: [c:1], address_map: { a:1: b:1 } }, read_from: replica',
      'cluster: { address_map: { a:2: b:2 } }, read_from: master',
      [
        'cache.providers.redis.cluster.address_map hides redis.cluster.address_map at 1.yaml:5:48; remove one of the two',
        'cache.providers.redis.read_from hides redis.read_from at 1.yaml:5:75; remove one of the two',
      ],
    ],
    ['cluster: { nodes: "${NODES:}" }, host: a', '', []],
    ['cluster: { nodes: "${NODES:}" }', 'host: a', []],
    ['host: "${REDIS_HOST:a}", port: "${REDIS_PORT:1}"', cluster, []],
    [`host: "\${REDIS_HOST:a}", ${cluster}`, '', []],
  ])('redis: { %s }, cache.providers.redis: { %s }', async (redis, own, messages) => {
    const { warnings } = await load(redis, own);

    expect(warnings.map((warning) => warning.replace(/^[^ ]+ /, ''))).toEqual(messages);
  });
});

describe('one document serves every topology', () => {
  const redis =
    `url: "\${REDIS_URL:}", host: "\${REDIS_HOST:localhost}", port: "\${REDIS_PORT:6379}", ` +
    `sentinel: { name: "\${SENTINEL_NAME:m}", nodes: "\${SENTINELS:}", password: "\${SENTINEL_PASSWORD:}" }, ` +
    `cluster: { nodes: "\${CLUSTER_NODES:}", address_map: "\${CLUSTER_ADDRESSES:}" }, read_from: "\${READ_FROM:master}"`;
  const readFrom = 'master';

  it.each([
    [{}, { host: 'localhost', port: 6_379, readFrom }],
    [{ REDIS_HOST: 'a' }, { host: 'a', port: 6_379, readFrom }],
    [{ SENTINELS: 's:1,s:2' }, { sentinel: { name: 'm', nodes: ['s:1', 's:2'] }, readFrom }],
    [
      { CLUSTER_NODES: 'c:1', CLUSTER_ADDRESSES: 'a:1=b:1', READ_FROM: 'replica' },
      { cluster: { nodes: ['c:1'], addressMap: { 'a:1': 'b:1' } }, readFrom: 'replica' },
    ],
    [{ CLUSTER_NODES: 'c:1' }, { cluster: { nodes: ['c:1'], addressMap: {} }, readFrom }],
  ])('with %o', async (env, options) => {
    const inShared = await load(redis, '', env);
    const inOwn = await load('', redis, env);

    expect(inShared).toEqual({ options, warnings: [] });
    expect(inOwn).toEqual({ options, warnings: [] });
  });

  it('the document of the plan becomes that of a Cluster once no host stands in it but as a default', async () => {
    const text = planDocument
      .replace('      host: "localhost"\n      port: 6379\n', '')
      .replace('redis:\n', 'redis:\n  cluster: { nodes: "${NODES:}" }\n');
    const { config, warnings } = await loadText(text, { env: { NODES: 'c:1' } });

    expect(config.cache.providers.redis.options).toMatchObject({ cluster: { nodes: ['c:1'] }, db: 0 });
    expect(config.cache.providers.redis.options).not.toHaveProperty('host');
    expect(warnings.map(formatProblem)).toEqual([expect.stringContaining('cache.providers.redis.db hides redis.db')]);
  });

  it('and a host in its provider section goes first, with a warning that names both lines', async () => {
    const text = planDocument.replace('redis:\n', `redis:\n  ${cluster}\n`);
    const { config, warnings } = await loadText(text);

    expect(config.cache.providers.redis.options).toMatchObject({ host: 'localhost', port: 6_379 });
    expect(warnings.map(formatProblem)).toContain(
      '1.yaml:20:13: cache.providers.redis.host hides redis.cluster at 1.yaml:2:12; remove one of the two',
    );
  });
});

it('defaults of url, host, port and path say nothing beside nodes, wherever both stand', async () => {
  const places = fc.subarray([
    'host: "${A:a}"',
    'port: "${B:1}"',
    'path: "${C:/s}"',
    'url: "${D:redis://:x@a}"',
    'url: "${E:}"',
  ]);
  const topology = fc.constantFrom(sentinel, cluster);
  const section = fc.tuple(
    places.filter((lines) => lines.filter((line) => line.startsWith('url')).length < 2),
    fc.option(topology, { nil: undefined }),
  );
  await fc.assert(
    fc.asyncProperty(section, section, async ([sharedPlaces, sharedTopology], [ownPlaces, ownTopology]) => {
      fc.pre(sharedTopology !== undefined || ownTopology !== undefined);
      const withPlaces = await load(write([...sharedPlaces, sharedTopology]), write([ownTopology, ...ownPlaces]));
      const without = await load(write([sharedTopology]), write([ownTopology]));

      expect(withPlaces.options).toEqual(without.options);
      expect(withPlaces.warnings).toHaveLength(without.warnings.length);
    }),
    { numRuns: 60 },
  );
});

it('does not print the password of the Sentinels', async () => {
  const { options } = await load('sentinel: { name: m, nodes: [s:1], password: hunter2 }', '');

  expect(options.sentinel?.password).toBe('hunter2');
  expect(`${inspect(options, { depth: null })}${JSON.stringify(options)}`).not.toContain('hunter2');
  expect(JSON.stringify(options)).toContain('s:1');
  expect(Object.isFrozen(options.sentinel?.nodes)).toBe(true);
});
