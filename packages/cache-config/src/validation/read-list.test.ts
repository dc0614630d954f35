import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../problem.ts';
import { loadText, problemsOf } from '../test/load-text.ts';

const memory = 'cache: { providers: { memory: { enabled: true } } }';
const accepted = 'host:port such as redis-1:6379 or [::1]:6379, without user name and password';

async function nodesOf(nodes: string, env: Record<string, string> = {}): Promise<unknown> {
  const { config } = await loadText(`redis: { cluster: { nodes: ${nodes} } }\n${memory}`, { env });
  return config.cache.providers.redis.options.cluster?.nodes;
}

describe('a list of addresses', () => {
  it.each([
    ['[a:1, "[::1]:2", 10.0.0.1:65535]', {}, ['a:1', '[::1]:2', '10.0.0.1:65535']],
    ['["${A:a}:${PORT}", b:2]', { PORT: '1' }, ['a:1', 'b:2']],
    ['["${A:}", b:2, " ", ""]', {}, ['b:2']],
    ['["${A}"]', { A: ' a:1\n' }, ['a:1']],
    ['"a:1"', {}, ['a:1']],
    ['"a:1, b:2 ,"', {}, ['a:1', 'b:2']],
    ['"${NODES}"', { NODES: 'a:1,b:2' }, ['a:1', 'b:2']],
    ['"${NODES:a:1,b:2}"', {}, ['a:1', 'b:2']],
    ['"${HOST}:1,${HOST}:2"', { HOST: 'a' }, ['a:1', 'a:2']],
  ])('%s with %o', async (nodes, env, expected) => {
    expect(await nodesOf(nodes, env)).toEqual(expected);
  });

  it.each([['""'], ['"${NODES:}"'], ['[]'], ['["${NODES:}"]'], ['" , "']])('%s is none', async (nodes) => {
    expect(await nodesOf(nodes)).toBeUndefined();
  });

  it('is the same as one text with commas, good or bad', async () => {
    const port = fc.oneof(fc.nat({ max: 70_000 }), fc.constantFrom('', 'x', '6379 ', '1e3', '-1'));
    const host = fc.constantFrom('a', 'redis-1.example', '[::1]', '[::zz]', '::1', '', 'a b', 'me@a', 'a=b');
    const address = fc.tuple(host, port).map(([name, number]) => `${name}:${number}`);
    await fc.assert(
      fc.asyncProperty(fc.array(address, { maxLength: 4 }), async (addresses) => {
        const names = addresses.map((_, index) => `"\${N${index}}"`);
        const env = Object.fromEntries(addresses.map((each, index) => [`N${index}`, each]));
        const asList = nodesOf(`[${names.join(', ')}]`, env);
        const asText = nodesOf('"${ALL:}"', { ALL: addresses.join(',') });
        const [list, text] = await Promise.all([asList, asText].map((nodes) => nodes.catch(() => 'refused')));

        expect(text).toEqual(list);
      }),
      { numRuns: 200 },
    );
  });
});

describe('each address that is wrong is told with its place', () => {
  it.each([
    [
      '[a:1, b, c:0]',
      {},
      [
        `1.yaml:1:34: redis.cluster.nodes[1] is not valid; found "b"; accepted: ${accepted}`,
        `1.yaml:1:37: redis.cluster.nodes[2] is not valid; found "c:0"; accepted: ${accepted}`,
      ],
    ],
    [
      '[[a:1], { b: 2 }, 6379]',
      {},
      [
        `1.yaml:1:29: redis.cluster.nodes[0] must be a single value; found a list; accepted: ${accepted}`,
        `1.yaml:1:36: redis.cluster.nodes[1] must be a single value; found a mapping; accepted: ${accepted}`,
        `1.yaml:1:46: redis.cluster.nodes[2] is not valid; found 6379; accepted: ${accepted}`,
      ],
    ],
    [
      '"${NODES}"',
      { NODES: 'a:1, b:65536,[x]:1' },
      [
        `1.yaml:1:28: redis.cluster.nodes[1] is not valid; found "b:65536" (from NODES); accepted: ${accepted}`,
        `1.yaml:1:28: redis.cluster.nodes[2] is not valid; found "[x]:1" (from NODES); accepted: ${accepted}`,
      ],
    ],
    [
      '["${NODE}"]',
      {},
      [
        '1.yaml:1:29: redis.cluster.nodes[0] needs the environment variable NODE, which is unset or empty; accepted: set NODE, or write ${NODE:default}',
      ],
    ],
    [
      '{ a: 1 }',
      {},
      [
        `1.yaml:1:28: redis.cluster.nodes must be a list; found a mapping; accepted: a list, or one text with commas; each ${accepted}`,
      ],
    ],
    [
      '6379',
      {},
      [
        `1.yaml:1:28: redis.cluster.nodes must be a list; found a single value; accepted: a list, or one text with commas; each ${accepted}`,
      ],
    ],
  ])('%s with %o', async (nodes, env, problems) => {
    expect(await problemsOf(`redis: { cluster: { nodes: ${nodes} } }\n${memory}`, { env })).toEqual(problems);
  });

  it('on its own line of a block', async () => {
    expect(
      await problemsOf(`redis:\n  sentinel:\n    name: m\n    nodes:\n      - a:1\n      - b:x\n${memory}`),
    ).toEqual([`1.yaml:6:9: redis.sentinel.nodes[1] is not valid; found "b:x"; accepted: ${accepted}`]);
  });

  it('and one without a value is warned of', async () => {
    const { config, warnings } = await loadText(`redis:\n  cluster:\n    nodes:\n      - a:1\n      -\n${memory}`);

    expect(config.cache.providers.redis.options.cluster).toEqual({ nodes: ['a:1'] });
    expect(warnings.map(formatProblem)).toEqual([
      expect.stringMatching(
        /^1\.yaml:5:\d: redis\.cluster\.nodes\[1\] has no value and is ignored; give it one, or remove the line$/,
      ),
    ]);
  });
});

describe('a password in an address is not shown', () => {
  it.each([
    ['["me:hunter2@a:1"]', {}],
    ['["redis://:hunter2@a:1"]', {}],
    ['"redis://:hunter2,hunter2@a:1,b:2"', {}],
    ['"${NODES}"', { NODES: 'redis://:hunter2,hunter2@a:1' }],
    ['"${NODES_SECRET}"', { NODES_SECRET: 'hunter2,b:2' }],
    ['["${NODES_SECRET}", b:2]', { NODES_SECRET: 'hunter2' }],
  ])('%s with %o', async (nodes, env) => {
    const problems = await problemsOf(`redis: { cluster: { nodes: ${nodes} } }\n${memory}`, { env });

    expect(problems[0]).toContain('redis.cluster.nodes[0] is not valid; found ***');
    expect(problems.join()).not.toContain('hunter2');
  });
});

it('a list of a later file takes the place of an earlier one', async () => {
  const { config } = await loadText([
    `redis: { cluster: { nodes: [a:1, b:2], address_map: { c:1: d:1 } } }\n${memory}`,
    'redis: { cluster: { nodes: [e:3] } }',
  ]);

  expect(config.cache.providers.redis.options.cluster).toEqual({ nodes: ['e:3'], addressMap: { 'c:1': 'd:1' } });
});

it('overrides give a list, or one text', async () => {
  for (const nodes of [['a:1', 'b:2'], 'a:1,b:2']) {
    const { config } = await loadText(memory, { overrides: { redis: { cluster: { nodes } } } });

    expect(config.cache.providers.redis.options.cluster).toEqual({ nodes: ['a:1', 'b:2'] });
  }
});
