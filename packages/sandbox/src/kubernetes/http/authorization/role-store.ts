import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { isNotFound } from '../../cluster-client';
import type { ResourceApi, ResourceType } from '../../resource-api';
import { policyRuleSchema, type PolicyRule } from './rules';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';
const API_VERSION = `${RBAC_GROUP}/v1`;

const bindingSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string().optional() }),
  subjects: z
    .array(
      z.object({
        kind: z.enum(['User', 'Group', 'ServiceAccount']),
        name: z.string(),
        namespace: z.string().optional(),
      }),
    )
    .default([]),
  roleRef: z.object({
    kind: z.enum(['Role', 'ClusterRole']),
    name: z.string(),
  }),
});
const roleSchema = z.object({
  rules: z.array(policyRuleSchema).nullish(),
});

export type Binding = z.infer<typeof bindingSchema>;
export type RoleRef = Binding['roleRef'];

/** Roles and bindings, wherever they are kept. */
export interface RoleStore {
  clusterRoleBindings(): Binding[];
  roleBindings(namespace: string): Binding[];
  /** The rules of a role, or undefined when there is no such role. */
  rulesOf(role: RoleRef, namespace?: string): PolicyRule[] | undefined;
}

/** The roles and bindings in a cluster; what does not parse grants nothing. */
export class ClusterRoleStore implements RoleStore {
  readonly #bindings = new WeakMap<KubernetesObject, Binding[]>();
  readonly #rules = new WeakMap<KubernetesObject, PolicyRule[]>();

  constructor(private readonly api: ResourceApi) {}

  clusterRoleBindings(): Binding[] {
    return this.#bindingsOf('ClusterRoleBinding');
  }

  roleBindings(namespace: string): Binding[] {
    return this.#bindingsOf('RoleBinding', namespace);
  }

  rulesOf(
    { kind, name }: RoleRef,
    namespace?: string,
  ): PolicyRule[] | undefined {
    const object = this.#find(
      kind,
      kind === 'Role' ? namespace : undefined,
      name,
    );
    return (
      object &&
      remembered(this.#rules, object, () => {
        const { data } = roleSchema.safeParse(object);
        return data?.rules ?? [];
      })
    );
  }

  #bindingsOf(kind: string, namespace?: string): Binding[] {
    return this.api
      .list(this.#type(kind), { namespace })
      .items.flatMap(object =>
        remembered(this.#bindings, object, () => {
          const { data } = bindingSchema.safeParse(object);
          return data ? [data] : [];
        }),
      );
  }

  #find(
    kind: string,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject | undefined {
    try {
      return this.api.get(this.#type(kind), namespace, name);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  #type(kind: string): ResourceType {
    const type = this.api.findKind(API_VERSION, kind);
    if (!type)
      throw new Error(
        `The cluster ${this.api.cluster} does not serve ${kind}.`,
      );
    return type;
  }
}

/** Objects never change, so what was read from one is read once. */
function remembered<T>(
  memory: WeakMap<KubernetesObject, T>,
  object: KubernetesObject,
  read: () => T,
): T {
  const known = memory.get(object);
  if (known !== undefined) return known;
  const value = read();
  memory.set(object, value);
  return value;
}
