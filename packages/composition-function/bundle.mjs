/**
 * `yarn bundle`: the function and its bench as plain JavaScript, in `dist/bundle`. What
 * is of this repository is in it; packages stay in `node_modules`.
 */
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const COMMON = '@backstage-dbaas/plugin-dbaas-common';

await build({
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  entryPoints: ['src/main.ts', 'bench/main.ts'],
  outbase: '.',
  outdir: 'dist/bundle',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  packages: 'external',
  alias: { [COMMON]: '../../plugins/dbaas-common/src/index.ts' },
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  logLevel: 'warning',
});
