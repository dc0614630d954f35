import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run-command.ts';

// The benchmark runs from its sources, as all packages in the workspace do.
await import(pathToFileURL(path.join(root, 'apps', 'benchmark', 'src', 'main.ts')).href);
