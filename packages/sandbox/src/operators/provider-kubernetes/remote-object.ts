import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { isDeepStrictEqual } from 'node:util';
import { refOf } from '../../controllers/object-ref';
import {
  isNotFound,
  type ApplyOptions,
  type ClusterClient,
  type ObjectRef,
} from '../../kubernetes/cluster-client';
import { available } from '../crossplane-runtime/conditions';
import type {
  ConnectionDetails,
  ExternalResource,
  Observation,
  Outcome,
} from '../crossplane-runtime/external-resource';
import { valueAt } from '../crossplane-runtime/field-path';
import { remoteManifest, sanitized, type ObjectSpec } from './object-spec';
import { readyCondition } from './readiness';

export interface RemoteObjectOptions {
  cluster: ClusterClient;
  spec: ObjectSpec;
  /** The spec with the values that come from other objects. */
  resolve: () => Promise<ObjectSpec>;
  /** Name of the Object. */
  name: string;
  /** False when the remote object is only looked at. */
  mayUpdate: boolean;
}

/** The object in a cluster that one Object stands for (provider-kubernetes 1.2, server-side apply). */
export class RemoteObject implements ExternalResource {
  readonly #options: RemoteObjectOptions;
  #spec: ObjectSpec;

  constructor(options: RemoteObjectOptions) {
    this.#options = options;
    this.#spec = options.spec;
  }

  get ref(): ObjectRef {
    return refOf(this.#manifest);
  }

  async observe(): Promise<Observation> {
    const { cluster, resolve } = this.#options;
    this.#spec = await resolve();
    const current = await inContext('cannot get object', () =>
      cluster.get(this.ref),
    );
    if (!current) return { exists: false };
    const upToDate =
      !this.#options.mayUpdate || (await this.#isApplied(current));
    return {
      ...this.#outcome(current, upToDate),
      exists: true,
      upToDate,
      connectionDetails: upToDate ? await this.#connectionDetails() : {},
    };
  }

  create(): Promise<Outcome> {
    return this.#apply('cannot create object');
  }

  update(): Promise<Outcome> {
    return this.#apply('cannot apply object');
  }

  async delete(): Promise<void> {
    const { cluster } = this.#options;
    const { deletionPropagationPolicy: propagationPolicy } =
      this.#spec.forProvider;
    try {
      await cluster.delete(this.ref, { propagationPolicy });
    } catch (error) {
      if (!isNotFound(error)) throw explain('cannot delete object', error);
    }
  }

  /** Whether applying the manifest would change nothing. */
  async #isApplied(current: KubernetesObject): Promise<boolean> {
    const options = { ...this.#applyOptions, dryRun: true };
    const applied = await inContext(
      'cannot get desired state: cannot dry run SSA',
      () => this.#options.cluster.apply(this.#manifest, options),
    );
    return isDeepStrictEqual(applied, current);
  }

  async #apply(context: string): Promise<Outcome> {
    const applied = await inContext(context, () =>
      this.#options.cluster.apply(this.#manifest, this.#applyOptions),
    );
    return this.#outcome(applied, false);
  }

  #outcome(observed: KubernetesObject, upToDate: boolean): Outcome {
    const ready =
      readyCondition(this.#spec.readiness, observed) ??
      (upToDate ? available() : undefined);
    return {
      ...(ready && { ready }),
      atProvider: { manifest: sanitized(observed) },
    };
  }

  async #connectionDetails(): Promise<ConnectionDetails> {
    const details: ConnectionDetails = {};
    for (const { fieldPath, toConnectionSecretKey, ...ref } of this.#options
      .spec.connectionDetails) {
      details[toConnectionSecretKey] = await inContext(
        'cannot get connection details',
        () => this.#connectionDetail(ref, fieldPath),
      );
    }
    return details;
  }

  async #connectionDetail(ref: ObjectRef, fieldPath: string): Promise<Buffer> {
    const source = await this.#options.cluster.get(ref);
    if (!source)
      throw new Error(`cannot get object: ${ref.kind} "${ref.name}" not found`);
    const value = await inContext('cannot get value at fieldPath', async () =>
      valueAt(source, fieldPath),
    );
    const isSecretValue =
      ref.kind === 'Secret' &&
      ref.apiVersion === 'v1' &&
      fieldPath.startsWith('data');
    return Buffer.from(String(value), isSecretValue ? 'base64' : 'utf8');
  }

  get #manifest(): KubernetesObject {
    return remoteManifest(this.#spec.forProvider.manifest, this.#options.name);
  }

  get #applyOptions(): ApplyOptions {
    return {
      fieldManager: `provider-kubernetes/${this.#options.name}`,
      force: true,
    };
  }
}

async function inContext<T>(
  context: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(context, error);
  }
}

function explain(context: string, cause: unknown): Error {
  return new Error(
    `${context}: ${cause instanceof Error ? cause.message : String(cause)}`,
    { cause },
  );
}
