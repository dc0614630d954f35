import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigNode, MappingNode } from './config-node.ts';
import { mergeMappings } from './merge-nodes.ts';

const location = fc.record({ file: fc.constantFrom('a', 'b'), line: fc.nat(9), column: fc.nat(9) });

/** Documents in which a key is always a mapping (`s…`), or never one: what a valid configuration is. */
const { mapping } = fc.letrec<{ mapping: MappingNode }>((tie) => ({
  mapping: fc
    .record({
      location,
      sections: fc.array(
        fc.tuple(fc.constantFrom('s1', 's2'), location, fc.oneof({ maxDepth: 3 }, empty(), tie('mapping'))),
        { maxLength: 2 },
      ),
      settings: fc.array(fc.tuple(fc.constantFrom('x', 'y'), location, setting()), { maxLength: 2 }),
    })
    .map(({ sections, settings, ...node }) => ({
      kind: 'mapping',
      location: node.location,
      entries: new Map([...sections, ...settings].map(([key, place, value]) => [key, { location: place, value }])),
    })),
}));

function empty(): fc.Arbitrary<ConfigNode> {
  return location.map((place) => ({ kind: 'scalar', location: place, value: null, origin: 'file' }));
}

function setting(): fc.Arbitrary<ConfigNode> {
  return fc
    .tuple(location, fc.oneof(fc.constant(null), fc.integer(), fc.boolean()))
    .map(([place, value]) => ({ kind: 'scalar', location: place, value, origin: 'file' }));
}

function nothing(node: MappingNode): MappingNode {
  return { ...node, entries: new Map() };
}

describe('mergeMappings', () => {
  it('does not care how layers are grouped', () => {
    fc.assert(
      fc.property(mapping, mapping, mapping, (a, b, c) => {
        expect(mergeMappings(mergeMappings(a, b), c)).toEqual(mergeMappings(a, mergeMappings(b, c)));
      }),
    );
  });

  it('changes nothing with a layer that says nothing', () => {
    fc.assert(
      fc.property(mapping, (node) => {
        expect(mergeMappings(node, nothing(node))).toEqual(node);
        expect(mergeMappings(nothing(node), node)).toEqual(node);
      }),
    );
  });

  it('changes nothing when a layer is laid over itself', () => {
    fc.assert(
      fc.property(mapping, (node) => {
        expect(mergeMappings(node, node)).toEqual(node);
      }),
    );
  });

  it('takes every setting, with its place, from the last layer that says it', () => {
    fc.assert(
      fc.property(mapping, mapping, (lower, upper) => {
        const merged = mergeMappings(lower, upper);
        const said = [...upper.entries].filter(([, { value }]) => value.kind === 'scalar' && value.value !== null);
        for (const [key, entry] of said) expect(merged.entries.get(key)).toBe(entry);
      }),
    );
  });
});
