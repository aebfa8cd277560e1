import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { Document, parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';

/** The root of what a platform team installs. */
export const PLATFORM = resolve(__dirname, '../../../../platform');
const FILE = 'kustomization.yaml';

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});

/** A Kubernetes object out of a kustomization. */
export type BuiltObject = z.infer<typeof objectSchema>;

/** As much of kustomize as the platform uses. Anything else is refused. */
const kustomizationSchema = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  resources: z.array(z.string()).min(1),
  commonAnnotations: z.record(z.string(), z.string()).default({}),
  patches: z
    .array(
      z.strictObject({
        path: z.string(),
        target: z.strictObject({ kind: z.string(), name: z.string() }),
      }),
    )
    .default([]),
});

const patchSchema = z.array(
  z.strictObject({
    op: z.enum(['add', 'replace']),
    path: z.string().startsWith('/'),
    value: z.unknown(),
  }),
);

/** What `kustomize build` makes of a directory below `platform/`. */
export interface Build {
  objects: BuiltObject[];
  /** Every file that was read, relative to `platform/`. */
  files: string[];
}

/** Every directory below `platform/` that can be built. */
export function kustomizations(): string[] {
  return readdirSync(PLATFORM, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith(FILE))
    .map(dirname)
    .sort();
}

/**
 * Builds a directory as kustomize does, and is stricter: two objects of a name, a file
 * from elsewhere and a patch that meets nothing are errors.
 */
export function buildKustomization(directory: string): Build {
  const root = join(PLATFORM, directory);
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const { resources, commonAnnotations, patches } = kustomizationSchema.parse(
    parse(read(FILE)),
  );
  const parts = resources.map(path => buildResource(root, path));
  const objects = parts.flatMap(part => part.objects);
  refuseDuplicates(directory, objects);
  const patched = patches.reduce(
    (before, { path, target }) =>
      applyPatch(before, target, patchSchema.parse(parse(read(path))), path),
    objects,
  );
  return {
    objects: patched.map(object => annotate(object, commonAnnotations)),
    files: [
      ...[FILE, ...patches.map(({ path }) => path)].map(path =>
        join(directory, path),
      ),
      ...parts.flatMap(part => part.files),
    ],
  };
}

function buildResource(root: string, path: string): Build {
  const target = resolve(root, path);
  const place = relative(PLATFORM, target);
  if (!existsSync(target)) throw new Error(`There is no ${place}.`);
  if (statSync(target).isDirectory()) return buildKustomization(place);
  if (relative(root, target).startsWith('..'))
    throw new Error(`kustomize reads no file from outside of ${root}: ${path}`);
  return {
    files: [place],
    objects: parseAllDocuments(readFileSync(target, 'utf8'), { strict: true })
      .map(document => {
        if (document.errors.length > 0) throw document.errors[0];
        return document.toJS();
      })
      .map(object => objectSchema.parse(object)),
  };
}

/** How messages name an object. */
export const idOf = ({ apiVersion, kind, metadata }: BuiltObject) =>
  [apiVersion, kind, metadata.namespace, metadata.name]
    .filter(part => part !== undefined)
    .join('/');

function refuseDuplicates(directory: string, objects: BuiltObject[]): void {
  const ids = objects.map(idOf);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice) throw new Error(`${directory} has ${twice} twice.`);
}

function applyPatch(
  objects: BuiltObject[],
  target: { kind: string; name: string },
  operations: z.infer<typeof patchSchema>,
  path: string,
): BuiltObject[] {
  const kind = new RegExp(`^(${target.kind})$`);
  const name = new RegExp(`^(${target.name})$`);
  const meant = (object: BuiltObject) =>
    kind.test(object.kind) && name.test(object.metadata.name);
  if (!objects.some(meant))
    throw new Error(
      `Patch ${path} meets no ${target.kind} named ${target.name}.`,
    );
  return objects.map(object =>
    meant(object) ? changed(object, operations, path) : object,
  );
}

function changed(
  object: BuiltObject,
  operations: z.infer<typeof patchSchema>,
  path: string,
): BuiltObject {
  const document = new Document(object);
  for (const operation of operations) {
    const keys = operation.path
      .slice(1)
      .split('/')
      .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
      .map(key => (/^\d+$/.test(key) ? Number(key) : key));
    const exists = document.hasIn(keys);
    if (!document.hasIn(keys.slice(0, -1)))
      throw new Error(
        `Patch ${path} finds no place for ${operation.path} in ${idOf(
          object,
        )}.`,
      );
    if (operation.op === 'replace' && !exists)
      throw new Error(
        `Patch ${path} finds no ${operation.path} in ${idOf(object)}.`,
      );
    document.setIn(keys, document.createNode(operation.value));
  }
  return objectSchema.parse(document.toJS());
}

function annotate(
  object: BuiltObject,
  added: Record<string, string>,
): BuiltObject {
  if (Object.keys(added).length === 0) return object;
  const annotations = { ...object.metadata.annotations, ...added };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
