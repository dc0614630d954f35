import { isAlias, isScalar, isSeq, type ParsedNode, type YAMLMap } from 'yaml';
import { formatLocation, type SourceLocation } from './source-location.ts';
import type { ConfigNode, MappingEntry, MappingNode, Scalar } from './config-node.ts';
import type { Finding } from '../validation/finding.ts';

/** How many values a file may come to once its aliases are expanded. */
const maxNodes = 10_000;
const maxDepth = 64;

export interface BuiltNode {
  readonly node: ConfigNode;
  readonly findings: readonly Finding[];
}

/** Turns parsed YAML into our own tree: aliases expanded within a bound, every value with its place. */
export function buildNode(root: ParsedNode, locate: (offset: number) => SourceLocation): BuiltNode {
  const builder = new NodeBuilder(locate);
  const node = builder.build(root, 0);
  return { node, findings: builder.findings };
}

class NodeBuilder {
  readonly findings: Finding[] = [];
  readonly #locate: (offset: number) => SourceLocation;
  readonly #anchors = new Map<string, ParsedNode>();
  readonly #open = new Set<ParsedNode>();
  #count = 0;
  #exhausted = false;

  constructor(locate: (offset: number) => SourceLocation) {
    this.#locate = locate;
  }

  build(node: ParsedNode, depth: number): ConfigNode {
    const location = this.#locate(node.range[0]);
    if (isAlias(node)) return this.#follow(node.source, location, depth);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (!this.#fits(location, depth)) return empty(location);
    if (isScalar(node)) {
      return { kind: 'scalar', location, value: node.value as Scalar, origin: 'file' };
    }
    this.#open.add(node);
    const built: ConfigNode = isSeq(node)
      ? { kind: 'list', location, items: node.items.map((item) => this.build(item, depth + 1)) }
      : this.#buildMapping(node, location, depth);
    this.#open.delete(node);
    return built;
  }

  #buildMapping(
    node: ParsedNode & { readonly items: YAMLMap.Parsed['items'] },
    location: SourceLocation,
    depth: number,
  ): MappingNode {
    const entries = new Map<string, MappingEntry>();
    for (const { key, value } of node.items) {
      if (this.#exhausted) break;
      const keyLocation = this.#locate(key.range[0]);
      const name = isScalar(key) ? String(key.value) : '';
      const earlier = entries.get(name);
      if (name === '__proto__') this.#report(keyLocation, 'the key "__proto__" is not accepted; rename it');
      else if (earlier !== undefined) {
        this.#report(keyLocation, `this key stands already at ${formatLocation(earlier.location)}; remove one of them`);
      } else {
        entries.set(name, {
          location: keyLocation,
          value: value === null ? empty(keyLocation) : this.build(value, depth + 1),
        });
      }
    }
    return { kind: 'mapping', location, entries };
  }

  #follow(anchor: string, location: SourceLocation, depth: number): ConfigNode {
    const target = this.#anchors.get(anchor);
    if (target === undefined) this.#report(location, 'this alias names no anchor that stands before it');
    else if (this.#open.has(target)) this.#report(location, 'this alias stands inside of the value that it names');
    else return { ...this.build(target, depth), location };
    return empty(location);
  }

  #fits(location: SourceLocation, depth: number): boolean {
    this.#count += 1;
    if (this.#exhausted) return false;
    if (depth > maxDepth) this.#report(location, `values are nested deeper than ${maxDepth} levels here`);
    else if (this.#count <= maxNodes) return true;
    else
      this.#report(location, `there are more than ${maxNodes.toLocaleString('en')} values, expanded aliases included`);
    this.#exhausted = true;
    return false;
  }

  #report(location: SourceLocation, message: string): void {
    if (!this.#exhausted) this.findings.push({ location, message });
  }
}

function empty(location: SourceLocation): ConfigNode {
  return { kind: 'scalar', location, value: null, origin: 'file' };
}
