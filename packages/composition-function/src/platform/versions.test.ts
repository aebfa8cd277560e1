import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { buildKustomization, PLATFORM } from '../__testUtils__/kustomization';

const DEFINITIONS = resolve(__dirname, '../../../sandbox/crds');
const README = readFileSync(join(PLATFORM, 'README.md'), 'utf8');

interface Row {
  part: string;
  version: string;
  file: string;
}

/** The table below "## Versions". */
function matrix(): Row[] {
  const [, rest] = README.split('\n## Versions\n');
  const [section] = rest.split('\n## ');
  return section
    .split('\n')
    .filter(line => line.startsWith('|'))
    .slice(2)
    .map(line => {
      const [part, version, file] = line
        .split('|')
        .slice(1)
        .map(cell => cell.trim().replaceAll('`', ''));
      return { part, version, file };
    });
}

const packageSchema = z.object({ spec: z.object({ package: z.string() }) });

/** Every package below `platform/`, with the version that it is pinned to. */
function pinned(): Row[] {
  return ['base', ...readdirSync(join(PLATFORM, 'providers')).map(providersIn)]
    .flatMap(directory => buildKustomization(directory).objects)
    .filter(({ kind }) => kind === 'Provider' || kind === 'Function')
    .map(object => packageSchema.parse(object).spec.package)
    .map(reference => {
      const [, part, version] = /\/([^/:]+):v(.+)$/.exec(reference) ?? [];
      return { part, version, file: fileWith(reference) };
    });
}

const providersIn = (name: string) => join('providers', name);

function fileWith(text: string): string {
  const files = readdirSync(PLATFORM, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.yaml'))
    .filter(path => readFileSync(join(PLATFORM, path), 'utf8').includes(text));
  return files.join(', ');
}

const byPart = (one: Row, other: Row) => (one.part < other.part ? -1 : 1);

describe('the versions that the README names', () => {
  const rows = matrix();

  it('are those of every package, each pinned in one place', () => {
    expect(rows.filter(({ file }) => file !== '').sort(byPart)).toEqual(
      pinned().sort(byPart),
    );
  });

  it('has a family and its providers in one version', () => {
    for (const cloud of ['aws', 'azure', 'gcp']) {
      const versions = rows
        .filter(({ part }) => part.split('-').includes(cloud))
        .map(({ version }) => version);
      expect(versions.length).toBeGreaterThan(1);
      expect(new Set(versions).size).toBe(1);
    }
  });

  const written = readdirSync(DEFINITIONS).flatMap(name => {
    const text = readFileSync(join(DEFINITIONS, name), 'utf8');
    const [, part, version] =
      /(Crossplane|provider-\w+|CloudNativePG|External Secrets Operator|Atlas Operator|Dapr) (\d+\.\d+)/.exec(
        text.slice(0, 400),
      ) ?? [];
    return part ? [[name, part, version]] : [];
  });

  it.each(written)(
    'are those that the sandbox knows from %s: %s %s',
    (_name, part, version) => {
      const row = rows.find(one => one.part === part);
      expect(row?.version).toMatch(new RegExp(`^${version}\\.\\d+$`));
    },
  );

  it('are checked against the sandbox for each operator', () => {
    expect(new Set(written.map(([, part]) => part)).size).toBe(7);
  });
});
