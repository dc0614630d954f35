import { fileURLToPath } from 'node:url';
import type { Environment } from './interpolation/interpolate.ts';
import type { ConfigOverrides } from './source/override-node.ts';
import type { Finding } from './validation/finding.ts';

/** What says where a configuration comes from. */
export interface Sources {
  /** Paths. */
  readonly files: readonly string[];
  readonly env: Environment;
  readonly overrides: ConfigOverrides;
}

const files = 'the path or the file URL of a YAML file, or a list of them, such as { files: "configs/global.yaml" }';

/** Reads the arguments of `loadConfig`, which JavaScript may have given anything. */
export function readArguments(options: unknown): Sources | { readonly findings: readonly Finding[] } {
  if (!isObject(options)) return { findings: [refuse('options', options, `an object with files: ${files}`)] };
  const { files: given, env = process.env, overrides = {} } = options;
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  const paths = list.map(toPath);
  const findings = paths.flatMap((path, index) =>
    path === undefined ? [refuse(Array.isArray(given) ? `files[${index}]` : 'files', list[index], files)] : [],
  );
  if (!isObject(overrides)) findings.push(refuse('overrides', overrides, 'an object shaped as the YAML is'));
  if (!isObject(env)) findings.push(refuse('env', env, 'an object with variables by name'));
  if (findings.length === 0 && list.length === 0 && isEmpty(overrides)) {
    findings.push({
      location: { file: 'loadConfig' },
      path: 'files',
      message: 'is an empty list, and there are no overrides',
      accepted: files,
    });
  }
  if (findings.length > 0) return { findings };
  return {
    files: paths.filter((path) => path !== undefined),
    env: env as Environment,
    overrides: overrides as ConfigOverrides,
  };
}

function toPath(file: unknown): string | undefined {
  if (typeof file === 'string') return file === '' ? undefined : file;
  if (!(file instanceof URL)) return undefined;
  try {
    return fileURLToPath(file);
  } catch {
    return undefined;
  }
}

function refuse(path: string, value: unknown, accepted: string): Finding {
  const place = { location: { file: 'loadConfig' }, path, accepted };
  if (value === undefined) return { ...place, message: 'is not given' };
  return { ...place, message: 'is not valid', found: { sort: sortOf(value) } };
}

/** No more than that: a URL may hold a secret. */
function sortOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === '') return 'an empty text';
  if (value instanceof URL) return `a URL with ${value.protocol}`;
  return Array.isArray(value) ? 'a list' : `a value of the type ${typeof value}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(overrides: unknown): boolean {
  return Object.values(overrides ?? {}).every((value) => value === undefined);
}
