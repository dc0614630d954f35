// The way in for `npm start`, `npm test` and the other commands of package.json. Plain JavaScript without dependencies,
// for the Node.js that the machine has (20 or newer): it installs what is missing, then hands over to scripts/TASK.ts on
// the repository's own.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const oldestNode = 20;
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const binaries = path.join(root, 'node_modules', '.bin');
const ownNode = path.join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const stampFile = path.join(root, 'node_modules', '.installed');

const [task, ...taskArguments] = process.argv.slice(2);

if (Number(process.versions.node.split('.')[0]) < oldestNode) {
  stop(
    `Node.js ${oldestNode} or newer is needed to begin, this is ${process.versions.node}: install one from nodejs.org`,
  );
}
if (!existsSync(path.join(root, 'scripts', `${task}.ts`)) && task !== 'install') {
  stop(`no task is called ${task}: there are start, test, test-deep, docker-suite, check, bench, soak and install`);
}
await install();
// `node scripts/run.mjs install` ends here.
if (task !== 'install')
  process.exitCode = await run(ownNode, [path.join(root, 'scripts', `${task}.ts`), ...taskArguments]);

async function install() {
  const wanted = fingerprint();
  if (existsSync(ownNode) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;
  const { node, pnpm } = toolVersions();
  console.error(`Installing the dependencies, with pnpm ${pnpm} on Node.js ${node} (only when they have changed) …`);
  rmSync(stampFile, { force: true });
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // The age of every locked version is asked of the registry where a lock file is judged, on CI: it takes a minute or more.
  const trust = process.env.CI ? [] : ['--trust-lockfile'];
  const packages = [`--package=node@${node}`, `--package=pnpm@${pnpm}`];
  // Without its warnings: that this Node.js is too old for pnpm is why another comes along.
  const exec = ['exec', '--yes', '--loglevel=error', ...packages, '--'];
  const status = await run(npm, [...exec, 'pnpm', 'install', '--frozen-lockfile', ...trust]);
  if (status !== 0) stop('the dependencies could not be installed (see above); is the npm registry reachable?');
  if (!existsSync(ownNode)) stop('the npm package `node` brought no Node.js for this platform');
  writeFileSync(stampFile, wanted);
}

/** One hash over everything that decides what an installation holds. */
function fingerprint() {
  const manifests = ['packages', 'apps'].flatMap((folder) =>
    readdirSync(path.join(root, folder)).map((name) => path.join(folder, name, 'package.json')),
  );
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'test/package.json', ...manifests]) {
    const full = path.join(root, file);
    if (existsSync(full)) hash.update(file).update(readFileSync(full));
  }
  return hash.digest('hex');
}

function toolVersions() {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const catalog = readFileSync(path.join(root, 'pnpm-workspace.yaml'), 'utf8');
  return { pnpm: manifest.packageManager.split('@')[1], node: /^ {2}node: (\S+)$/m.exec(catalog)[1] };
}

/** Runs a command to its end. Ctrl-C reaches it from the terminal; a SIGTERM is passed on. */
async function run(command, commandArguments) {
  const pathName = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const env = { ...process.env, [pathName]: [binaries, process.env[pathName]].join(path.delimiter) };
  env.TURBO_TELEMETRY_DISABLED = '1';
  const shell = process.platform === 'win32' && command.endsWith('.cmd');
  const child = spawn(command, commandArguments, { cwd: root, env, stdio: 'inherit', shell });
  const passOn = () => child.kill('SIGTERM');
  process.on('SIGINT', wait).on('SIGTERM', passOn);
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
    });
  } catch (error) {
    return stop(error.code === 'ENOENT' ? `${command} is missing: install it, or put it on the path` : error.message);
  } finally {
    process.off('SIGINT', wait).off('SIGTERM', passOn);
  }
}

/** A child that the same Ctrl-C reached ends by itself, and says how. */
function wait() {}

function stop(problem) {
  console.error(`modular-agent-cache: ${problem}`);
  process.exit(1);
}
