import { CacheOptionError } from '@modular-agent/cache-contract';
import type { CacheConfig } from './cache-config.ts';
import { ConfigError } from './config-error.ts';
import { documentSection } from './definition/document-section.ts';
import { readForeign, type ForeignSection } from './foreign/read-foreign.ts';
import { splitForeign } from './foreign/split-foreign.ts';
import type { Environment } from './interpolation/interpolate.ts';
import type { ConfigProblem } from './problem.ts';
import { readArguments } from './read-arguments.ts';
import { resolveConfig } from './resolution/resolve-config.ts';
import type { ConfigOverrides } from './source/override-node.ts';
import type { MappingNode } from './source/config-node.ts';
import { readLayers } from './source/read-layers.ts';
import type { SchemaOutput, StandardSchema } from './standard-schema.ts';
import { collectSecrets } from './validation/collect-secrets.ts';
import type { Finding } from './validation/finding.ts';
import type { ReadContext } from './validation/read-context.ts';
import { readSection } from './validation/read-section.ts';
import { SecretMask } from './validation/secret-mask.ts';

/** Schemas of third-party providers' sections, by the provider's name. */
export type ProviderSchemas = Readonly<Record<string, StandardSchema>>;

/** No third-party providers. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- it has no names: that is what it says
export type NoSchemas = Readonly<Record<never, StandardSchema>>;

export interface LoadConfigOptions<Schemas extends ProviderSchemas = NoSchemas> {
  /** Paths or file URLs of YAML files; each goes before the ones before it, key by key. */
  readonly files: string | URL | readonly (string | URL)[];
  /** Where `${NAME}` is looked up. Default: `process.env`. */
  readonly env?: Environment | undefined;
  /** Settings that go before those of every file, shaped as the YAML is; from a command line, for example. Default: none. */
  readonly overrides?: ConfigOverrides | undefined;
  /** Schemas of the sections under `cache.providers` that belong to third-party providers. Default: none. */
  readonly providers?: Schemas | undefined;
  /** Names of top-level sections that somebody else reads. Default: none. */
  readonly otherSections?: readonly string[] | undefined;
}

/** A configuration, and what its author should know of it. */
export interface LoadedConfig<Schemas extends ProviderSchemas = NoSchemas> {
  readonly config: CacheConfig<{ readonly [Name in keyof Schemas]: SchemaOutput<Schemas[Name]> }>;
  /** What is allowed and probably not meant; `formatProblem` makes a line of each. */
  readonly warnings: readonly ConfigProblem[];
}

/**
 * Reads a configuration from YAML files and the environment, and checks all of it.
 *
 * @throws ConfigError with everything that is wrong, each problem with its place; secrets are shown as `***`.
 */
export async function loadConfig<Schemas extends ProviderSchemas = NoSchemas>(
  options: LoadConfigOptions<Schemas>,
): Promise<LoadedConfig<Schemas>> {
  const sources = readArguments(options);
  if ('findings' in sources) throw unmasked(sources.findings);
  const { files, env, overrides } = sources;
  const { otherSections = [] } = options;
  const schemas = new Map<string, StandardSchema>(Object.entries(options.providers ?? {}));
  checkNames(schemas.keys());
  const read = await readLayers(files, overrides);
  if ('findings' in read) throw unmasked(read.findings);

  const document = read.merged;
  const mask = new SecretMask(read.layers.flatMap((layer) => collectSecrets(layer, env)));
  const context: ReadContext = { environment: env, problems: [], warnings: [...read.warnings] };
  const { known, foreign } = splitForeign(document, [...schemas.keys()], otherSections);
  const section = readSection(documentSection, known, '', context);
  const foreignSections = new Map<string, ForeignSection | undefined>();
  for (const [name, entry] of foreign) {
    const schema = schemas.get(name);
    if (schema !== undefined) {
      foreignSections.set(name, await readForeign(entry, `cache.providers.${name}`, schema, context));
    }
  }
  const config = resolveConfig(document, section, foreignSections, context);
  if (context.problems.length > 0) throw new ConfigError(inOrder(context.problems, read.layers, mask));
  return Object.freeze({
    config,
    warnings: Object.freeze(inOrder(context.warnings, read.layers, mask)),
  });
}

/** Of what was found before any setting was read: it quotes none. */
function unmasked(findings: readonly Finding[]): ConfigError {
  const mask = new SecretMask([]);
  return new ConfigError(findings.map((finding) => mask.toProblem(finding)));
}

/** By layer, then by line and column, secrets masked. */
function inOrder(findings: readonly Finding[], layers: readonly MappingNode[], mask: SecretMask): ConfigProblem[] {
  const files = layers.map((layer) => layer.location.file);
  return findings
    .map((finding) => mask.toProblem(finding))
    .toSorted(
      (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || compare(a.line, b.line) || compare(a.column, b.column),
    );
}

function compare(a = 0, b = 0): number {
  return a - b;
}

function checkNames(names: Iterable<string>): void {
  for (const name of names) {
    if (!Object.hasOwn(builtIn, name)) continue;
    throw new CacheOptionError(`providers.${name} is known without a schema; leave it out`, { option: 'providers' });
  }
}

const builtIn = { memory: true, redis: true };
