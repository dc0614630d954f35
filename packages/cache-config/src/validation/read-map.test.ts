import { describe, expect, it } from 'vitest';
import { formatProblem } from '../problem.ts';
import { loadText, problemsOf } from '../test/load-text.ts';

const memory = 'cache: { providers: { memory: { enabled: true } } }';
const accepted = 'host:port such as redis-1:6379 or [::1]:6379, without user name and password';

function document(map: string): string {
  return `redis: { cluster: { nodes: [a:1], address_map: ${map} } }\n${memory}`;
}

describe('an address map', () => {
  it.each([
    ['{ 10.0.0.1:6379: localhost:7000, "[fd00::1]:1": "[::1]:2" }', {}],
    ['{ 10.0.0.1:6379: "localhost:${PORT}", "[fd00::1]:1": "[::1]:2", b:1: "${B:}" }', { PORT: '7000' }],
    ['"10.0.0.1:6379=localhost:7000, [fd00::1]:1 = [::1]:2,"', {}],
    ['"${MAP}"', { MAP: '10.0.0.1:6379=localhost:7000,[fd00::1]:1=[::1]:2' }],
  ])('%s with %o', async (map, env) => {
    const { config } = await loadText(document(map), { env });

    expect(config.cache.providers.redis.options.cluster?.addressMap).toEqual({
      '10.0.0.1:6379': 'localhost:7000',
      '[fd00::1]:1': '[::1]:2',
    });
  });

  it.each([['{}'], ['""'], ['"${MAP:}"']])('%s has no address', async (map) => {
    const { config } = await loadText(document(map));

    expect(config.cache.providers.redis.options.cluster).toEqual({ nodes: ['a:1'], addressMap: {} });
  });

  it('warns of an address without a value', async () => {
    const { warnings } = await loadText(document('{ 10.0.0.1:1: }'));

    expect(warnings.map(formatProblem)).toEqual([
      '1.yaml:1:50: redis.cluster.address_map["10.0.0.1:1"] has no value and is ignored; give it one, or remove the line',
    ]);
  });

  it('merges with that of an earlier file, address by address', async () => {
    const { config } = await loadText([
      document('{ b:1: c:1, b:2: c:2 }'),
      'redis: { cluster: { address_map: { b:2: d:2 } } }',
    ]);

    expect(config.cache.providers.redis.options.cluster?.addressMap).toEqual({ 'b:1': 'c:1', 'b:2': 'd:2' });
  });
});

describe('what is wrong in an address map is told with its place', () => {
  it.each([
    ['{ b: c:1 }', `1.yaml:1:50: redis.cluster.address_map has a key that is not valid; accepted: ${accepted}`],
    ['{ b:0: c:1 }', `1.yaml:1:50: redis.cluster.address_map has a key that is not valid; accepted: ${accepted}`],
    ['{ b:1: c }', `1.yaml:1:55: redis.cluster.address_map["b:1"] is not valid; found "c"; accepted: ${accepted}`],
    ['{ b:1: 7000 }', `1.yaml:1:55: redis.cluster.address_map["b:1"] is not valid; found 7000; accepted: ${accepted}`],
    [
      '{ b:1: [c:1] }',
      `1.yaml:1:55: redis.cluster.address_map["b:1"] must be a single value; found a list; accepted: ${accepted}`,
    ],
    [
      '"b:1=c:1,b:2"',
      `1.yaml:1:48: redis.cluster.address_map[1] is not valid; found "b:2"; accepted: name=value; name and value are each ${accepted}`,
    ],
    [
      '[b:1]',
      `1.yaml:1:48: redis.cluster.address_map must be a mapping; found a list; accepted: a mapping, or one text such as name=value,name=value; each name and value ${accepted}`,
    ],
  ])('%s', async (map, problem) => {
    expect(await problemsOf(document(map))).toEqual([problem]);
  });

  it.each([
    ['{ "me:hunter2@b:1": c:1 }'],
    ['{ "hunter2@b:1": c:1 }'],
    ['{ b:1: "me:hunter2@c:1" }'],
    ['"b:1=redis://:hunter2,hunter2@c:1"'],
  ])('but for a password: %s', async (map) => {
    const problems = await problemsOf(document(map));

    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join()).not.toContain('hunter2');
  });
});
