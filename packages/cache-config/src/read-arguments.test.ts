import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.ts';
import { loadConfig, type LoadConfigOptions } from './load-config.ts';

const globalYaml = new URL('../../../configs/global.yaml', import.meta.url);

async function failure(options: unknown): Promise<string> {
  const error: unknown = await loadConfig(options as LoadConfigOptions).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!ConfigError.isInstance(error)) throw new Error('no ConfigError', { cause: error });
  return error.message;
}

describe('files', () => {
  it('may be file URLs, among paths too', async () => {
    const single = await loadConfig({ files: globalYaml, env: {} });
    const several = await loadConfig({ files: [fileURLToPath(globalYaml), globalYaml], env: {} });

    expect(single.config.cache.providers.memory.source.file).toBe(fileURLToPath(globalYaml));
    expect(several.config).toEqual(single.config);
  });
});

describe('an argument that is wrong', () => {
  it.each<[string, unknown, string]>([
    ['no options', undefined, 'loadConfig: options is not given; accepted: an object with files'],
    ['a path for options', 'a.yaml', 'loadConfig: options is not valid; found a value of the type string'],
    ['no files', {}, 'loadConfig: files is not given; accepted: the path or the file URL of a YAML file'],
    ['an empty path', { files: '' }, 'loadConfig: files is not valid; found an empty text; accepted: the path'],
    ['a number for files', { files: 5 }, 'loadConfig: files is not valid; found a value of the type number'],
    ['a number among files', { files: ['a.yaml', 5] }, 'loadConfig: files[1] is not valid; found a value of the type'],
    ['a URL of the web', { files: new URL('https://a/b') }, 'loadConfig: files is not valid; found a URL with https:'],
    ['a file URL that is no path', { files: new URL('file:///a%2Fb') }, 'loadConfig: files is not valid; found a URL'],
    ['null for overrides', { files: 'a.yaml', overrides: null }, 'loadConfig: overrides is not valid; found null'],
    ['a list for overrides', { files: 'a.yaml', overrides: [] }, 'loadConfig: overrides is not valid; found a list'],
    ['null for env', { files: 'a.yaml', env: null }, 'loadConfig: env is not valid; found null; accepted: an object'],
    ['nothing to read', { files: [] }, 'loadConfig: files is an empty list, and there are no overrides; accepted: the'],
    ['nothing said', { files: [], overrides: { cache: undefined } }, 'loadConfig: files is an empty list, and'],
  ])('%s is named, with what to give', async (_, options, message) => {
    expect(await failure(options)).toContain(message);
  });

  it('is told together with every other', async () => {
    expect(await failure({ files: 5, overrides: null })).toContain('has 2 problems');
  });
});
