// Starts the command line. Loading some 300 TypeScript files one by one takes longer than most verbs, so they are bundled once per
// state of the sources into .cache/cli/ and loaded from there. Where that cannot be done (a read-only disk), and with
// MATRIX_GITOPS_DEBUG, which wants traces that name the sources, tsx loads them as they are.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '../..');
const cache = join(root, '.cache/cli');

/** A name for this state of the sources and of the bundler: path, size and time of every file. */
function nameState() {
  const hash = createHash('sha256')
    .update(root)
    .update(readFileSync(join(root, 'package-lock.json')));
  const generator = join(root, 'generator');
  for (const entry of readdirSync(generator, { recursive: true, encoding: 'utf8' }).sort()) {
    const { size, mtimeMs, ctimeMs } = statSync(join(generator, entry));
    hash.update(`${entry}\0${size}\0${mtimeMs}\0${ctimeMs}\0`);
  }
  return hash.digest('hex').slice(0, 16);
}

async function bundle(directory) {
  const { build } = await import('esbuild');
  const temporary = mkdtempSync(join(cache, '.new-'));
  try {
    await build(optionsFor(temporary));
    for (const name of readdirSync(cache))
      if (!name.startsWith('.new-') && name !== basename(directory))
        rmSync(join(cache, name), { recursive: true, force: true });
    // Another run may have been faster; its bundle is as good.
    if (!existsSync(directory)) renameSync(temporary, directory);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function optionsFor(outdir) {
  return {
    entryPoints: [join(root, 'generator/cli/main.ts')],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    // Bundled CommonJS asks for modules of Node.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    plugins: [
      { name: 'dirname', setup: keepDirectories },
      { name: 'packages', setup: leavePackages },
    ],
  };
}

/** Packages of many small files that most verbs load; read one by one they take longer than the rest of the start. */
const bundled = /^(?:commander|diff|ipaddr\.js|picocolors|yaml|zod)(?:\/|$)/;

/** Every other package is loaded from where it is installed. */
function leavePackages({ onResolve }) {
  onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
    kind === 'entry-point' || bundled.test(path) ? undefined : { path, external: true },
  );
}

/** A bundled module stands elsewhere; `import.meta.dirname` still means where its source stands. */
function keepDirectories({ onLoad }) {
  onLoad({ filter: /\.ts$/ }, ({ path }) => ({
    contents: readFileSync(path, 'utf8').replaceAll('import.meta.dirname', JSON.stringify(dirname(path))),
    loader: 'ts',
  }));
}

async function findMain() {
  if (process.env.MATRIX_GITOPS_DEBUG) return undefined;
  try {
    const directory = join(cache, nameState());
    if (!existsSync(join(directory, 'main.mjs'))) {
      mkdirSync(cache, { recursive: true });
      await bundle(directory);
    }
    return join(directory, 'main.mjs');
  } catch {
    return undefined;
  }
}

const main = await findMain();
if (main === undefined) {
  const { register } = await import('tsx/esm/api');
  register();
  await import('./main.ts');
} else {
  await import(pathToFileURL(main).href);
}
