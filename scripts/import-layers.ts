// Prints the layers of packages/cache by its imports, and fails where they form a circle or are too many: run by `npm run
// check`, or alone by `npx node scripts/import-layers.ts`.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The most layers that a call passes from `index.ts` to the contract. */
const mostLayers = 7;

const sources = fileURLToPath(new URL('../packages/cache/src', import.meta.url));
const isTest = /\.test\.ts$|^(test|loss)\//;

/** A folder, or a file outside of one, with what it imports. */
type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** @param withTypes Also imports of types, which are gone when the code runs. */
function readGraph(withTypes: boolean): Graph {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !isTest.test(file));
  const graph = new Map<string, Set<string>>();
  for (const file of files) {
    const from = partOf(file);
    const imported = graph.get(from) ?? new Set<string>();
    graph.set(from, imported);
    for (const [, types, path = ''] of readFileSync(join(sources, file), 'utf8').matchAll(
      /^(?:import|export) (type )?[^;]*? from '(\.[^']+)';/gm,
    )) {
      const to = partOf(posix.normalize(posix.join(dirname(file), path)));
      if (to !== from && (withTypes || types === undefined)) imported.add(to);
    }
  }
  return graph;
}

function partOf(file: string): string {
  const folder = dirname(file);
  return folder === '.' ? file : folder;
}

/** @returns The parts of a circle; `undefined` if there is none. */
function findCircle(graph: Graph): readonly string[] | undefined {
  const isDone = new Set<string>();
  const visit = (part: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(part)) return [...path.slice(path.indexOf(part)), part];
    if (isDone.has(part)) return undefined;
    for (const next of graph.get(part) ?? []) {
      const circle = visit(next, [...path, part]);
      if (circle !== undefined) return circle;
    }
    isDone.add(part);
    return undefined;
  };
  for (const part of graph.keys()) {
    const circle = visit(part, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

/** The number of layers below each part, itself included. */
function heights(graph: Graph): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const heightOf = (part: string): number => {
    const known = found.get(part);
    if (known !== undefined) return known;
    const height = 1 + Math.max(0, ...Array.from(graph.get(part) ?? [], heightOf));
    found.set(part, height);
    return height;
  };
  for (const part of graph.keys()) heightOf(part);
  return found;
}

const circle = findCircle(readGraph(true));
if (circle !== undefined) {
  console.error(`packages/cache/src: these import each other: ${circle.join(' → ')}`);
  process.exit(1);
}
const graph = readGraph(false);
const byHeight = heights(graph);
const layers = Math.max(...byHeight.values());
console.log('packages/cache/src, by what is imported when it runs:');
for (let layer = layers; layer >= 1; layer--) {
  const parts = [...byHeight].filter(([, height]) => height === layer).map(([part]) => part);
  console.log(`  ${layer}  ${parts.toSorted().join('  ')}`);
}
if (layers > mostLayers) {
  console.error(`packages/cache/src has ${layers} layers; at most ${mostLayers} keep a call easy to follow`);
  process.exit(1);
}
