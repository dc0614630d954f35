import { describe, expect, it } from 'vitest';
import { problemsOf } from '../test/load-text.ts';
import { quotedPem } from '../test/pem.ts';

/** The problems of both sections, `redis` on line 1 and `cache.providers.redis` on line 2. */
async function problems(redis: string, own: string, env: Record<string, string> = {}): Promise<readonly string[]> {
  return problemsOf(
    `redis: { ${redis} }\ncache: { providers: { redis: { enabled: false, ${own} }, memory: { enabled: true } } }`,
    { env },
  );
}

const sentinel = 'sentinel: { name: m, nodes: [s:1] }';
const cluster = 'cluster: { nodes: [c:1] }';
const nodesSay = 'and its nodes say where the servers are';
const withoutPlaces = 'without url, host, port and path, or these as defaults alone: host: "${REDIS_HOST:localhost}"';

describe('settings that can not hold together are told with their places', () => {
  it.each([
    [
      `${cluster}, ${sentinel}`,
      '',
      '1.yaml:1:47: redis.sentinel stands beside redis.cluster (1.yaml:1:19), and servers are found by one of them; accepted: one of sentinel and cluster, or empty nodes in one of them',
    ],
    [
      `${cluster}, host: a, port: 1`,
      '',
      `1.yaml:1:19: redis.cluster stands beside redis.host (1.yaml:1:43) and redis.port (1.yaml:1:52), ${nodesSay}; accepted: cluster ${withoutPlaces}`,
    ],
    [
      '',
      `host: a, ${sentinel}`,
      `1.yaml:2:67: cache.providers.redis.sentinel stands beside cache.providers.redis.host (1.yaml:2:54), ${nodesSay}; accepted: sentinel ${withoutPlaces}`,
    ],
    [
      sentinel,
      'port: 1',
      `1.yaml:1:20: redis.sentinel stands beside cache.providers.redis.port (1.yaml:2:54), ${nodesSay}; accepted: sentinel ${withoutPlaces}`,
    ],
    [
      `path: /s, ${cluster}`,
      '',
      `1.yaml:1:29: redis.cluster stands beside redis.path (1.yaml:1:16), ${nodesSay}; accepted: cluster ${withoutPlaces}`,
    ],
    [
      `${cluster}, url: "redis://:hunter2@a"`,
      '',
      `1.yaml:1:19: redis.cluster stands beside redis.url (1.yaml:1:42), ${nodesSay}; accepted: cluster ${withoutPlaces}; user name, password and TLS are settings of their own`,
    ],
    [
      `${cluster}, db: 1`,
      '',
      '1.yaml:1:41: redis.db must be 0 beside redis.cluster (1.yaml:1:19): a Cluster has no other database; accepted: 0, or no db',
    ],
    [
      'read_from: replica',
      '',
      '1.yaml:1:21: redis.read_from is replica, which needs sentinel or cluster with nodes: one server has no replicas to be found by; accepted: master, or replica together with sentinel or cluster',
    ],
    [
      'cluster: { nodes: "${NODES:}" }',
      'read_from: replica',
      '1.yaml:2:59: cache.providers.redis.read_from is replica, which needs sentinel or cluster with nodes: one server has no replicas to be found by; accepted: master, or replica together with sentinel or cluster',
    ],
    [
      'cluster: {}',
      '',
      '1.yaml:1:19: redis.cluster needs nodes, which say where to begin; accepted: nodes with at least one host:port, or with an empty text for none at all',
    ],
    [
      'sentinel: { name: m }',
      '',
      '1.yaml:1:20: redis.sentinel needs nodes, which say where to begin; accepted: nodes with at least one host:port, or with an empty text for none at all',
    ],
    [
      'sentinel: { nodes: [s:1] }',
      '',
      '1.yaml:1:20: redis.sentinel needs name, which is what the Sentinels call the master; accepted: name and nodes, such as { name: mymaster, nodes: [sentinel-1:26379] }',
    ],
    [
      sentinel,
      'sentinel: { username: me }',
      '1.yaml:2:70: cache.providers.redis.sentinel.username needs a password beside it; accepted: a user name together with a password, or neither',
    ],
    [
      'sentinel: { name: m, nodes: [s:1], ssl: false, tls: { servername: a } }',
      '',
      '1.yaml:1:50: redis.sentinel.ssl is false, but stands beside redis.sentinel.tls (1.yaml:1:62), which is TLS; accepted: true, or no section tls',
    ],
    [
      `sentinel: { name: m, nodes: [s:1], tls: { cert: ${quotedPem('CERTIFICATE')} } }`,
      '',
      '1.yaml:1:58: redis.sentinel.tls.cert needs tls.key beside it; accepted: cert together with key, or neither',
    ],
  ])('redis: { %s }, cache.providers.redis: { %s }', async (redis, own, problem) => {
    expect(await problems(redis, own)).toEqual([problem]);
  });

  it('also where a variable says what its default would not', async () => {
    const redis = 'host: "${REDIS_HOST:localhost}", port: "${REDIS_PORT:6379}", cluster: { nodes: "${NODES:}" }';

    expect(await problems(redis, '', { NODES: 'c:1', REDIS_HOST: 'a' })).toEqual([
      `1.yaml:1:80: redis.cluster stands beside redis.host (1.yaml:1:16), ${nodesSay}; accepted: cluster ${withoutPlaces}`,
    ]);
  });
});

describe('a setting that can not be read is the only problem that is told', () => {
  it.each([
    ['cluster: { nodes: [c] }, host: a', '', 'redis.cluster.nodes[0] is not valid'],
    ['cluster: { nodes: "${NODES}" }, read_from: replica', '', 'redis.cluster.nodes needs the environment variable'],
    ['cluster: { node: [c:1] }, read_from: replica', '', 'redis.cluster.node is not a known setting'],
    ['sentinel: { name: [m], nodes: [s:1] }', '', 'redis.sentinel.name must be a single value'],
    ['sentinel: "s:1"', 'read_from: replica', 'redis.sentinel must be a mapping'],
    [`${sentinel}, read_from: slave`, '', 'redis.read_from is not valid; found "slave"; accepted: master or replica'],
    [
      'sentinel: { name: m, nodes: [s:1], username: me, password: 5 }',
      '',
      'redis.sentinel.password is not valid; found ***, a number',
    ],
  ])('redis: { %s }, cache.providers.redis: { %s }', async (redis, own, problem) => {
    expect(await problems(redis, own)).toEqual([expect.stringContaining(problem)]);
  });
});

describe('an unknown key', () => {
  it.each([
    ['sentinels: { name: m }', 'redis.sentinels is not a known setting (did you mean "sentinel"?)'],
    [
      'sentinel: { service_name: m }',
      'redis.sentinel.service_name is not a known setting (did you mean "name"?); accepted: name, nodes, username, password, ssl, tls',
    ],
    ['sentinel: { node: [a:1] }', 'redis.sentinel.node is not a known setting (did you mean "nodes"?)'],
    ['sentinel: { tls: { cafile: x } }', 'redis.sentinel.tls.cafile is not a known setting (did you mean "ca"?)'],
    ['cluster: { startup_nodes: [a:1] }', 'redis.cluster.startup_nodes is not a known setting (did you mean "nodes"?)'],
    [
      'cluster: { addressMap: {} }',
      'redis.cluster.addressMap is not a known setting (did you mean "address_map"?); accepted: nodes, address_map',
    ],
    ['readFrom: master', 'redis.readFrom is not a known setting (did you mean "read_from"?)'],
  ])('%s', async (redis, problem) => {
    expect(await problems(redis, '')).toEqual([expect.stringContaining(problem)]);
  });
});
