import {
  buildTree,
  type ServiceRef,
  type ServiceTree,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Inventory } from '../inventory/inventory';
import { databaseLabelOf, type Claims } from './claims';
import { collectObjects } from './collect-objects';

/** The objects of single database services, put together when they are asked for. */
export class ServiceTrees {
  constructor(
    private readonly options: { inventory: Inventory; claims: Claims },
  ) {}

  /** Undefined when there is no claim, and so nothing that belongs to it. */
  of(ref: ServiceRef): ServiceTree | undefined {
    const { inventory, claims } = this.options;
    const found = claims.find(ref);
    if (!found) return undefined;
    const { claim } = found;
    const { objects } = collectObjects(inventory, claim, databaseLabelOf(ref));
    return buildTree(claim, objects);
  }
}
