import {
  kubernetesObjectSchema,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { messageOf, type Cluster, type ObjectRef } from './cluster';

const LOOK_EVERY_MS = 500;

/** The condition by which an object says that others can build on it, by its kind. */
const READY_CONDITIONS: Readonly<Record<string, string>> = {
  // Crossplane 2.3
  CompositeResourceDefinition: 'Established',
  Function: 'Healthy',
  Provider: 'Healthy',
};

/** The API with all that it needs, out of files, for the time of a test. */
export class Installation {
  readonly #made: KubernetesObject[] = [];

  private constructor(
    private readonly cluster: Cluster,
    private readonly objects: readonly KubernetesObject[],
    /** Patience for one object. */
    private readonly timeoutMs: number,
  ) {}

  /** Reads the files, without looking at the cluster. */
  static async read(
    files: readonly string[],
    cluster: Cluster,
    timeoutMs: number,
  ): Promise<Installation> {
    const objects = await Promise.all(files.map(readObjects));
    return new Installation(cluster, objects.flat(), timeoutMs);
  }

  /**
   * Makes everything and waits until it can be used. What somebody else has made is not
   * touched: when any of it is there, nothing is done.
   */
  async install(): Promise<void> {
    for (const object of this.objects) {
      if (await this.cluster.get(refOf(object))) {
        throw new Error(
          `${nameOf(
            object,
          )} is there already. To test what is installed, leave out --install.`,
        );
      }
    }
    for (const object of this.objects) {
      // Before the request: it may be carried out although there is no answer.
      this.#made.push(object);
      await this.#apply(object);
    }
    for (const object of this.objects) {
      const condition = READY_CONDITIONS[object.kind];
      if (condition)
        await this.#until(object, `be ${condition}`, found =>
          hasCondition(found, condition),
        );
    }
  }

  /** Deletes what it has made, the last first, and waits until it is gone. */
  async remove(): Promise<void> {
    for (const object of this.#made.splice(0).reverse()) {
      await this.cluster.delete(refOf(object));
      await this.#until(object, 'be gone', found => found === undefined);
    }
  }

  async #apply(object: KubernetesObject): Promise<void> {
    try {
      await this.cluster.apply(object);
    } catch (error) {
      throw new Error(
        `${nameOf(object)} of ${
          object.apiVersion
        } cannot be applied: ${messageOf(error)}`,
        { cause: error },
      );
    }
  }

  async #until(
    object: KubernetesObject,
    what: string,
    holds: (found: KubernetesObject | undefined) => boolean,
  ): Promise<void> {
    const deadline = Date.now() + this.timeoutMs;
    while (!holds(await this.cluster.get(refOf(object)))) {
      if (Date.now() > deadline)
        throw new Error(
          `Waited ${this.timeoutMs / 1_000} s in vain for ${nameOf(
            object,
          )} to ${what}.`,
        );
      await delay(LOOK_EVERY_MS);
    }
  }
}

const statusSchema = z.object({
  status: z.object({
    conditions: z.array(z.object({ type: z.string(), status: z.string() })),
  }),
});

function hasCondition(
  object: KubernetesObject | undefined,
  condition: string,
): boolean {
  const { status } = statusSchema.safeParse(object).data ?? {};
  return (
    status?.conditions.some(
      one => one.type === condition && one.status === 'True',
    ) ?? false
  );
}

function refOf({ apiVersion, kind, metadata }: KubernetesObject): ObjectRef {
  const { namespace, name } = metadata;
  return { apiVersion, kind, namespace, name };
}

const nameOf = ({ kind, metadata }: KubernetesObject) =>
  `${kind} ${metadata.name}`;

async function readObjects(file: string): Promise<KubernetesObject[]> {
  const documents = parseAllDocuments(await readFile(file, 'utf8'));
  return documents
    .map(document => {
      const [problem] = document.errors;
      if (problem) throw new Error(`${file}: ${problem.message}`);
      return document.toJS();
    })
    .filter(content => content !== null)
    .map(content => {
      const object = kubernetesObjectSchema.safeParse(content);
      if (!object.success)
        throw new Error(`${file}: ${z.prettifyError(object.error)}`);
      return object.data;
    });
}
