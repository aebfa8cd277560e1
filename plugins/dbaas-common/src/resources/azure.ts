import { readManagedResource } from './crossplane-managed';
import type { ResourceReader } from './reader';
import { readCloudServer } from './upjet';

/**
 * The Azure provider (provider-upjet-azure 2.7) reports no state of a server, so the
 * conditions are all there is.
 *
 * @internal
 */
export const azureReaders: readonly ResourceReader[] = [
  {
    groups: [
      'dbforpostgresql.azure.m.upbound.io',
      'dbforpostgresql.azure.upbound.io',
    ],
    kinds: ['FlexibleServer'],
    read: (object, context) => readCloudServer(object, context, undefined),
  },
  {
    groups: ['*.azure.m.upbound.io', '*.azure.upbound.io'],
    read: (object, context) => readManagedResource(object, context),
  },
];
