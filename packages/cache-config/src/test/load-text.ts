import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../config-error.ts';
import {
  loadConfig,
  type LoadConfigOptions,
  type LoadedConfig,
  type NoSchemas,
  type ProviderSchemas,
} from '../load-config.ts';
import { formatProblem, type ConfigProblem } from '../problem.ts';

/** Loads documents as files `1.yaml`, `2.yaml`, …, with no environment but what is given. */
export async function loadText<Schemas extends ProviderSchemas = NoSchemas>(
  texts: string | readonly string[],
  options: Omit<LoadConfigOptions<Schemas>, 'files'> = {},
): Promise<LoadedConfig<Schemas>> {
  const folder = await mkdtemp(join(tmpdir(), 'cache-config-'));
  try {
    const files = (typeof texts === 'string' ? [texts] : texts).map((text, index) => ({
      text,
      path: join(folder, `${index + 1}.yaml`),
    }));
    await Promise.all(files.map(({ text, path }) => writeFile(path, text)));
    const loaded = await loadConfig<Schemas>({ env: {}, ...options, files: files.map(({ path }) => path) });
    return { ...loaded, warnings: loaded.warnings.map((warning) => inFolder(warning, folder)) };
  } catch (error) {
    if (!ConfigError.isInstance(error)) throw error;
    throw new ConfigError(error.problems.map((problem) => inFolder(problem, folder)));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The problems of documents that can't be loaded, as lines for people. */
export async function problemsOf(
  texts: string | readonly string[],
  options: Omit<LoadConfigOptions<ProviderSchemas>, 'files'> = {},
): Promise<readonly string[]> {
  const error = await loadText(texts, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!ConfigError.isInstance(error)) throw new Error('the configuration was loaded', { cause: error });
  return error.problems.map(formatProblem);
}

function inFolder(problem: ConfigProblem, folder: string): ConfigProblem {
  const shorten = (text: string): string => text.replaceAll(`${folder}/`, '');
  return { ...problem, file: shorten(problem.file), message: shorten(problem.message) };
}
