import { atlasReaders } from './atlas';
import { awsReaders } from './aws';
import { azureReaders } from './azure';
import { cloudNativePgReaders } from './cloudnative-pg';
import { crossplaneReaders } from './crossplane';
import { daprReaders } from './dapr';
import { existenceReaders } from './existence';
import { externalSecretsReaders } from './external-secrets';
import { googleReaders } from './google';
import { providerKubernetesReaders } from './provider-kubernetes';
import { providerSqlReaders } from './provider-sql';
import type { ResourceReader } from './reader';

/** The readers of all systems that this product knows. @public */
export const BUILT_IN_READERS: readonly ResourceReader[] = [
  ...crossplaneReaders,
  ...providerSqlReaders,
  ...providerKubernetesReaders,
  ...externalSecretsReaders,
  ...atlasReaders,
  ...daprReaders,
  ...cloudNativePgReaders,
  ...awsReaders,
  ...azureReaders,
  ...googleReaders,
  ...existenceReaders,
];
