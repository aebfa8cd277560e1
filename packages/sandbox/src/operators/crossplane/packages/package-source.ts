/** What the sandbox has of a package. */
export type PackageRuntime =
  | 'composition-function'
  | 'function-auto-ready'
  | 'provider';

/** Providers whose controllers are part of the sandbox. */
const PROVIDERS = ['provider-kubernetes', 'provider-sql'];

/** Finds the part of the sandbox that does what a package does; a mirror of the registry is fine. */
export function packageRuntime(source: string): PackageRuntime | undefined {
  const repository = source.replace(/@sha256:.*$/, '').replace(/:[^:/]*$/, '');
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  if (name === 'composition-function' || name === 'function-auto-ready')
    return name;
  return PROVIDERS.includes(name) ? 'provider' : undefined;
}
