import fc from 'fast-check';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../config-error.ts';
import type { LoadConfigOptions } from '../load-config.ts';
import { loadText } from '../test/load-text.ts';

const memory = 'cache: { providers: { memory: { enabled: true } } }\n';

/** Everything that a failure shows anywhere. */
async function shown(text: string, options: Omit<LoadConfigOptions, 'files'> = {}): Promise<string> {
  const error: unknown = await loadText(text, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!ConfigError.isInstance(error)) throw new Error('the configuration was loaded');
  return `${inspect(error, { depth: null, showHidden: true })}${error.stack}${JSON.stringify(error.problems)}`;
}

describe('a password', () => {
  it.each([
    ['of a wrong type', 'redis: { password: 48151623 }', '48151623', {}],
    ['that is a word of YAML', 'redis: { password: true }', 'found true', {}],
    ['as a list', 'redis: { password: [hunter2] }', 'hunter2', {}],
    ['as a mapping', 'redis: { password: { hunter2: x } }', 'hunter2', {}],
    ['that takes part in a broken placeholder', 'redis: { password: "hunter2${" }', 'hunter2', {}],
    ['as a default of a broken placeholder', 'redis: { password: "${A B:hunter2}" }', 'hunter2', {}],
    ['in a URL', 'redis: { url: "http://me:hunter2@cache.example" }', 'hunter2', {}],
    ['in a URL without @', 'redis: { url: "redis://cache.example/hunter2" }', 'hunter2', {}],
    ['in a URL with a bad port', 'redis: { url: "redis://me:hunter2@cache.example:99999" }', 'hunter2', {}],
    ['in a URL of a wrong setting', 'redis: { host: "redis://me:hunter2@cache.example" }', 'hunter2', {}],
    ['without scheme in a wrong setting', 'redis: { host: "me:hunter2@cache.example" }', 'hunter2', {}],
    ['from the environment', 'redis: { port: "${REDIS_PASSWORD}" }', 'hunter2', { REDIS_PASSWORD: 'hunter2' }],
    [
      'in a URL from the environment',
      'redis: { port: "${REDIS_URL}" }',
      'hunter2',
      { REDIS_URL: 'redis://:hunter2@h' },
    ],
    ['in its own and in another setting', 'redis: { password: "${PW}", db: "${PW}" }', 'hunter2', { PW: 'hunter2' }],
    [
      'made of parts',
      'redis: { password: "${A}-${B}", db: "${A}", port: "${B}" }',
      /alpha|omega/,
      { A: 'alpha', B: 'omega' },
    ],
    [
      'of many lines',
      'redis: { password: "${PW}", db: "${LINE}" }',
      'hunter2',
      { PW: 'a\nhunter2\nb', LINE: 'hunter2' },
    ],
    ['under a mistyped name', 'redis: { pasword: hunter2 }', 'hunter2', {}],
    ['in a mistyped line', 'redis: { password hunter2 }', 'hunter2', {}],
    ['in a line without a space', 'redis: { "password:hunter2" }', 'hunter2', {}],
    ['in a section that is a text', 'redis: password=hunter2', 'hunter2', {}],
    ['on the next line of a text', 'redis:\n  host: |\n    localhost\n    password: hunter2', 'hunter2', {}],
    [
      'behind a long text',
      `redis: { password: "${'x'.repeat(75)}hunter2", db: "${'x'.repeat(75)}hunter2" }`,
      'xxx',
      {},
    ],
    ['as the default provider', 'redis: { password: hunter2 }\ncache: { default_provider: hunter2 }', 'hunter2', {}],
    ['as a key', 'redis: { tls: { key: hunter2, ca: hunter2, servername: 5 } }', 'hunter2', {}],
    [
      'in a line of a key',
      'redis: { port: "${X}", tls: { key: "-----BEGIN PRIVATE KEY-----\\nhunter2\\n" } }',
      'hunter2',
      { X: 'hunter2' },
    ],
    ['as a passphrase', 'redis: { port: "${X}", tls: { passphrase: hunter2 } }', 'hunter2', { X: 'hunter2' }],
    ['from the environment, of a key', 'redis: { port: "${REDIS_KEY}" }', 'hunter2', { REDIS_KEY: 'hunter2' }],
    ['from the environment, of a PEM', 'redis: { port: "${TLS_KEY_PEM}" }', 'hunter2', { TLS_KEY_PEM: 'hunter2' }],
    [
      'of the Sentinels',
      'redis: { port: "${X}", sentinel: { name: 5, password: hunter2 } }',
      'hunter2',
      { X: 'hunter2' },
    ],
    ['of the Sentinels as a list', 'redis: { sentinel: { password: [hunter2] } }', 'hunter2', {}],
    ['in the address of a node', 'redis: { cluster: { nodes: ["redis://:hunter2@a:1"] } }', 'hunter2', {}],
    ['in addresses with commas', 'redis: { cluster: { nodes: "a:1,redis://:hunter2,x@a:1" } }', 'hunter2', {}],
    ['beside a syntax error', 'redis: { password: "hunter2 }', 'hunter2', {}],
    ['beside a tab', 'redis:\n\tpassword: hunter2', 'hunter2', {}],
    ['that is a bad escape', 'redis: { password: "hunter2\\q" }', 'hunter2', {}],
    ['that begins like an alias', 'redis: { password: *hunter2 }', 'hunter2', {}],
    ['that begins like a tag', 'redis: { password: !hunter2 x }', 'hunter2', {}],
    ['that begins like a directive', '%hunter2\n---\na: 1', 'hunter2', {}],
    ['given twice', 'redis:\n  password: hunter2\n  password: hunter2', 'hunter2', {}],
  ])('%s is not shown', async (_, text, secret, env) => {
    expect(await shown(text.includes('cache:') ? text : `${text}\n${memory}`, { env })).not.toMatch(secret);
  });

  it('is not shown by a warning', async () => {
    const { warnings } = await loadText(
      `redis: { password: hunter2, url: "redis://me:hunter2@a" }\ncache: { providers: { memory: { enabled: true }, redis: { password: hunter2, url: "redis://me:hunter2@b" } } }`,
    );

    expect(warnings.length).toBeGreaterThan(2);
    expect(JSON.stringify(warnings)).not.toContain('hunter2');
  });

  it('is not shown where the app passes it in', async () => {
    expect(await shown(memory, { overrides: { redis: { password: 'hunter2', port: 'hunter2' } } })).not.toContain(
      'hunter2',
    );
  });

  it('is not shown, whatever it is and wherever it is put', async () => {
    // Begins with what no message has of its own.
    const text = fc.string({ maxLength: 200 }).map((rest) => `zq7${rest}`);
    const place = fc.constantFrom('port', 'db', 'ssl', 'default_ttl', 'socket_timeout', 'url', 'max_connections');
    await fc.assert(
      fc.asyncProperty(text, place, async (secret, setting) => {
        fc.pre(setting !== 'url' || !/^$|^rediss?:/.test(secret));
        const output = await shown(`redis: { password: "\${A}", ${setting}: "\${B}" }\n${memory}`, {
          env: { A: secret, B: secret },
        });
        expect(output).not.toContain(secret.trim());
        expect(output).not.toContain(JSON.stringify(secret).slice(1, -1));
      }),
      { numRuns: 100 },
    );
  });
});

it('shows what is wrong where it is no secret, cut where it is long', async () => {
  expect(await shown(`redis: { port: "${'9'.repeat(200)}" }\n${memory}`)).toContain(`"${'9'.repeat(80)}…"`);
});
