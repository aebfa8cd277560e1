import type {
  ClusterObject,
  KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { ObjectArchive, PackedObject } from './object-archive';
import { objectKey } from './object-names';

/** An object and the cluster it was seen in. Nobody may change the object. */
export class InventoryObject implements ClusterObject, PackedObject {
  readonly cluster: string;
  /** What names it for as long as the inventory knows it. */
  readonly key: string;
  readonly packed: string;
  readonly dictionary: Buffer;

  constructor(
    { cluster, object }: ClusterObject,
    private readonly archive: ObjectArchive,
  ) {
    this.cluster = cluster;
    this.key = objectKey({ cluster, object });
    const { packed, dictionary } = archive.pack(object);
    this.packed = packed;
    this.dictionary = dictionary;
    archive.remember(this, object);
  }

  get object(): KubernetesObject {
    return this.archive.unpack(this);
  }
}
