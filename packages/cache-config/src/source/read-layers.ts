import type { Finding } from '../validation/finding.ts';
import type { MappingNode } from './config-node.ts';
import { mergeMappings } from './merge-nodes.ts';
import { overridesNode, type ConfigOverrides } from './override-node.ts';
import { parseYaml, type ParseResult } from './parse-yaml.ts';
import { readText } from './read-text.ts';
import type { SourceLocation } from './source-location.ts';

/** What all layers say, each by itself and together. */
export interface Layers {
  readonly layers: readonly MappingNode[];
  readonly merged: MappingNode;
  readonly warnings: readonly Finding[];
}

/** Reads every file, and lays each over the ones before it; the app's overrides come last. */
export async function readLayers(
  files: readonly string[],
  overrides: ConfigOverrides,
): Promise<Layers | { readonly findings: readonly Finding[] }> {
  const results = await Promise.all(files.map(readLayer));
  const layers: MappingNode[] = [];
  const findings: Finding[] = [];
  const warnings: Finding[] = [];
  for (const [index, result] of results.entries()) {
    if ('mapping' in result) layers.push(result.mapping);
    else if ('findings' in result) findings.push(...result.findings);
    else if (index === 0) findings.push(blank(result.blank, 'it must hold a mapping such as "cache: {}"'));
    else {
      layers.push({ kind: 'mapping', location: result.blank, entries: new Map() });
      warnings.push(blank(result.blank, 'write a setting into it, or leave the file out'));
    }
  }
  if (findings.length > 0) return { findings };
  layers.push(overridesNode(overrides));
  return { layers, merged: layers.reduce(mergeMappings), warnings };
}

async function readLayer(file: string): Promise<ParseResult> {
  const result = await readText(file);
  if ('text' in result) return parseYaml(result.text, file);
  return { findings: [{ location: { file, line: 1, column: 1 }, message: `${file} ${result.fault}` }] };
}

function blank(location: SourceLocation, advice: string): Finding {
  return { location, message: `${location.file} is empty; ${advice}` };
}
