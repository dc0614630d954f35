import type { Finding } from '../validation/finding.ts';
import type { MappingNode } from './config-node.ts';
import { mergeMappings } from './merge-nodes.ts';
import { overridesNode, type ConfigOverrides } from './override-node.ts';
import { parseYaml, type ParseResult } from './parse-yaml.ts';
import { readText } from './read-text.ts';

/** What all layers say, each by itself and together. */
export interface Layers {
  readonly layers: readonly MappingNode[];
  readonly merged: MappingNode;
}

/** Reads every file, and lays each over the ones before it; the app's overrides come last. */
export async function readLayers(
  files: readonly string[],
  overrides: ConfigOverrides,
): Promise<Layers | { readonly findings: readonly Finding[] }> {
  const results = await Promise.all(files.map(readLayer));
  const findings = results.flatMap((result): readonly Finding[] => ('findings' in result ? result.findings : []));
  if (findings.length > 0) return { findings };
  const fromFiles = results.flatMap((result): readonly MappingNode[] => ('mapping' in result ? [result.mapping] : []));
  const layers = [...fromFiles, overridesNode(overrides)];
  return { layers, merged: layers.reduce(mergeMappings) };
}

async function readLayer(file: string): Promise<ParseResult> {
  const result = await readText(file);
  if ('text' in result) return parseYaml(result.text, file);
  return { findings: [{ location: { file, line: 1, column: 1 }, message: `${file} ${result.fault}` }] };
}
